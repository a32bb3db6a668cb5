-- Leads: the frame `incoming` becomes new leads, changes of known ones (each in the lead's history) and their sales.
-- Identity is (source, key): the program with the id column, else the whole row and its occurrence. A new lead whose e-mail or phone a
-- lead of the same program already has is refused and names it. Several lines of one id are several orders of one lead.
-- The file stands in one wide table, `arrived`; everything else is narrow and finds its way back by the line.

create or replace temp table arrived as
select key, line, program_name, channel, utm_source, utm_medium, utm_campaign, coalesce(lead_on, $today) as lead_on,
    case when states <> '' then states
         when order_id is not null or amount is not null then 'customer' else 'new' end as status,
    coalesce(reason, '') as reason, coalesce(name, '') as name, coalesce(email, '') as email,
    coalesce(phone, '') as phone, norm_email(email) as email_key, norm_phone(phone) as phone_key,
    coalesce(order_id, '') as order_id, coalesce(sold_on, lead_on, $today) as sold_on, amount, currency,
    coalesce(click, '') as click, coalesce(lower(interest), '') as interest, value, next_on,
    coalesce(owner, '') as owner, coalesce(note, '') as note, states as status_said,
    md5_number_lower(cast(row(channel, utm_source, utm_medium, utm_campaign, lead_on, states, reason, name, email, phone, order_id,
        sold_on, amount, currency, click, interest, value, next_on, owner, note) as varchar)) as said
from incoming;

create or replace temp table channel_alias as
select alias, min(code) as code from (
    select code, fold_name(code) as alias from channel union select code, fold_name(name) from channel
) where alias is not null group by alias having count(distinct code) = 1;

-- A visit's UTM words find the channel whose patterns all fit; the one with most patterns said wins, a tie is nobody.
create or replace temp table utm_channel as
with visit as (
    select distinct coalesce(utm_source, '') as s, coalesce(utm_medium, '') as m, coalesce(utm_campaign, '') as c from arrived
), fit as (
    select v.s, v.m, v.c, h.code,
        cast(h.utm_source <> '' as integer) + cast(h.utm_medium <> '' as integer) + cast(h.utm_campaign <> '' as integer) as said
    from visit v join channel h on
        (h.utm_source = '' or lower(v.s) glob lower(h.utm_source)) and (h.utm_medium = '' or lower(v.m) glob lower(h.utm_medium))
        and (h.utm_campaign = '' or lower(v.c) glob lower(h.utm_campaign))
), best as (
    select s, m, c, max(said) as said from fit group by s, m, c
)
select f.s, f.m, f.c, min(f.code) as code
from fit f join best b on b.s = f.s and b.m = f.m and b.c = f.c and b.said = f.said
where f.said > 0
group by f.s, f.m, f.c having count(*) = 1;

-- A file names few programs and channels in many lines: each name is folded and found once.
create or replace temp table named_program as
select n.program_name, p.code as program, p.currency
from (select distinct program_name from arrived) n
left join program_alias a on a.network = '' and a.alias = fold_name(n.program_name)
left join program p on p.code = a.code;

create or replace temp table named_channel as
select n.channel, h.code from (select distinct channel from arrived) n join channel_alias h on h.alias = fold_name(n.channel);

create or replace temp view placed as
select a.* replace (coalesce(p.program, '') || '/' || a.key as key, coalesce(h.code, u.code, '') as channel,
        coalesce(a.currency, p.currency) as currency), p.program,
    p.currency as program_currency, a.channel as channel_name, a.channel is not null and h.code is null as channel_unknown
from arrived a
left join named_program p on p.program_name = a.program_name
left join named_channel h on h.channel = a.channel
left join utm_channel u on u.s = coalesce(a.utm_source, '') and u.m = coalesce(a.utm_medium, '') and u.c = coalesce(a.utm_campaign, '');

create or replace temp table refused as
select line, 'unknown_program' as code, to_json({'program': program_name, 'nearest': ''}) as facts
from placed where program is null
union all
select line, 'unknown_channel', to_json({'channel': channel_name, 'nearest': ''}) from placed where channel_unknown and program is not null
union all
select line, 'currency_of_program', to_json({'currency': currency, 'program': program, 'own': program_currency})
from placed where currency <> program_currency and not channel_unknown
union all
select line, 'unknown_interest', to_json({'text': interest}) from placed where interest not in ('', 'cold', 'warm', 'hot')
union all
select line, 'nobody', to_json({'program': program}) from placed
where name = '' and email = '' and phone = '' and click = '' and order_id = '';

-- A file that was read before has nothing new to say of the leads it made: what was entered by hand since then stands.
create or replace temp table told_before as
select line from placed where $reread and key in (select key from lead where source = $source);

-- What is taken: the lines that are not refused, here or further down.
create or replace temp view staged as
select * from placed where line not in (select line from refused) and line not in (select line from told_before);

create or replace temp table known as
select id, key from lead where source = $source and key in (select key from staged);

-- What several lines of one id say together.
create or replace temp table several_lines as
select key from staged group by key having count(*) > 1;

create or replace temp table said_together as
select key, md5_number_lower(string_agg(cast(said as varchar), ' ' order by line)) as said
from staged where key in (select key from several_lines) group by key;

-- The last line of an unknown key is a new lead, unless somebody of that program has its e-mail or phone.
create or replace temp table lead_line as
select key, max(line) as line from staged where key not in (select key from known) group by key;

create or replace temp table newcomer as
select s.line, s.key, s.program, s.email_key, s.phone_key, s.order_id
from staged s join lead_line f on f.line = s.line;

-- Two passes, by e-mail and by phone: one condition with `or` would compare every pair of the program.
create or replace temp table twin as
select line, 'L' || min(lead) as lead, cast(null as bigint) as other from (
    select n.line, l.id as lead from newcomer n join lead l on l.program = n.program and l.email_key = n.email_key
    union all
    select n.line, l.id from newcomer n join lead l on l.program = n.program and l.phone_key = n.phone_key
) group by line
union all
select line, null, min(other) from (
    select n.line, f.other from newcomer n
    join (select program, email_key, min(line) as other from newcomer group by program, email_key having count(*) > 1) f
        on f.program = n.program and f.email_key = n.email_key and f.other < n.line
    union all
    select n.line, f.other from newcomer n
    join (select program, phone_key, min(line) as other from newcomer group by program, phone_key having count(*) > 1) f
        on f.program = n.program and f.phone_key = n.phone_key and f.other < n.line
) group by line;

-- With a sale of its own it is another deal of the same person: kept, and named. Without one it is refused, and named.
create or replace temp table noticed as
select t.line, case when t.lead is null then 'twin_line' else 'twin_lead' end as code, to_json({'lead': t.lead, 'other': t.other}) as facts
from twin t join staged s on s.line = t.line where s.order_id <> '' or s.amount is not null;

insert into refused
select line, case when lead is null then 'duplicate_line' else 'duplicate_lead' end, to_json({'lead': lead, 'name': '', 'other': other})
from twin where line not in (select line from noticed);

-- An order of the program that another lead has already, in the store or in a line above, is not sold twice.
insert into refused
select p.line, 'order_of_other', to_json({'order': p.order_id, 'lead': 'L' || min(l.id)})
from staged p join sale s on s.order_id = p.order_id join lead l on l.id = s.lead and l.program = p.program
where p.order_id <> '' and not (l.source = $source and l.key = p.key)
group by p.line, p.order_id;

create or replace temp table told_twice as
select program, order_id from staged where order_id <> '' group by program, order_id having count(*) > 1;

create or replace temp table first_told as
select s.program, s.order_id, min(s.line) as other, arg_min(s.key, s.line) as key
from staged s join told_twice t on t.program = s.program and t.order_id = s.order_id
group by s.program, s.order_id;

insert into refused
select p.line, 'order_of_line', to_json({'order': p.order_id, 'other': f.other})
from staged p join first_told f on f.program = p.program and f.order_id = p.order_id and f.key <> p.key;

-- A refused newcomer's further lines have no lead to belong to.
insert into refused
select s.line, 'duplicate_line', to_json({'other': f.line})
from staged s join lead_line f on f.key = s.key
where f.line in (select line from refused) and s.line <> f.line;

delete from newcomer where line in (select line from refused);
delete from noticed where line in (select line from refused);

create or replace temp table numbered as
select key, line, (select coalesce(max(id), 0) from lead) + row_number() over (order by line) as id from newcomer;

insert into lead by name
select m.id, $source as source, s.key, s.program, s.channel, s.lead_on, s.status, s.reason, s.name, s.email, s.phone,
    s.email_key, s.phone_key, s.click, s.interest, s.value, s.next_on, s.owner, coalesce(t.said, s.said) as said,
    cast($entry as bigint) as entry, s.line, cast($entry as bigint) as touched
from placed s join numbered m on m.line = s.line left join said_together t on t.key = s.key;

insert into lead_event
select m.id, $entry, 'note', '', s.note from placed s join numbered m on m.line = s.line where s.note <> '';

-- Changes of known leads, a field at a time: what the file says and the store does not. An empty cell says nothing, and a
-- line that says what it said last time has nothing new: what was entered by hand since then stands.
create or replace temp table last_line as
select s.* replace (coalesce(g.said, s.said) as said) from staged s
left join said_together g on g.key = s.key
join (select key, max(line) as line from staged where key in (select key from known) group by key) t on t.line = s.line
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

-- Sales: a line with an order or an amount. The same lead and order again is the same sale, its last line counts; without
-- an order id the day and the amount tell one sale from another.
create or replace temp table sold as
select coalesce(k.id, m.id) as lead, s.order_id, s.sold_on, s.amount, s.currency, s.line
from staged s
join (select max(line) as line from staged where order_id <> '' group by key, order_id
      union all
      select max(line) from staged where order_id = '' and amount is not null group by key, sold_on, amount) t on t.line = s.line
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
select min(d.line) as line, s.id, d.lead
from sold d join sale s on s.lead = d.lead and s.kind = 'lead' and s.order_id = '' and s.amount is null
where d.line not in (select line from sold_known)
group by s.id, d.lead;

insert into lead_event
select f.lead, $entry, 'sale S' || f.id || ' order_id', '', d.order_id from fulfilled f join sold d on d.line = f.line where d.order_id <> '';
insert into lead_event
select f.lead, $entry, 'sale S' || f.id || ' amount', '', spelled(d.amount) from fulfilled f join sold d on d.line = f.line
where d.amount is not null;

update sale set order_id = d.order_id, amount = d.amount, touched = $entry
from fulfilled f join sold d on d.line = f.line where f.id = sale.id;

insert into lead_event
select lead, $entry, 'sale S' || id || ' amount', coalesce(spelled(old_amount), ''), spelled(amount)
from sold_known where amount is not null and amount is distinct from old_amount;

update sale set amount = k.amount, touched = $entry
from sold_known k where k.id = sale.id and k.amount is not null and k.amount is distinct from sale.amount;

-- Where the program pays per lead, the lead itself is what was earned: on its own day, with or without an order.
create or replace temp table per_lead as
select m.id as lead, s.line, s.lead_on, s.program, s.status
from placed s join numbered m on m.line = s.line
join term t on t.program = s.program and t.per = 'lead' and t.valid_from <= s.lead_on and s.lead_on < t.valid_to;

create or replace temp table sold_new as
select line, (select coalesce(max(id), 0) from sale) + row_number() over (order by line) as id
from sold where line not in (select line from sold_known) and line not in (select line from fulfilled);

insert into sale (id, lead, kind, sold_on, order_id, amount, currency, entry, touched)
select n.id, d.lead, case when p.lead is null then 'sale' else 'lead' end, coalesce(p.lead_on, d.sold_on), d.order_id, d.amount,
    d.currency, $entry, $entry
from sold d join sold_new n on n.line = d.line left join per_lead p on p.line = d.line;

insert into sale
select (select coalesce(max(id), 0) from sale) + row_number() over (order by l.line), l.lead, 'lead', l.lead_on, '', null,
    p.currency, $entry, $entry
from per_lead l join program p on p.code = l.program
where l.status <> 'refused' and l.lead not in (select lead from sale where entry = $entry);

select currency, count(*) as accepted, sum(amount) as amount,
    (select count(*) from newcomer) as new_n,
    (select count(*) from (select lead from altered union
        select d.lead from sold d where d.lead in (select id from known) and d.line not in (select line from sold_known)
        union select lead from sold_known where amount is not null and amount is distinct from old_amount)) as changed_n
from placed where line not in (select line from refused) group by currency order by currency;
