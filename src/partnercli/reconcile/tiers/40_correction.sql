-- Tier `correction`: a negative row without an order of ours follows the row it corrects: named by transaction id, else
-- the one of the same program with the same order id.
create or replace temp table followed as
select r.id as row_id, min(l.sale) as sale, min(l.role) as role, min(coalesce(r.original_ref, r.order_id)) as evidence
from open_row r
join row_now o on o.source = r.source and o.account = r.account and not o.correction and o.currency = r.currency
    and (o.transaction_id = r.original_ref
        or (r.original_ref is null and o.order_id = r.order_id and o.program_ref is not distinct from r.program_ref))
join link l on l.row_id = o.id and l.role in ('main', 'duplicate')
where r.correction
group by r.id
having count(distinct l.sale) = 1;

insert into link
select sale, row_id, 'correction', case role when 'main' then 'part' else 'duplicate' end, evidence from followed;
