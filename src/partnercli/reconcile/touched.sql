-- The sales and rows whose outcome may be another now: those that moved, the rows whose payments changed, and, where a
-- program pays by volume, the other sales of the quarters in which it changed.
create or replace temp table touched_quarter as
select distinct program, date_trunc('quarter', sold_on) as quarter
from (select program, sold_on from moved_sale union all select program, sold_on from former_sale)
where program in (select program from volume_program);

create or replace temp table touched_sale as
select sale from moved_sale
union
select s.sale from touched_quarter q join sale_now s on s.program = q.program and date_trunc('quarter', s.sold_on) = q.quarter;

create or replace temp table touched_row as
select id from moved_row
union
select row_id from paid_anew;

-- What touched_more.sql begins with: rows that ask, what has been asked for; the rows of these sales ask too.
create or replace temp table fresh_row as
select id from touched_row
union
select l.row_id from touched_sale t join link l on l.sale = t.sale;
insert into touched_row select id from fresh_row where id not in (select id from touched_row);

create or replace temp table named (
    what varchar, program varchar, source varchar, account varchar, correction boolean, value varchar
);
