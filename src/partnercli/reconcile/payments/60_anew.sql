-- The rows of which something else is paid now than before this run.
create or replace temp table paid_anew as
select row_id from (select * from payment_gone except select * from payment_come)
union
select row_id from (select * from payment_come except select * from payment_gone);
