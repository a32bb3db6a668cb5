-- Only what changed since the last run, and whatever shares an order id with it. The later tiers work on what is left
-- without a link and are done anew each time, so that the answer never depends on the order of imports.
create or replace temp table changed_sale as select id from sale where touched > $since;
create or replace temp table changed_row as select id from network_row where entry > $since;

create or replace temp table freed as
select l.sale, l.row_id from link l
where l.tier = 'order' and (l.sale in (select id from changed_sale) or l.row_id in (select id from changed_row));

create or replace temp table scope_order as
select order_id from sale where id in (select id from changed_sale union select sale from freed)
union
select order_id from network_row where id in (select id from changed_row union select row_id from freed)
union
select old from lead_event where entry > $since and field like 'sale S%order_id';

create or replace temp table scope_sale as
select sale, program, network, account, currency, order_id, amount from sale_now
where order_id <> '' and order_id in (select order_id from scope_order where order_id is not null);
create or replace temp table scope_row as
select id, program, network, account, currency, order_id from row_now
where order_id in (select order_id from scope_order where order_id is not null);

delete from link
where tier <> 'order'
    or sale in (select sale from scope_sale union all select sale from freed)
    or row_id in (select id from scope_row union all select row_id from freed);
