-- After a change: of what moved, what has no link.
create temp table open_sale as
select * exclude (before) from moved_sale where sale not in (select sale from near_link);
create temp table open_row as
select * exclude (before) from moved_row where current and id not in (select row_id from near_link);
