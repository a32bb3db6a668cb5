-- title: What is due
-- about: what to do in the next seven days, and what is overdue (--period 30d: thirty days)
-- convert: report amount
-- column: days_left days Days left
-- column: until date Until
-- column: what class What
-- column: id id Id
-- column: program code Program
-- column: network code Network
-- column: count int Count
-- column: amount money Amount
-- column: currency currency Currency
-- column: next text Next
-- note: claim, contest = write before the day; validation, payout = to come by the day; late, stuck = past what is normal for the program: ask.
-- note: not received, short = a payment the bank statement lacks, or has less of. minimum reached = ask for the payout; minimum near = at least 80 % of it. money back = paid twice: ask which counts before it is taken back. Next = whom to write to, or a command.
--
-- Where is money to be won or lost this week? By days left, then by money. Days below 0 have passed; claims that can no
-- longer be made are left out. Decisions to come stand in one line a program, with the first of them. A period that ends
-- today looks back elsewhere; here it is as many days ahead.
with span as (
    select today, case when $stop is null then today + 8
        when $start is not null and $stop = today + 1 then today + cast(cast($stop as date) - cast($start as date) as integer)
        else cast($stop as date) end as ahead
    from clock
), money as (
    select a.*, coalesce(late_after < today, false) as is_late,
        case when late_after is not null and due_on >= today then due_on else late_after end as comes_on
    from awaited a cross join span where $channel is null or channel = $channel
), owed as (
    select m.program, m.currency, sum(m.amount) as amount, count(*) as n, t.minimum, t.pay_day
    from money m cross join span s
    join term t on t.program = m.program and t.valid_from <= s.today and s.today < t.valid_to
    where m.step = 'payment' and t.minimum > 0
    group by m.program, m.currency, t.minimum, t.pay_day
), item as (
    select v.id, 'claim' as what, v.program, 1 as n, v.on_day + v.claim_days as until, v.currency, true as asks,
        case v.class when 'underpaid' then v.expected - v.actual else v.expected end as amount
    from verdict v cross join span s
    where (v.class in ('missing', 'underpaid', 'ambiguous') or v.class = 'declined' and v.row_id is not null and v.expected > 0) and v.on_day + v.claim_days >= s.today and ($channel is null or v.channel = $channel)
    union all
    select id, 'contest', program, 1, coalesce(locks_on, due_on), currency, true, short
    from money where step = 'validation' and short >= unit(currency)
    union all
    select null, case step when 'validation' then 'stuck' else 'late' end, program, count(*), min(late_after), currency, true, sum(amount)
    from money where is_late group by step, program, currency
    union all
    select null, 'validation', program, count(*), min(comes_on), currency, false, sum(amount)
    from money cross join span where step = 'validation' and not is_late and comes_on < ahead group by program, currency
    union all
    select null, 'payout', program, count(*), comes_on, currency, false, sum(amount)
    from money where step = 'payment' and not is_late and comes_on is not null group by program, currency, comes_on
    union all
    select null, case when amount >= minimum then 'minimum_reached' else 'minimum_near' end, program, n, null, currency, amount >= minimum, amount
    from owed where amount * 10 >= minimum * 8 and (pay_day is null or amount < minimum)
    union all
    select 'P' || v.payout, v.class, y.program, 1, y.paid_on + 10, y.currency, true,
        case v.class when 'short' then v.residual else y.amount end
    from payout_verdict v join payout y on y.id = v.payout and y.current cross join span s
    where v.class in ('not_received', 'short') and $channel is null and coalesce(v.received_on, y.paid_on + 11) <= s.today
    union all
    select t.subject, 'money_back', t.program, 1, null, t.currency, true, t.amount
    from paid_twice t cross join span s
    where t.reason <> 'payment_told_twice' and $channel is null and t.since <= s.today
)
select cast(i.until - s.today as bigint) as days_left, i.until, i.what, i.id, i.program, coalesce(p.network, y.network) as network, cast(i.n as bigint) as count,
    cast(i.amount as decimal(38, 4)) as amount, i.currency,
    case when i.asks then coalesce(nullif(p.contact, ''), nullif(p.network, ''), p.name, y.network)
        when i.what = 'minimum_near' then 'partnercli program show ' || p.code else 'partnercli import FILE' end as next
from item i
cross join span s
left join program p on p.code = i.program
left join payout y on y.current and i.id = 'P' || y.id
where (i.until is null or i.until < s.ahead) and ($program is null or i.program = $program)
    and ($currency is null or i.currency = $currency)
order by i.until nulls last, i.amount desc nulls last, i.currency, i.what, i.program, i.id;
