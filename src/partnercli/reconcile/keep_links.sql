-- Before the people in `forgetting_lead` and the rows in `forgetting_row` lose their evidence: the links it made, and all
-- that hang together with them by such links, since who is weighed against whom decides.
insert into kept_link
with recursive personal as (
    select sale, row_id, role, tier from link where tier in ('click', 'contact', 'name', 'kept')
), together(sale, row_id) as (
    select sale, row_id from personal
    where sale in (select id from sale where lead in (select id from forgetting_lead))
        or row_id in (select id from forgetting_row)
    union
    select p.sale, p.row_id from together t join personal p on p.sale = t.sale or p.row_id = t.row_id
)
select p.sale, p.row_id, p.role, $entry
from personal p join together t on t.sale = p.sale and t.row_id = p.row_id
where p.tier <> 'kept';
