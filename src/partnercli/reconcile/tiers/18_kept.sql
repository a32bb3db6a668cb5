-- Tier `kept`: links by click, contact or name of people who were forgotten, and those that were weighed against them. The
-- evidence is erased, so no later tier could find them: they stay as they were. What a person decides comes before.
-- meets: case when sale in (select sale from kept_link) then sale end = unnest((select list(k.sale) from kept_link k where k.row_id in (id)))
insert into link (sale, row_id, tier, role, evidence)
select k.sale, k.row_id, 'kept', k.role, ''
from kept_link k
join open_sale s on s.sale = k.sale
join open_row r on r.id = k.row_id and r.currency = s.currency
where not exists (select 1 from refused_pair f where f.subject = 'S' || k.sale and f.object = 'R' || k.row_id);
