-- Tier `correction`: a row without an order of ours follows the row it speaks of.
-- follows: original_ref = transaction_id
-- follows: order_id = order_id

-- A negative row follows what it corrects: the row it names, else the one of the same program with the same order id.
create or replace temp table followed as
select r.id as row_id, min(l.sale) as sale, min(l.role) as role, min(coalesce(r.original_ref, r.order_id)) as evidence
from open_row r
join row_now o on o.source = r.source and o.account = r.account and not o.correction and o.currency = r.currency
    and (o.transaction_id = r.original_ref
        or (r.original_ref is null and o.order_id = r.order_id
            and program_said(o.program, o.program_ref, o.program_name) = program_said(r.program, r.program_ref, r.program_name)))
join link l on l.row_id = o.id and l.role in ('main', 'part', 'renewal', 'duplicate')
where r.correction
group by r.id
having count(distinct l.sale) = 1;

insert into link (sale, row_id, tier, role, evidence)
select f.sale, f.row_id, 'correction', case f.role when 'duplicate' then 'duplicate' else 'part' end, f.evidence
from followed f
where not exists (select 1 from refused_pair u where u.subject = 'S' || f.sale and u.object = 'R' || f.row_id);

-- A claim that was granted is often a new row which names the declined one: its money is the sale's. Two that name the
-- same row are nobody's.
create or replace temp table granted as
select l.sale, min(r.id) as row_id, min(r.original_ref) as evidence
from open_row r
join row_now o on o.source = r.source and o.account = r.account and o.currency = r.currency and o.transaction_id = r.original_ref
join link l on l.row_id = o.id and l.role = 'main' and l.amount is null
where not r.correction and r.validation <> 'declined' and o.validation = 'declined' and o.id <> r.id
    and not exists (select 1 from refused_pair u where u.subject = 'S' || l.sale and u.object = 'R' || r.id)
group by l.sale, l.row_id
having count(*) = 1;

insert into link (sale, row_id, tier, role, evidence)
select sale, row_id, 'correction', 'part', evidence from granted;
