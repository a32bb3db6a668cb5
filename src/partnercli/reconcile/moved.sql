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

-- The links of what moves, apart: nobody looks through all links for them.
create or replace temp table near_link as
select l.* from changed_sale c join link l on l.sale = c.id
union
select l.* from changed_row c join link l on l.row_id = c.id;

create or replace temp table moved_sale as
select s.*, coalesce(l.place, case when o.entry > $since then 0 else 99 end) as before
from changed_sale c
join sale_now s on s.sale = c.id
join sale o on o.id = c.id
left join (
    select l.sale, min(list_position($tiers, l.tier)) as place from near_link l group by l.sale
) l on l.sale = c.id;

create or replace temp table moved_row as
select r.*, coalesce(l.place, case when o.entry > $since then 0 else 99 end) as before
from changed_row c
join network_row r on r.id = c.id
join (
    select c.id, min(r.entry) as entry from changed_row c join network_row r on r.id = c.id group by c.id
) o on o.id = c.id
left join (
    select l.row_id, min(list_position($tiers, l.tier)) as place from near_link l group by l.row_id
) l on l.row_id = c.id;

-- What the last run saw of sales that say something else now: keys they do not have any more count too.
create or replace temp table former_sale as
select s.* replace (
    coalesce(f.order_id, s.order_id) as order_id, coalesce(f.click, s.click) as click, coalesce(f.name, s.name) as name,
    coalesce(norm_email(f.email), s.email_key) as email_key, coalesce(norm_phone(f.phone), s.phone_key) as phone_key,
    coalesce(f.program, s.program) as program, coalesce(cast(nullif(f.amount, '') as decimal(18, 4)), s.amount) as amount,
    coalesce(cast(nullif(f.sold_on, '') as date), s.sold_on) as sold_on
)
from (
    select m.sale,
        arg_min(e.old, case when e.field = 'sale S' || m.sale || ' order_id' then e.entry end) as order_id,
        arg_min(e.old, case when e.field = 'sale S' || m.sale || ' amount' then e.entry end) as amount,
        arg_min(e.old, case when e.field = 'sale S' || m.sale || ' sold_on' then e.entry end) as sold_on,
        arg_min(e.old, case when e.field = 'click' then e.entry end) as click,
        arg_min(e.old, case when e.field = 'name' then e.entry end) as name,
        arg_min(e.old, case when e.field = 'email' then e.entry end) as email,
        arg_min(e.old, case when e.field = 'phone' then e.entry end) as phone,
        arg_min(e.old, case when e.field = 'program' then e.entry end) as program
    from moved_sale m join lead_event e on e.lead = m.lead
    where e.entry > $since and e.field <> 'note'
    group by m.sale
) f
join moved_sale s on s.sale = f.sale;
