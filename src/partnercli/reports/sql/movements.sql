-- title: Post-close movements
-- about: what changed in closed periods since they were closed, case by case
-- column: period code Period
-- column: what class What
-- column: id id Id
-- column: program code Program
-- column: class_was class Class was
-- column: class class Class
-- column: expected_was money Expected was
-- column: expected money Expected
-- column: actual_was money Actual was
-- column: actual money Actual
-- column: paid_was money Paid was
-- column: paid money Paid
-- column: currency_was code Currency was
-- column: currency currency Currency
-- column: date date Date
-- column: import id Change
-- column: from text From
-- column: cause class Touched
-- note: The frozen figures stay as they are. Touched: the change was about the case itself; or beside it, in its program or network, and moved payments or tiers. Without a change named, the day alone moved it.
--
-- The frozen figures of a case beside today's. The change is the latest one since the close that touched it; where none
-- did, the latest one beside it.
select m.period, m.what, m.id, m.program, m.class_was, m.class, m.expected_was, m.expected, m.actual_was, m.actual,
    m.paid_was, m.paid, m.currency_was, m.currency, m.on_day as date, 'I' || c.entry as "import",
    coalesce(f.file, trim(e.command || ' ' || e.subject)) as "from", c.cause
from post_close m
left join post_close_cause c on c.close = m.close and c.id = m.id
left join entry e on e.id = c.entry
left join import_file f on f.entry = c.entry
where ($start is null or m.on_day >= $start) and ($stop is null or m.on_day < $stop)
    and ($program is null or m.program = $program) and ($currency is null or m.currency = $currency)
order by m.period, m.currency, m.on_day, m.id;
