-- title: Conversion by channel
-- about: per channel: leads, in work, customers, conversion, average sale, paid money
-- by: channel program network currency month
-- default: channel currency
-- column: channel code Channel
-- column: program code Program
-- column: network code Network
-- column: month code Month
-- column: currency currency Currency
-- column: leads int Leads
-- column: in_work int In work
-- column: customers int Customers
-- column: refused int Refused
-- column: conversion percent Conversion
-- column: sales int Sales
-- column: average_sale money Average sale
-- column: paid money Paid
-- note: Conversion = customers / leads, by the day the lead came. Sales and paid money belong to those leads.
--
-- Which channel really pays? A lead belongs to its program's currency, so sums are never mixed.
with people as (
    select l.id, l.channel, l.program, p.network, p.currency, strftime(l.lead_on, '%Y-%m') as month, l.status
    from lead l join program p on p.code = l.program
    where ($start is null or l.lead_on >= $start) and ($stop is null or l.lead_on < $stop)
        and ($program is null or l.program = $program) and ($channel is null or l.channel = $channel)
        and ($currency is null or p.currency = $currency)
), sold as (
    select s.lead, count(*) as n, count(s.amount) as priced, sum(s.amount) as amount
    from sale s where s.kind = 'sale' or s.amount is not null group by s.lead
), earned as (
    select lead, sum(case when standing = 'paid' then actual when class = 'declined' then paid end) as paid from verdict where lead is not null group by lead
)
select channel, program, network, month, currency, leads, in_work, customers, refused, share(customers, leads) as conversion,
    sales, rounded(mean_money(sale_amount, priced), currency) as average_sale, paid
from (select
    case when list_contains($by, 'channel') then nullif(l.channel, '') end as channel,
    case when list_contains($by, 'program') then l.program end as program,
    case when list_contains($by, 'network') then l.network end as network,
    case when list_contains($by, 'month') then l.month end as month,
    l.currency as currency,
    count(*) as leads,
    cast(sum(cast(l.status = 'in_work' as integer)) as bigint) as in_work,
    cast(sum(cast(l.status = 'customer' as integer)) as bigint) as customers,
    cast(sum(cast(l.status = 'refused' as integer)) as bigint) as refused,
    cast(coalesce(sum(s.n), 0) as bigint) as sales,
    sum(s.amount) as sale_amount, cast(coalesce(sum(s.priced), 0) as bigint) as priced,
    coalesce(sum(e.paid), 0) as paid
from people l
left join sold s on s.lead = l.id
left join earned e on e.lead = l.id
group by all)
order by all nulls last;
