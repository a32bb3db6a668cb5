-- What has no link yet, for the tiers that come after `order`; settle.sql takes out what they link.
create or replace temp table open_sale as
select * from sale_now where sale in (select id from sale s where not exists (select 1 from link l where l.sale = s.id));
create or replace temp table open_row as
select * from row_now where id in (
    select id from network_row r where r.current and not exists (select 1 from link l where l.row_id = r.id));
