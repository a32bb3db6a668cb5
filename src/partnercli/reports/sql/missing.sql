-- title: Missing and late money
-- about: what is missing or late, how many days, how much, and who to write to
-- by: 
-- convert: date amount
-- column: id id Id
-- column: program code Program
-- column: network code Network
-- column: what class What
-- column: order code Order
-- column: date date Date
-- column: days days Days late
-- column: amount money Amount
-- column: currency currency Currency
-- column: claim_until date Claim until
-- column: write_to text Write to
-- note: missing = no row in the network's report; late = validated and not paid; stuck = pending beyond the hold; underpaid = the difference; what is validated of it may be late besides.
--
-- What do I write, to whom, about how much? Missing sales, payments past their day, validation past the hold, short commissions.
with owed as (
    select v.*, s.order_id,
        case v.class when 'missing' then 'missing' when 'awaiting' then 'late' when 'pending' then 'stuck' else 'underpaid' end as what,
        case v.class when 'missing' then v.expected when 'underpaid' then v.expected - v.actual else v.actual end as amount
    from verdict v cross join clock k join sale s on s.id = v.sale
    where v.class in ('missing', 'underpaid') or (v.class in ('awaiting', 'pending') and v.due_on < k.today)
    union all
    select v.*, s.order_id, 'late', v.actual
    from verdict v cross join clock k join sale s on s.id = v.sale
    where v.class in ('underpaid', 'overpaid') and v.standing = 'validated' and v.due_on < k.today
)
select o.id, o.program, o.network, o.what, nullif(o.order_id, '') as "order", o.on_day as date,
    cast(case when o.what <> 'underpaid' and o.due_on < k.today then k.today - o.due_on end as bigint) as days,
    o.amount, o.currency, o.on_day + o.claim_days as claim_until,
    coalesce(nullif(p.contact, ''), nullif(p.network, ''), p.name) as write_to
from owed o cross join clock k join program p on p.code = o.program
where ($start is null or o.on_day >= $start) and ($stop is null or o.on_day < $stop)
    and ($program is null or o.program = $program) and ($channel is null or o.channel = $channel)
    and ($currency is null or o.currency = $currency)
order by o.program, o.what, o.on_day, o.sale;
