-- What has no link yet, for the tiers that come after `order`; settle.sql takes out what they link.
create or replace temp table open_sale as
select * from sale_now s where not exists (select 1 from link l where l.sale = s.sale);
create or replace temp table open_row as
select * from row_now r where not exists (select 1 from link l where l.row_id = r.id);
