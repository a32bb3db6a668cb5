-- Sales: a line with an order or an amount. The same lead and order again is the same sale, its last line counts;
-- without an order id the day and the amount tell one sale from another.
create or replace temp table sold as
select coalesce(k.id, m.id) as lead, s.order_id, s.sold_on, s.amount, s.currency, s.n
from staged s
join (select max(n) as n from staged where order_id <> '' group by key, order_id
      union all
      select max(n) from staged where order_id = '' and amount is not null group by key, sold_on, amount) t on t.n = s.n
left join known k on k.key = s.key
left join numbered m on m.key = s.key
where m.id is not null or s.key in (select key from last_line);

create or replace temp table sold_known as
select d.*, s.id, s.amount as old_amount
from sold d join sale s on s.lead = d.lead and s.order_id = d.order_id
where d.lead in (select id from known) and d.order_id <> ''
union all
select d.*, s.id, s.amount
from sold d join sale s on s.lead = d.lead and s.order_id = '' and s.amount is not distinct from d.amount
    and (s.sold_on = d.sold_on or s.kind = 'lead')
where d.lead in (select id from known) and d.order_id = '';

-- The order of a lead that was paid for as such is written into that conversion.
create or replace temp table fulfilled as
select min(d.n) as n, s.id, d.lead
from sold d join sale s on s.lead = d.lead and s.kind = 'lead' and s.order_id = '' and s.amount is null
where d.n not in (select n from sold_known)
group by s.id, d.lead;

insert into lead_event
select f.lead, $entry, 'sale S' || f.id || ' order_id', '', d.order_id from fulfilled f join sold d on d.n = f.n where d.order_id <> '';
insert into lead_event
select f.lead, $entry, 'sale S' || f.id || ' amount', '', spelled(d.amount) from fulfilled f join sold d on d.n = f.n
where d.amount is not null;

update sale set order_id = d.order_id, amount = d.amount, touched = $entry
from fulfilled f join sold d on d.n = f.n where f.id = sale.id;

insert into lead_event
select lead, $entry, 'sale S' || id || ' amount', coalesce(spelled(old_amount), ''), spelled(amount)
from sold_known where amount is not null and amount is distinct from old_amount;

update sale set amount = k.amount, touched = $entry
from sold_known k where k.id = sale.id and k.amount is not null and k.amount is distinct from sale.amount;

-- Where the program pays per lead, the lead itself is what was earned: on its own day, with or without an order.
create or replace temp table per_lead as
select m.id as lead, s.n, s.lead_on, s.program, s.status
from placed s join numbered m on m.n = s.n
join term t on t.program = s.program and t.per = 'lead' and t.valid_from <= s.lead_on and s.lead_on < t.valid_to;

create or replace temp table sold_new as
select n, (select coalesce(max(id), 0) from sale) + row_number() over (order by n) as id
from sold where n not in (select n from sold_known) and n not in (select n from fulfilled);

insert into sale (id, lead, kind, sold_on, order_id, amount, currency, entry, touched)
select n.id, d.lead, case when p.lead is null then 'sale' else 'lead' end, coalesce(p.lead_on, d.sold_on), d.order_id, d.amount,
    d.currency, $entry, $entry
from sold d join sold_new n on n.n = d.n left join per_lead p on p.n = d.n;

insert into sale
select (select coalesce(max(id), 0) from sale) + row_number() over (order by l.n), l.lead, 'lead', l.lead_on, '', null,
    p.currency, $entry, $entry
from per_lead l join program p on p.code = l.program
where l.status <> 'refused' and l.lead not in (select lead from sale where entry = $entry);

-- Who was seen, and what the file said of each. Version 0: the file was read before, and was not listened to.
insert into sighting by name
select 'leads' as kind, cast($entry as bigint) as entry, l.id,
    case when s.n in (select n from told_before) then 0 else 1 end as version, s.line, g.said
from placed s
join lead l on l.source = $source and l.key = s.key
join (select key, case when count(*) = 1 then min(said)
          else md5_number_lower(string_agg(cast(said as varchar), ' ' order by n)) end as said
      from placed where n not in (select n from refused) group by key) g on g.key = s.key
where s.n not in (select n from refused);

select currency, count(*) as accepted, sum(amount) as amount,
    (select count(*) from newcomer) as new_n,
    (select count(*) from (select lead from altered union
        select d.lead from sold d where d.lead in (select id from known) and d.n not in (select n from sold_known)
        union select lead from sold_known where amount is not null and amount is distinct from old_amount)) as changed_n
from placed where n not in (select n from refused) group by currency order by currency;
