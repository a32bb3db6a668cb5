-- The keys of what moved, where no id has linked it; of rows that list ids, of all of them.
create or replace temp table loosened_sale as
select * from moved_sale where sale not in (select sale from near_link where tier in ('person', 'order'));
create or replace temp table moved_row_now as select * from moved_row where current;
create or replace temp table loosened_row as
select * from moved_row_now where id not in (select row_id from near_link where tier in ('person', 'order'));

delete from sale_key where id in (select sale from moved_sale);
delete from row_key where id in (select id from moved_row);
insert into sale_key from kept_sale_keys('loosened_sale');
insert into row_key from kept_row_keys('loosened_row');
insert into row_key from listed_keys('moved_row_now');
