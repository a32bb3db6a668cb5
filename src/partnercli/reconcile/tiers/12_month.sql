-- Tier `month`: what the order id binds to a recurring sale of which a person pinned one row. The other rows of that order
-- are its further months, as in the tier `order`; a live one that is no month of it tells it a second time.
-- beside: order = order_id
create or replace temp table pinned_month as
select l.sale, o.id as row_id, r.id as further, r.order_id as evidence
from open_row r
join row_now o on o.order_id = r.order_id and o.source = r.source and o.account = r.account and o.currency = r.currency
    and program_said(o.program, o.program_ref, o.program_name) = program_said(r.program, r.program_ref, r.program_name)
join link l on l.row_id = o.id and l.tier = 'person' and l.role = 'main'
where r.order_id <> '' and not r.correction
    and not exists (select 1 from refused_pair f where f.subject = 'S' || l.sale and f.object = 'R' || r.id);

-- An order of which rows are pinned to several sales says nothing more.
create or replace temp table gathered_row as
select p.sale, r.id as row_id, p.evidence, r.source, r.account, r.key, r.event_at, r.event_on,
    r.validation <> 'declined' and not r.correction as live
from (
    select sale, evidence, row_id from pinned_month
    union
    select sale, evidence, further from pinned_month
) p
join row_now r on r.id = p.row_id
where p.sale in (select sale from sale_terms where recurs_months > 1)
    and p.evidence in (select evidence from pinned_month group by evidence having count(distinct sale) = 1);

insert into link (sale, row_id, tier, role, evidence)
select g.sale, g.row_id, 'month', case when m.row_id is not null then 'renewal' when g.live then 'duplicate' else 'part' end, g.evidence
from gathered_row g left join month_of m on m.sale = g.sale and m.row_id = g.row_id
where g.row_id in (select further from pinned_month);
