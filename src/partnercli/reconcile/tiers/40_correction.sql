-- Tier `correction`: a row without an order of ours follows the row it speaks of.
-- follows: corrects = transaction_id
-- follows: corrects order = order_id

-- A negative row follows what it corrects: the row it names, else the one of the same program with the same order id.
create or replace temp table correcting as select * from open_row where correction;
create or replace temp table corrected as
select r.id as row_id, o.id as original, r.original_ref as evidence
from correcting r
join row_now o on o.transaction_id = r.original_ref and o.source = r.source and o.account = r.account and o.currency = r.currency
where not o.correction
union all
select r.id, o.id, r.order_id
from correcting r
join row_now o on o.order_id = r.order_id and o.source = r.source and o.account = r.account and o.currency = r.currency
    and program_said(o.program, o.program_ref, o.program_name) = program_said(r.program, r.program_ref, r.program_name)
where not o.correction and r.original_ref is null;

create or replace temp table followed as
select c.row_id, min(l.sale) as sale, min(l.role) as role, min(c.evidence) as evidence
from corrected c join link l on l.row_id = c.original and l.role in ('main', 'part', 'renewal', 'duplicate')
group by c.row_id
having count(distinct l.sale) = 1;

insert into link (sale, row_id, tier, role, evidence)
select f.sale, f.row_id, 'correction', case f.role when 'duplicate' then 'duplicate' else 'part' end, f.evidence
from followed f
where not exists (select 1 from refused_pair u where u.subject = 'S' || f.sale and u.object = 'R' || f.row_id);

-- A claim that was granted is often a new row which names the declined one: its money is the sale's. Two that name the
-- same row are nobody's.
create or replace temp table claiming as
select * from open_row where original_ref is not null and not correction and validation <> 'declined';
create or replace temp table claimed as
select r.id as row_id, o.id as original, r.original_ref as evidence
from claiming r
join row_now o on o.transaction_id = r.original_ref and o.source = r.source and o.account = r.account and o.currency = r.currency
where o.validation = 'declined' and o.id <> r.id;

create or replace temp table granted as
select l.sale, min(c.row_id) as row_id, min(c.evidence) as evidence
from claimed c join link l on l.row_id = c.original and l.role = 'main' and l.amount is null
where not exists (select 1 from refused_pair u where u.subject = 'S' || l.sale and u.object = 'R' || c.row_id)
group by l.sale, l.row_id
having count(*) = 1;

insert into link (sale, row_id, tier, role, evidence)
select sale, row_id, 'correction', 'part', evidence from granted;
