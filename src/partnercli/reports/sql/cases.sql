-- title: Reconciliation
-- column: id id Id
-- column: class class Class
-- column: program code Program
-- column: channel code Channel
-- column: lead id Lead
-- column: sale id Sale
-- column: network_row id Row
-- column: expected money Expected
-- column: actual money Actual
-- column: currency currency Currency
-- column: date date Date
-- column: days days Days
-- column: tier code Tier
-- column: reason class Reason
-- column: rows int Rows
--
-- Every sale with its rows, and every row without a sale, in its one class. `days` counts from the due day, below 0 before it.
-- Of a figure that differs, `reason` is the slip that gives it where one does (store/drift.sql), as findings and explain say.
select v.id, v.class, coalesce(v.program, '') as program, coalesce(v.channel, '') as channel, 'L' || v.lead as lead,
    'S' || v.sale as sale, 'R' || v.row_id as network_row, v.expected, v.actual, v.currency, v.on_day as date,
    cast(k.today - v.due_on as bigint) as days, v.tier, coalesce(d.reason, v.reason) as reason, cast(v.rows_n as bigint) as rows
from verdict v cross join clock k
left join drift d on d.sale = v.sale and v.class in ('underpaid', 'overpaid')
where ($start is null or v.on_day >= $start) and ($stop is null or v.on_day < $stop)
    and ($program is null or v.program = $program)
order by v.on_day, v.id;
