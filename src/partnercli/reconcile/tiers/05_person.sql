-- Tier `person`: what somebody pinned. It comes before all others, and no other tier touches what it linked. Several rows
-- pinned to one sale are its lines; a row pinned to several sales is still nobody's.
-- meets: case when 'S' || sale in (select subject from pinned) then sale end = unnest((select list(cast(substr(subject, 2) as bigint)) from pinned where object in ('R' || id)))
create or replace temp table pair as
select s.sale, r.id as row_id,
    row_number() over (
        partition by s.sale
        order by r.correction, r.validation = 'declined', coalesce(r.sale_amount = s.amount, false) desc, r.event_at, r.source, r.account, r.key) as place
from (select distinct subject, object from pinned) p
join open_sale s on 'S' || s.sale = p.subject
join open_row r on 'R' || r.id = p.object and r.currency = s.currency;

insert into link (sale, row_id, tier, role, evidence)
select p.sale, p.row_id, 'person', case when n.sales > 1 then 'candidate' when p.place = 1 then 'main' else 'part' end, ''
from pair p join (select row_id, count(*) as sales from pair group by row_id) n on n.row_id = p.row_id;

drop table pair;
