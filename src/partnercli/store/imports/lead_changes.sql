-- New leads, and changes of known ones, each in the lead's history. Words of leads.sql. A lead that went with an import
-- taken back gets its old id.
create or replace temp table numbered as
select w.key, w.n, coalesce(t.id, greatest((select coalesce(max(id), 0) from lead), last_retired('lead'))
    + row_number() over (partition by t.id is null order by w.n)) as id
from newcomer w
left join retired t on t.kind = 'lead' and t.source = $source and t.key = w.key;

delete from retired where kind = 'lead' and id in (select id from numbered);

insert into lead by name
select m.id, $source as source, s.key, s.program, s.channel, s.lead_on, s.status, s.reason, s.name, s.email, s.phone,
    s.email_key, s.phone_key, s.click, s.interest, s.value, s.next_on, s.owner, coalesce(t.said, s.said) as said,
    cast($entry as bigint) as entry, s.line, cast($entry as bigint) as touched
from placed s join numbered m on m.n = s.n left join said_together t on t.key = s.key;

insert into lead_event
select m.id, $entry, 'note', '', s.note from placed s join numbered m on m.n = s.n where s.note <> '';

-- Changes of known leads, a field at a time: what the file says and the store does not. An empty cell says nothing, and
-- a line that says what it said last time has nothing new: what was entered by hand since then stands.
create or replace temp table last_line as
select s.* replace (coalesce(g.said, s.said) as said) from staged s
left join said_together g on g.key = s.key
join (select key, max(n) as n from staged where key in (select key from known) group by key) t on t.n = s.n
join lead l on l.source = $source and l.key = s.key
where l.said is distinct from coalesce(g.said, s.said);

create or replace temp table said as
select k.id as lead, f.field, f.value from last_line s join known k on k.key = s.key,
lateral (values ('channel', s.channel), ('status', s.status_said), ('reason', s.reason), ('name', s.name), ('email', s.email),
    ('phone', s.phone), ('click', s.click), ('interest', s.interest), ('value', cast(s.value as varchar)),
    ('next', cast(s.next_on as varchar)), ('owner', s.owner)) f(field, value)
where coalesce(f.value, '') <> '';

create or replace temp table held as
select l.id as lead, f.field, coalesce(f.value, '') as value from lead l join known k on k.id = l.id,
lateral (values ('channel', l.channel), ('status', l.status), ('reason', l.reason), ('name', l.name), ('email', l.email),
    ('phone', l.phone), ('click', l.click), ('interest', l.interest), ('value', cast(l.value as varchar)),
    ('next', cast(l.next_on as varchar)), ('owner', l.owner)) f(field, value);

create or replace temp table altered as
select s.lead, s.field, h.value as old, s.value as new
from said s join held h on h.lead = s.lead and h.field = s.field
where s.value <> h.value;

insert into lead_event select lead, $entry, field, old, new from altered;

create or replace temp table after as
select lead,
    max(case when field = 'channel' then new end) as channel, max(case when field = 'status' then new end) as status,
    max(case when field = 'reason' then new end) as reason, max(case when field = 'name' then new end) as name,
    max(case when field = 'email' then new end) as email, max(case when field = 'phone' then new end) as phone,
    max(case when field = 'click' then new end) as click, max(case when field = 'interest' then new end) as interest,
    max(case when field = 'value' then cast(new as decimal(18, 4)) end) as value,
    max(case when field = 'next' then cast(new as date) end) as next_on, max(case when field = 'owner' then new end) as owner
from altered group by lead;

update lead set
    channel = coalesce(a.channel, lead.channel), status = coalesce(a.status, lead.status),
    reason = coalesce(a.reason, lead.reason), name = coalesce(a.name, lead.name), email = coalesce(a.email, lead.email),
    phone = coalesce(a.phone, lead.phone), email_key = coalesce(norm_email(a.email), lead.email_key),
    phone_key = coalesce(norm_phone(a.phone), lead.phone_key), click = coalesce(a.click, lead.click),
    interest = coalesce(a.interest, lead.interest), value = coalesce(a.value, lead.value),
    next_on = coalesce(a.next_on, lead.next_on), owner = coalesce(a.owner, lead.owner), touched = $entry
from after a where a.lead = lead.id;

update lead set said = s.said from last_line s where lead.source = $source and lead.key = s.key;
