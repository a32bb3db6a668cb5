-- One step from the cases a reconcile touches to what hangs on them: the other ends of links, corrections of the rows,
-- what corrections correct, rows that name or named the same order (one may be the other told twice). Says how many sales and rows there are now.
insert into touched_sale
select distinct l.sale from touched_row t join link l on l.row_id = t.id
where l.sale not in (select sale from touched_sale);

insert into touched_row
select distinct l.row_id from touched_sale t join link l on l.sale = t.sale
where l.row_id not in (select id from touched_row);

create or replace temp table following as
with correcting as (
    select r.* from touched_row t join row_now r on r.id = t.id where r.correction
), corrected as (
    select r.* from touched_row t join row_now r on r.id = t.id where not r.correction
)
select o.id from correcting c
join row_now o on o.transaction_id = c.original_ref and o.source = c.source and o.account = c.account
union
select o.id from correcting c
join row_now o on o.order_id = c.order_id and o.source = c.source and o.account = c.account
where c.original_ref is null
union
select c.id from corrected o
join row_now c on c.original_ref = o.transaction_id and c.source = o.source and c.account = o.account
where c.correction
union
select c.id from corrected o
join row_now c on c.order_id = o.order_id and c.source = o.source and c.account = o.account
where c.correction and c.original_ref is null
union
select r.id from (
    select distinct v.program, v.order_id from touched_row t join network_row v on v.id = t.id where v.order_id <> ''
) o
join row_now r on r.order_id = o.order_id and r.program = o.program;

insert into touched_row select id from following where id not in (select id from touched_row);

select (select count(*) from touched_sale) + (select count(*) from touched_row);
