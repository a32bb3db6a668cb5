-- Everything is looked at anew: the first run, or programs changed what rows belong to.
delete from link;
create or replace temp view scope_sale as select * from sale_now where order_id <> '';
create or replace temp view scope_row as select * from row_now where order_id is not null;
