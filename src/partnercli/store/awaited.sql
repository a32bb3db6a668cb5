-- Money that waits: pending commissions for their validation, validated ones for their payment, each with the last day on
-- which that is still normal. A file of its own beside delays.sql, because it stands on the verdicts. Reading order:
-- renewal_open, open_money, balance, awaited, overdue.

-- Renewals of recurring sales that are not paid, each with what of it is open. They have days of their own: what was
-- earned in May is not late by the days of the first commission in March.
create or replace temp view renewal_open as
select l.sale, r.id as row_id, r.validation = 'pending' as is_pending, r.event_on as tracked_on, r.validated_on,
    cast(r.commission - coalesce(p.amount, 0) as decimal(38, 4)) as amount
from link l
join row_now r on r.id = l.row_id
left join (select row_id, sum(amount) as amount from payment_link group by row_id) p on p.row_id = r.id
where l.role = 'renewal' and r.validation <> 'declined' and r.payment <> 'received';

-- The money of each case that is on its way; a sale with open renewals has one line for each of them beside its own.
-- `short`: what is missing from the commission, told once a sale. `due_on` is empty where the case has several days.
create or replace temp view open_money as
with moving as materialized (
    select v.*, p.network as payer, cast(v.actual - v.paid as decimal(38, 4)) as open
    from verdict v join program p on p.code = v.program
    where v.standing in ('pending', 'validated')
), renewed as (
    select sale, sum(amount) as amount from renewal_open group by sale
)
select v.id, v.sale, v.row_id, v.program, v.payer as network, v.channel, v.currency, v.class, v.on_day, v.expected - v.actual as short,
    cast(v.open - coalesce(n.amount, 0) as decimal(38, 4)) as amount, v.tracked_on, v.validated_on,
    case when n.sale is null then v.due_on end as due_on,
    case when n.sale is null then v.standing = 'pending' else r.validation = 'pending' end as is_pending
from moving v
left join renewed n on n.sale = v.sale and v.lead is not null
left join row_now r on r.id = v.row_id
union all
select v.id, v.sale, n.row_id, v.program, v.payer, v.channel, v.currency, v.class, v.on_day, null, n.amount, n.tracked_on,
    n.validated_on, null, n.is_pending
from renewal_open n join moving v on v.sale = n.sale and v.lead is not null;

-- Who keeps which balance: networks pay their programs together, each currency by itself; a program that is paid by
-- itself has its own.
create or replace temp view payer as
select code as program, network, case when network in ('', 'direct') or code in (select program from own_payer)
    then 'program ' || code else 'network ' || network end as payer
from program;

-- Validated money that is not paid, per balance that has a payout minimum, and the day since which it has been at the
-- minimum or above (`reached_on`, null = it is below).
create or replace temp view balance as
with daily as (
    select y.payer, min(y.network) as network, m.currency, coalesce(m.validated_on, m.tracked_on) as day, sum(m.amount) as amount,
        count(*) as n, max(t.minimum) as minimum
    from open_money m
    join payer y on y.program = m.program
    cross join clock k
    left join term t on t.program = m.program and t.valid_from <= k.today and k.today < t.valid_to
    where not m.is_pending and m.amount <> 0
    group by y.payer, m.currency, coalesce(m.validated_on, m.tracked_on)
), running as (
    select *, sum(amount) over so_far as held, max(minimum) over (partition by payer, currency) as asked
    from daily window so_far as (partition by payer, currency order by day)
), lowest as (
    select *, min(held) over (partition by payer, currency order by day rows between current row and unbounded following) as stays
    from running where asked > 0
)
select payer, min(network) as network, currency, cast(sum(amount) as decimal(38, 4)) as amount, max(asked) as minimum,
    cast(sum(n) as bigint) as rows_n, min(day) as oldest, min(case when stays >= asked then day end) as reached_on
from lowest group by payer, currency;

-- One line for each sum that waits and whose program is known. `late_after` is never before what the
-- terms promise (the end of the hold; the pay day) or the row itself (`locks_on`, the day a network means to decide), and
-- where the norm was learned not before that has passed either: a program that takes sixty days is not late on day 31,
-- nor is one that took ten before its pay day. Payments are counted from validation; where its day is not told, from the
-- end of the hold; where there is a minimum, from the day the balance has reached it, and below it nothing is late
-- (`late_after` is empty). Unlike verdict.due_on this moves with what programs do.
create or replace temp view awaited as
select id, sale, row_id, program, channel, currency, step, short, amount, waits_from, locks_on, due_on,
    median, p90, longest, n, censored, source, days,
    case when below then null when source not in ('learned', 'network') then greatest(due_on, locks_on)
        when step = 'payment' and pay_day is null then greatest(waits_from + days, hold_until)
        else greatest(waits_from + days, due_on, locks_on) end as late_after
from (
    select * exclude (said_due_on, validated_on), case
            when said_due_on is not null and reached_on is null then said_due_on
            when step = 'validation' then hold_until
            else greatest(said_due_on, pay_date(greatest(validated_on, hold_until, reached_on), pay_day)) end as due_on
    from (
        select m.id, m.sale, m.row_id, m.program, m.channel, m.currency, n.step, m.short, m.amount,
            n.median, n.p90, n.longest, n.n, n.censored, n.source, n.days, t.pay_day, b.reached_on, m.validated_on,
            b.payer is not null and b.reached_on is null as below, m.due_on as said_due_on,
            m.tracked_on + coalesce(t.hold_days, 30) as hold_until, case n.step when 'validation' then m.validated_on end as locks_on,
            case n.step when 'validation' then m.tracked_on
                else greatest(coalesce(m.validated_on, m.tracked_on + coalesce(t.hold_days, 30)), b.reached_on) end as waits_from
        from open_money m
        join norm n on n.program = m.program and n.step = case when m.is_pending then 'validation' else 'payment' end
        left join term t on t.program = m.program and t.valid_from <= m.on_day and m.on_day < t.valid_to
        left join payer y on y.program = m.program and not m.is_pending
        left join balance b on b.payer = y.payer and b.currency = m.currency
        where m.class in ('pending', 'awaiting', 'underpaid', 'overpaid', 'unknown') and m.amount > 0
    )
);

-- What of it has passed its day, as the findings LATE (step payment) and STUCK_PENDING (step validation) tell it: the
-- renewals of a sale that are late in one sum, since the first of them. A row without a sale names no sum: UNKNOWN_ROW has
-- told it from the first day on. The reason says what the norm is taken from.
create or replace temp view overdue as
select w.step, w.id as subject, w.program, p.network, w.currency, cast(sum(case when w.sale is not null then w.amount end) as decimal(38, 4)) as amount,
    min(w.late_after) + 1 as since, cast(null as date) as until,
    case w.source when 'learned' then 'beyond_usual' when 'network' then 'beyond_network'
        when 'terms' then case w.step when 'payment' then 'beyond_pay_day' else 'beyond_hold' end
        else 'beyond_default' end as reason,
    to_json({'waits since': cast(min(w.waits_from) as varchar), 'due': cast(min(w.due_on) as varchar), 'median': cast(w.median as varchar),
        'nine tenths': cast(w.p90 as varchar), 'longest': cast(w.longest as varchar), 'norm': cast(w.days as varchar),
        'sample': cast(w.n as varchar), 'still open': cast(w.censored as varchar)}) as facts
from awaited w join program p on p.code = w.program cross join clock k
where w.late_after < k.today
group by w.step, w.id, w.program, p.network, w.currency, w.source, w.median, w.p90, w.longest, w.days, w.n, w.censored;
