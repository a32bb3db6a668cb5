-- Tier `click`: the lead's click or sub id among the row's, event no earlier than three days before the sale and at most
-- thirty after, no contradicting order ids. An equal order amount is the better evidence where several rows share an id.
-- shares: click = click
create or replace temp table worn_click as
select click from open_sale where click <> '' group by click having count(*) > 20;

create or replace temp table clicked_sale as
select * from open_sale where click <> '' and click not in (select click from worn_click);

create or replace temp table clicked_row as
select distinct id, ref, program, network, account, currency, order_id, event_on, sale_amount
from (select *, unnest(refs) as ref from open_row where refs is not null and not correction)
where ref in (select click from clicked_sale);

create or replace temp table pair as
select s.sale, r.id as row_id, s.click as evidence, cast(coalesce(r.sale_amount = s.amount, false) as integer) as grade
from clicked_sale s
join clicked_row r on r.ref = s.click and r.currency = s.currency
where (r.program = s.program or (r.program is null and (r.network = s.network or r.network = '')))
    and (s.account = '' or r.account = '' or r.account = s.account)
    and (s.order_id = '' or r.order_id is null or r.order_id = s.order_id)
    and r.event_on between s.sold_on - 3 and s.sold_on + 30;
