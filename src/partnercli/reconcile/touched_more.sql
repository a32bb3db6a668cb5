-- One step from the cases a reconcile touches to what hangs on them: the other ends of links, corrections of the rows,
-- what corrections correct, rows that name or named the same order (one may be the other told twice). Asks for what the
-- step before brought (`fresh_row`), and nothing twice. Says how many rows came by what they name.
create or replace temp table fresh_sale as
select distinct l.sale from fresh_row t join link l on l.row_id = t.id
where l.sale not in (select sale from touched_sale);
insert into touched_sale from fresh_sale;

insert into fresh_row
select distinct l.row_id from fresh_sale t join link l on l.sale = t.sale
where l.row_id not in (select id from touched_row);
insert into touched_row select id from fresh_row where id not in (select id from touched_row);

create or replace temp table naming as
select v.id, v.current, v.program, v.source, v.account, v.correction, v.order_id, v.original_ref, v.transaction_id
from fresh_row t join network_row v on v.id = t.id;
create or replace temp table naming_now as
select 'order' as what, program, source, account, correction, order_id as value from naming where order_id <> ''
union
select 'original', null, source, account, true, original_ref from naming where correction and current
union
select 'correction', null, source, account, false, transaction_id from naming where not correction and current
except
select * from named;
insert into named from naming_now;

create or replace temp table following as
select o.id from naming_now n
join row_now o on o.order_id = n.value
where n.what = 'order'
    and (o.program = n.program or ((o.correction or n.correction) and o.source = n.source and o.account = n.account))
union
select o.id from naming_now n
join row_now o on o.transaction_id = n.value and o.source = n.source and o.account = n.account
where n.what = 'original'
union
select c.id from naming_now n
join row_now c on c.original_ref = n.value and c.source = n.source and c.account = n.account
where n.what = 'correction' and c.correction;

create or replace temp table fresh_row as select id from following where id not in (select id from touched_row);
insert into touched_row from fresh_row;

select count(*) from fresh_row;
