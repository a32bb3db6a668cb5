-- An import of leads taken back, second part: nothing keeps it from going. `heir` and `reverted` stand in
-- undo_leads.sql.
update lead set entry = h.entry, line = h.line from heir h where h.lead = lead.id and lead.entry = $entry;
update lead set touched = h.entry from heir h where h.lead = lead.id and lead.touched = $entry;
update sale set entry = h.entry from heir h where h.lead = sale.lead and sale.entry = $entry;
update sale set touched = h.entry from heir h where h.lead = sale.lead and sale.touched = $entry;
update lead_event set entry = h.entry from heir h where h.lead = lead_event.lead and lead_event.entry = $entry;

create or replace temp table gone as select id from lead where entry = $entry;
create or replace temp table gone_sale as select id from sale where entry = $entry;

insert into retired by name
select 'lead' as kind, id, source, '' as account, key from lead where id in (select id from gone)
union all
select 'sale', s.id, l.source, '', sale_key(l.key, s.kind, s.order_id, s.sold_on, s.amount)
from sale s join lead l on l.id = s.lead where s.id in (select id from gone_sale);

-- Fields of leads and sales as the history says they were. It holds one line a field and an import.
create or replace temp table before as
select lead,
    max(case when field = 'channel' then old end) as channel, max(case when field = 'status' then old end) as status,
    max(case when field = 'reason' then old end) as reason, max(case when field = 'name' then old end) as name,
    max(case when field = 'email' then old end) as email, max(case when field = 'phone' then old end) as phone,
    max(case when field = 'click' then old end) as click, max(case when field = 'interest' then old end) as interest,
    max(case when field = 'value' then old end) as value, max(case when field = 'next' then old end) as next_on,
    max(case when field = 'owner' then old end) as owner
from lead_event where entry = $entry group by lead;

update lead set
    channel = coalesce(b.channel, lead.channel), status = coalesce(b.status, lead.status),
    reason = coalesce(b.reason, lead.reason), name = coalesce(b.name, lead.name), email = coalesce(b.email, lead.email),
    phone = coalesce(b.phone, lead.phone), email_key = norm_email(coalesce(b.email, lead.email)),
    phone_key = norm_phone(coalesce(b.phone, lead.phone)), click = coalesce(b.click, lead.click),
    interest = coalesce(b.interest, lead.interest), owner = coalesce(b.owner, lead.owner),
    value = case when b.value is null then lead.value else cast(nullif(b.value, '') as decimal(18, 4)) end,
    next_on = case when b.next_on is null then lead.next_on else cast(nullif(b.next_on, '') as date) end
from before b where b.lead = lead.id;

update sale set
    order_id = coalesce(b.order_id, sale.order_id), goods = coalesce(b.goods, sale.goods), action = coalesce(b.action, sale.action),
    amount = case when b.amount is null then sale.amount else cast(nullif(b.amount, '') as decimal(18, 4)) end,
    vat = case when b.vat is null then sale.vat else cast(nullif(b.vat, '') as decimal(18, 4)) end,
    delivery = case when b.delivery is null then sale.delivery else cast(nullif(b.delivery, '') as decimal(18, 4)) end
from (
    select s.id,
        max(case when e.field = 'sale S' || s.id || ' order_id' then e.old end) as order_id,
        max(case when e.field = 'sale S' || s.id || ' amount' then e.old end) as amount,
        max(case when e.field = 'sale S' || s.id || ' vat' then e.old end) as vat,
        max(case when e.field = 'sale S' || s.id || ' delivery' then e.old end) as delivery,
        max(case when e.field = 'sale S' || s.id || ' goods' then e.old end) as goods,
        max(case when e.field = 'sale S' || s.id || ' action' then e.old end) as action
    from sale s join lead_event e on e.entry = $entry and e.lead = s.lead
    group by s.id
) b where b.id = sale.id;

delete from lead_event where entry = $entry;
delete from sale where id in (select id from gone_sale);
delete from lead where id in (select id from gone);

-- Last touched by whoever was heard last; what it is remembered to have said is what the last import it heard said.
update lead set touched = greatest(lead.entry, coalesce((
    select max(e.entry) from lead_event e where e.lead = lead.id), 0))
where touched = $entry;
update sale set touched = greatest(sale.entry, coalesce((select max(e.entry) from lead_event e
    where e.lead = sale.lead and e.field like 'sale S' || sale.id || ' %'), 0))
where touched = $entry;

-- An heir is heard now, even if its file had been read before.
update sighting set version = 1 from heir h
where sighting.kind = 'leads' and sighting.id = h.lead and sighting.entry = h.entry;

create or replace temp table heard as
select s.id as lead, arg_max(o.said, o.entry) as said
from (select distinct id from sighting where kind = 'leads' and entry = $entry) s
left join sighting o on o.kind = 'leads' and o.id = s.id and o.entry <> $entry and o.version = 1
group by s.id;
update lead set said = h.said from heard h where h.lead = lead.id;

select (select count(*) from gone), (select count(*) from before where lead not in (select id from gone));
