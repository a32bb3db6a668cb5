-- Sales: a line with an order, an amount or an action. The same lead and order again is the same sale, its last line
-- counts; without an order id the day, the amount and the action tell one sale from another.
create or replace temp table sold as
select coalesce(k.id, m.id) as lead, s.order_id, s.sold_on, s.amount, s.currency, s.vat, s.delivery, s.goods, s.action, s.n
from staged s
join (select max(n) as n from staged where order_id <> '' group by key, order_id
      union all
      select max(n) from staged where order_id = '' and (amount is not null or action <> '') group by key, sold_on, amount, action) t on t.n = s.n
left join known k on k.key = s.key
left join numbered m on m.key = s.key
where m.id is not null or s.key in (select key from last_line);

create or replace temp table sold_known as
select d.*, s.id
from sold d join sale s on s.lead = d.lead and s.order_id = d.order_id
where d.lead in (select id from known) and d.order_id <> ''
union all
select d.*, s.id
from sold d join sale s on s.lead = d.lead and s.order_id = '' and s.amount is not distinct from d.amount
    and (s.sold_on = d.sold_on or s.kind = 'lead') and s.action in ('', d.action)
where d.lead in (select id from known) and d.order_id = '';

-- The order of a lead that was paid for as such is written into that conversion.
create or replace temp table fulfilled as
select min(d.n) as n, s.id, d.lead
from sold d join sale s on s.lead = d.lead and s.kind = 'lead' and s.order_id = '' and s.amount is null
where d.n not in (select n from sold_known)
group by s.id, d.lead;

-- What becomes known of sales that are there, a field at a time; an empty cell says nothing.
create or replace temp table sale_told as
select k.lead, k.id, f.field, f.value, f.held
from sold_known k join sale s on s.id = k.id,
lateral (values ('amount', spelled(k.amount), spelled(s.amount)), ('vat', spelled(k.vat), spelled(s.vat)),
    ('delivery', spelled(k.delivery), spelled(s.delivery)), ('goods', k.goods, s.goods), ('action', k.action, s.action)) f(field, value, held)
union all
select d.lead, c.id, f.field, f.value, null
from fulfilled c join sold d on d.n = c.n,
lateral (values ('order_id', d.order_id), ('amount', spelled(d.amount)), ('vat', spelled(d.vat)),
    ('delivery', spelled(d.delivery)), ('goods', d.goods), ('action', d.action)) f(field, value);

create or replace temp table sale_altered as
select lead, id, field, coalesce(held, '') as old, value as new
from sale_told where coalesce(value, '') <> '' and value is distinct from held;

insert into lead_event select lead, $entry, 'sale S' || id || ' ' || field, old, new from sale_altered;

update sale set
    order_id = coalesce(a.order_id, sale.order_id), amount = coalesce(a.amount, sale.amount), vat = coalesce(a.vat, sale.vat),
    delivery = coalesce(a.delivery, sale.delivery), goods = coalesce(a.goods, sale.goods),
    action = coalesce(a.action, sale.action), touched = $entry
from (
    select id, max(case when field = 'order_id' then new end) as order_id,
        max(case when field = 'amount' then cast(new as decimal(18, 4)) end) as amount,
        max(case when field = 'vat' then cast(new as decimal(18, 4)) end) as vat,
        max(case when field = 'delivery' then cast(new as decimal(18, 4)) end) as delivery,
        max(case when field = 'goods' then new end) as goods, max(case when field = 'action' then new end) as action
    from sale_altered group by id
) a where a.id = sale.id;

-- Where the program pays per lead, the lead itself is what was earned: on its own day, with or without an order.
create or replace temp table per_lead as
select m.id as lead, s.n, s.lead_on, s.program, s.status
from placed s join numbered m on m.n = s.n
join term t on t.program = s.program and t.per = 'lead' and t.valid_from <= s.lead_on and s.lead_on < t.valid_to;

-- A sale that went with an import taken back gets its old id.
create or replace temp table sold_new as
with fresh as (
    select d.n, t.id
    from sold d
    join staged s on s.n = d.n
    left join per_lead p on p.n = d.n
    left join retired t on t.kind = 'sale' and t.source = $source
        and t.key = sale_key(s.key, case when p.lead is null then 'sale' else 'lead' end, d.order_id, d.sold_on, d.amount)
    where d.n not in (select n from sold_known) and d.n not in (select n from fulfilled)
)
select n, coalesce(id, greatest((select coalesce(max(id), 0) from sale), last_retired('sale'))
    + row_number() over (partition by id is null order by n)) as id
from fresh;

delete from retired where kind = 'sale' and id in (select id from sold_new);

insert into sale by name
select n.id, d.lead, case when p.lead is null then 'sale' else 'lead' end as kind, coalesce(p.lead_on, d.sold_on) as sold_on,
    d.order_id, d.amount, d.currency, $entry as entry, $entry as touched, d.vat, d.delivery, d.goods, d.action
from sold d join sold_new n on n.n = d.n left join per_lead p on p.n = d.n;

create or replace temp table lead_sold as
select l.n, l.lead, l.lead_on, l.program, coalesce(t.id, greatest((select coalesce(max(id), 0) from sale), last_retired('sale'))
    + row_number() over (partition by t.id is null order by l.n)) as id
from per_lead l
join staged s on s.n = l.n
left join retired t on t.kind = 'sale' and t.source = $source and t.key = sale_key(s.key, 'lead', '', l.lead_on, null)
where l.status <> 'refused' and l.lead not in (select lead from sale where entry = $entry);

delete from retired where kind = 'sale' and id in (select id from lead_sold);

insert into sale by name
select l.id, l.lead, 'lead' as kind, l.lead_on as sold_on, '' as order_id, p.currency, $entry as entry, $entry as touched
from lead_sold l join program p on p.code = l.program;

-- Who was seen, and what the file said of each. Version 0: the file was read before, and was not listened to.
insert into sighting by name
select 'leads' as kind, cast($entry as bigint) as entry, l.id,
    case when s.n in (select n from told_before) then 0 else 1 end as version, s.line, g.said
from placed s
join lead l on l.source = $source and l.key = s.key
join (select key, case when count(*) = 1 then min(said)
          else md5_number_lower(string_agg(cast(said as varchar), ' ' order by n)) end as said
      from placed where n not in (select n from refused) group by key) g on g.key = s.key
where s.n not in (select n from refused) and s.n not in (select n from forgotten_line)
union all
select 'leads', $entry, f.lead, 0, p.line, null from forgotten_line f join placed p on p.n = f.n;

select currency, count(*) as accepted, sum(amount) as amount,
    (select count(*) from newcomer) as new_n,
    (select count(*) from (select lead from altered union
        select d.lead from sold d where d.lead in (select id from known) and d.n not in (select n from sold_known)
        union select lead from sale_altered)) as changed_n
from placed where n not in (select n from refused) group by currency order by currency;
