-- title: Classes
-- column: class class Class
-- column: currency currency Currency
-- column: count int Count
-- column: amount money Amount
-- column: expected money Expected
-- column: actual money Actual
-- column: sales int Sales
-- column: network_rows int Rows
-- column: late int Late
--
-- Counts and sums of the classes; over all of them they are the totals. Amount = what the network's rows say, or what is
-- expected where there is no row.
select v.class, v.currency, count(*) as count, coalesce(sum(coalesce(v.actual, v.expected)), 0) as amount,
    coalesce(sum(v.expected), 0) as expected, coalesce(sum(v.actual), 0) as actual,
    cast(sum(cast(v.sale is not null and v.class <> 'duplicate' as integer)) as bigint) as sales,
    cast(sum(case when v.row_id is null then 0 else v.rows_n end) as bigint) as network_rows,
    cast(sum(case when v.class in ('awaiting', 'pending', 'missing', 'underpaid', 'overpaid') and v.due_on < k.today then 1 else 0 end) as bigint) as late
from verdict v cross join clock k
where ($start is null or v.on_day >= $start) and ($stop is null or v.on_day < $stop)
    and ($program is null or v.program = $program)
group by v.class, v.currency
order by list_position($classes, v.class), v.currency;
