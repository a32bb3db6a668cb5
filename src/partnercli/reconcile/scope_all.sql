-- Everything is looked at anew: the first run, or programs changed what rows belong to.
delete from link;
create or replace temp table scope_sale as
select sale, program, network, account, currency, order_id, amount from sale_now where order_id <> '';
create or replace temp table scope_row as
select id, program, network, account, currency, order_id from row_now where order_id is not null;
