-- The pairs of a tier become links: a pair that is the only best one of its sale and of its row is accepted; best pairs
-- that tie are candidates, shown side by side and never accepted.
create or replace temp table best as
select p.sale, p.row_id, p.evidence
from pair p
join (select sale, max(grade) as grade from pair group by sale) s on s.sale = p.sale and s.grade = p.grade
join (select row_id, max(grade) as grade from pair group by row_id) r on r.row_id = p.row_id and r.grade = p.grade;

insert into link
select b.sale, b.row_id, $tier,
    case when s.n = 1 and r.n = 1 then 'main' else 'candidate' end, b.evidence
from best b
join (select sale, count(*) as n from best group by sale) s on s.sale = b.sale
join (select row_id, count(*) as n from best group by row_id) r on r.row_id = b.row_id;

delete from open_sale where sale in (select sale from best);
delete from open_row where id in (select row_id from best);
