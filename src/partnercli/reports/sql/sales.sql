-- title: Sales
-- column: id id Id
-- column: date date Date
-- column: lead id Lead
-- column: name text Name
-- column: program code Program
-- column: order code Order
-- column: amount money Amount
-- column: expected money Expected
-- column: actual money Actual
-- column: currency currency Currency
-- column: class class Class
--
-- Sales, newest first, with what was expected and what the network says.
select 'S' || v.sale as id, v.on_day as date, 'L' || v.lead as lead, l.name, v.program, nullif(s.order_id, '') as "order",
    s.amount, v.expected, v.actual, v.currency, v.class
from verdict v join sale s on 'S' || s.id = v.id join lead l on l.id = v.lead
where ($start is null or v.on_day >= $start) and ($stop is null or v.on_day < $stop)
    and ($program is null or v.program = $program)
order by v.on_day desc, v.sale desc;
