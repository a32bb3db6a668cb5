-- title: Income by program
-- about: per program: leads, sales, expected, pending, validated, paid, gap
-- by: program network account currency month day channel
-- convert: day expected pending validated paid gap
-- default: program currency
-- column: program code Program
-- column: network code Network
-- column: account text Account
-- column: month code Month
-- column: day date Day
-- column: channel code Channel
-- column: currency currency Currency
-- column: leads int Leads
-- column: sales int Sales
-- column: expected money Expected
-- column: pending money Pending
-- column: validated money Validated
-- column: paid money Paid
-- column: gap money Gap
-- note: Validated includes paid, but not what was paid and then reversed: that is paid until it is taken back. Gap = expected - paid. Rows without a sale of yours count in the money, not in expected.
--
-- What did each program promise, and how much of it is there? Sales and rows by their own day, leads by theirs. With
-- $rate_on = 'payment' the day is that of the payment for what is paid, and today for what is not.
with money as (
    select v.program, v.network, v.channel, v.currency, strftime(v.on_day, '%Y-%m') as month,
        case when $rate_on is distinct from 'payment' then v.on_day when v.standing = 'paid' or v.class = 'declined' and v.paid > 0 then w.paid_on else k.today end as day,
        0 as leads,
        cast(v.sale is not null and v.class <> 'duplicate' as integer) as sales, v.expected,
        case when v.standing = 'pending' then v.actual end as pending,
        case when v.standing in ('validated', 'paid') then v.actual end as validated,
        case when v.standing = 'paid' then v.actual when v.class = 'declined' then v.paid end as paid
    from verdict v
    cross join clock k
    left join (select row_id, paid_on from paid_day where $rate_on = 'payment') w on w.row_id = v.row_id
    where ($start is null or v.on_day >= $start) and ($stop is null or v.on_day < $stop)
), people as (
    select l.program, p.network, l.channel, p.currency, strftime(l.lead_on, '%Y-%m') as month, l.lead_on as day, 1 as leads, 0 as sales,
        null as expected, null as pending, null as validated, null as paid
    from lead l join program p on p.code = l.program
    where ($start is null or l.lead_on >= $start) and ($stop is null or l.lead_on < $stop)
), every as (
    select * from money union all select * from people
)
select
    case when list_contains($by, 'program') then e.program end as program,
    case when list_contains($by, 'network') then e.network end as network,
    case when list_contains($by, 'account') then coalesce(p.account, '') end as account,
    case when list_contains($by, 'month') then e.month end as month,
    case when list_contains($by, 'day') then e.day end as day,
    case when list_contains($by, 'channel') then nullif(e.channel, '') end as channel,
    e.currency,
    cast(sum(e.leads) as bigint) as leads, cast(sum(e.sales) as bigint) as sales,
    coalesce(sum(e.expected), 0) as expected, coalesce(sum(e.pending), 0) as pending,
    coalesce(sum(e.validated), 0) as validated, coalesce(sum(e.paid), 0) as paid,
    coalesce(sum(e.expected), 0) - coalesce(sum(e.paid), 0) as gap
from every e
left join program p on p.code = e.program
where ($program is null or e.program = $program) and ($channel is null or e.channel = $channel)
    and ($currency is null or e.currency = $currency)
group by all
order by all nulls last;
