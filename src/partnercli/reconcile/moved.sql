-- What changed since the last run, whole: sales as they are, rows with all their versions, and what the sales said of
-- themselves before. `before` is the place of the tier that had linked the record: 0 = it is new, 99 = none.
create or replace temp table decided as
select subject as id from decision where kind in ('link', 'unlink') and (entry > $since or taken_back > $since)
union
select object from decision where kind in ('link', 'unlink') and (entry > $since or taken_back > $since);

create or replace temp table changed_sale as
select id from sale where touched > $since
union
select id from sale where lead in (select id from lead where touched > $since)
union
select cast(substr(id, 2) as bigint) from decided where id like 'S%';

create or replace temp table changed_row as
select id from network_row where entry > $since
union
select cast(substr(id, 2) as bigint) from decided where id like 'R%';

create or replace temp table moved_sale as
select s.*, coalesce(l.place, case when o.entry > $since then 0 else 99 end) as before
from changed_sale c
join sale_now s on s.sale = c.id
join sale o on o.id = c.id
left join (
    select l.sale, min(list_position($tiers, l.tier)) as place from changed_sale c join link l on l.sale = c.id group by l.sale
) l on l.sale = c.id;

create or replace temp table moved_row as
select r.*, coalesce(l.place, case when o.entry > $since then 0 else 99 end) as before
from changed_row c
join network_row r on r.id = c.id
join (
    select c.id, min(r.entry) as entry from changed_row c join network_row r on r.id = c.id group by c.id
) o on o.id = c.id
left join (
    select l.row_id, min(list_position($tiers, l.tier)) as place from changed_row c join link l on l.row_id = c.id group by l.row_id
) l on l.row_id = c.id;

-- Each former value once, beside what the sale says otherwise: keys it does not have any more count too.
create or replace temp table former_sale as
select s.* replace (
    case when e.field like 'sale %order_id' then e.old else s.order_id end as order_id,
    case when e.field = 'click' then e.old else s.click end as click,
    case when e.field = 'email' then norm_email(e.old) else s.email_key end as email_key,
    case when e.field = 'phone' then norm_phone(e.old) else s.phone_key end as phone_key,
    case when e.field = 'name' then e.old else s.name end as name,
    case when e.field = 'program' then e.old else s.program end as program,
    case when e.field like 'sale %amount' then cast(nullif(e.old, '') as decimal(18, 4)) else s.amount end as amount,
    case when e.field like 'sale %sold_on' then cast(nullif(e.old, '') as date) else s.sold_on end as sold_on
)
from lead_event e join moved_sale s on s.lead = e.lead
where e.entry > $since and e.field <> 'note';
