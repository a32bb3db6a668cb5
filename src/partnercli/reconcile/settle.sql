-- The pairs of a tier become links where there is nothing to weigh: a pair that stands alone, and the best pair of one
-- sale with several rows or of one row with several sales. Equally good ones are candidates, shown side by side and never
-- accepted. What is left, `contested`, are blocks in which one choice depends on another: assign.py.
delete from pair where exists (
    select 1 from refused_pair f where f.subject = 'S' || pair.sale and f.object = 'R' || pair.row_id);

create or replace temp table weighed as
select p.sale, p.row_id, p.evidence, p.grade, s.n as of_sale, r.n as of_row,
    max(r.n) over (partition by p.sale) as widest_row, max(s.n) over (partition by p.row_id) as widest_sale
from pair p
join (select sale, count(*) as n from pair group by sale) s on s.sale = p.sale
join (select row_id, count(*) as n from pair group by row_id) r on r.row_id = p.row_id;

create or replace temp table contested as
select sale, row_id, evidence, grade from weighed where widest_row > 1 and widest_sale > 1;

-- Of a star the best is taken when it is the only best.
create or replace temp table best as
select sale, row_id, evidence, count(*) over (partition by middle) as n from (
    select *, max(grade) over (partition by middle) as best_grade from (
        select *, case when widest_row = 1 then 'S' || sale else 'R' || row_id end as middle
        from weighed where widest_row = 1 or widest_sale = 1
    )
) where grade = best_grade;

insert into link (sale, row_id, tier, role, evidence)
select sale, row_id, $tier, case when n = 1 then 'main' else 'candidate' end, evidence from best;
