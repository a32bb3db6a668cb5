-- Freeze the figures of the days from $start up to but without $stop, as the close of $entry.
insert into close values ($entry, $period, $start, $stop, '', null, '');

insert into close_case
select $entry, id, class, program, network, channel, sale, row_id, currency, on_day, expected, actual, paid, standing
from verdict where on_day >= $start and on_day < $stop;

insert into close_money
select $entry, kind, program, network, currency, n, total from money_between($start, $stop);

update close set hash = (select s.hash from close_seal s where s.close = $entry) where entry = $entry;

select hash, (select count(*) from close_case where close = $entry) from close where entry = $entry;
