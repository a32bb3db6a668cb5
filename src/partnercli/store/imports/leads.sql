-- Leads: who they are, to which program and channel they belong, which of them are new; what cannot be taken is
-- refused. Identity is (source, key): the program with the id column, else the whole row and its occurrence. A new lead
-- whose e-mail or phone a lead of the same program already has is refused and names it. Several lines of one id are
-- several orders of one lead. What they change stands in lead_changes.sql and lead_sales.sql. The file stands in one
-- wide table, `incoming`; everything else is narrow and finds its way back by the number `n`.
create or replace temp table arrived as
select n, key, line, coalesce(program_name, nullif($program, '')) as program_name, channel, utm_source, utm_medium, utm_campaign,
    coalesce(lead_on, $today) as lead_on,
    case when states <> '' then states
         when order_id is not null or amount is not null or action is not null then 'customer' else 'new' end as status,
    coalesce(reason, '') as reason, coalesce(name, '') as name, coalesce(email, '') as email,
    coalesce(phone, '') as phone, norm_email(email) as email_key, norm_phone(phone) as phone_key,
    coalesce(order_id, '') as order_id, coalesce(sold_on, lead_on, $today) as sold_on, amount, currency,
    coalesce(click, '') as click, coalesce(lower(interest), '') as interest, value, next_on,
    coalesce(owner, '') as owner, coalesce(note, '') as note, states as status_said,
    vat, delivery, coalesce(goods, '') as goods, coalesce(action, '') as action,
    md5_number_lower(cast(row(channel, utm_source, utm_medium, utm_campaign, lead_on, states, reason, name, email, phone, order_id,
        sold_on, amount, currency, click, interest, value, next_on, owner, note) as varchar)
        -- Apart, so that a line without them says what it said before there were such columns.
        || coalesce(cast(vat as varchar) || ' vat', '') || coalesce(cast(delivery as varchar) || ' delivery', '')
        || coalesce(goods || ' goods', '') || coalesce(action || ' action', '')) as said
from keyed;

-- It takes the place of what it was made of: the file stands in memory once.
drop table incoming;
alter table arrived rename to incoming;

create or replace temp table channel_alias as
select alias, min(code) as code from (
    select code, fold_name(code) as alias from channel union select code, fold_name(name) from channel
) where alias is not null group by alias having count(distinct code) = 1;

-- A visit's UTM words find the channel whose patterns all fit; the one with most patterns said wins, a tie is nobody.
create or replace temp table utm_channel as
with visit as (
    select distinct coalesce(utm_source, '') as s, coalesce(utm_medium, '') as m, coalesce(utm_campaign, '') as c from incoming
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
from (select distinct program_name from incoming) n
left join program_alias a on a.network = '' and a.alias = fold_name(n.program_name)
left join program p on p.code = a.code;

create or replace temp table named_channel as
select n.channel, h.code from (select distinct channel from incoming) n join channel_alias h on h.alias = fold_name(n.channel);

create or replace temp view placed as
select a.* replace (coalesce(p.program, '') || '/' || a.key as key, coalesce(h.code, u.code, '') as channel,
        coalesce(a.currency, p.currency) as currency), p.program,
    p.currency as program_currency, a.channel as channel_name, a.channel is not null and h.code is null as channel_unknown
from incoming a
left join named_program p on p.program_name = a.program_name
left join named_channel h on h.channel = a.channel
left join utm_channel u on u.s = coalesce(a.utm_source, '') and u.m = coalesce(a.utm_medium, '') and u.c = coalesce(a.utm_campaign, '');

create or replace temp table refused as
select n, case when program_name is null then 'no_program_named' else 'unknown_program' end as code,
    to_json({'program': program_name, 'nearest': ''}) as facts
from placed where program is null
union all
select n, 'unknown_channel', to_json({'channel': channel_name, 'nearest': ''}) from placed where channel_unknown and program is not null
union all
select n, 'currency_of_program', to_json({'currency': currency, 'program': program, 'own': program_currency})
from placed where currency <> program_currency and not channel_unknown
union all
select n, 'unknown_interest', to_json({'text': interest}) from placed where interest not in ('', 'cold', 'warm', 'hot')
union all
select n, 'nobody', to_json({'program': program}) from placed
where name = '' and email = '' and phone = '' and click = '' and order_id = '';

-- A file that was read before has nothing new to say of the leads it made: what was entered by hand since then stands.
create or replace temp table told_before as
select n from placed where $reread and key in (select key from lead where source = $source);

-- Nor has any file of people who were forgotten: by the mark of their key, or, for lines of a day until then, of a contact.
create or replace temp table forgotten_line as
select n, min(lead) as lead from (
    select p.n, f.id as lead from placed p
    join forgotten f on f.kind = 'lead' and f.key = mark_of('lead', $source || chr(31) || p.key)
    union all
    select p.n, f.id from (select n, lead_on, unnest([email_key, phone_key]) as contact from placed) p
    join forgotten f on f.kind = 'contact' and f.key = mark_of('contact', p.contact) and p.lead_on <= f.until
) where n not in (select n from refused)
group by n;
insert into told_before select n from forgotten_line;

-- What is taken: the lines that are not refused, here or further down.
create or replace temp view staged as
select * from placed where n not in (select n from refused) and n not in (select n from told_before);

create or replace temp table known as
select id, key from lead where source = $source and key in (select key from staged);

-- What several lines of one id say together.
create or replace temp table several_lines as
select key from staged group by key having count(*) > 1;

create or replace temp table said_together as
select key, md5_number_lower(string_agg(cast(said as varchar), ' ' order by n)) as said
from staged where key in (select key from several_lines) group by key;

-- The last line of an unknown key is a new lead, unless somebody of that program has its e-mail or phone.
create or replace temp table lead_line as
select key, max(n) as n from staged where key not in (select key from known) group by key;

create or replace temp table newcomer as
select s.n, s.line, s.key, s.program, s.email_key, s.phone_key, s.order_id
from staged s join lead_line f on f.n = s.n;

-- Two passes, by e-mail and by phone: one condition with `or` would compare every pair of the program.
create or replace temp table twin as
select n, 'L' || min(lead) as lead, cast(null as bigint) as other from (
    select n.n, l.id as lead from newcomer n join lead l on l.program = n.program and l.email_key = n.email_key
    union all
    select n.n, l.id from newcomer n join lead l on l.program = n.program and l.phone_key = n.phone_key
) group by n
union all
select n, null, arg_min(line, other) from (
    select n.n, f.other, f.line from newcomer n
    join (select program, email_key, min(n) as other, arg_min(line, n) as line
          from newcomer group by program, email_key having count(*) > 1) f
        on f.program = n.program and f.email_key = n.email_key and f.other < n.n
    union all
    select n.n, f.other, f.line from newcomer n
    join (select program, phone_key, min(n) as other, arg_min(line, n) as line
          from newcomer group by program, phone_key having count(*) > 1) f
        on f.program = n.program and f.phone_key = n.phone_key and f.other < n.n
) group by n;

-- With a sale of its own it is another deal of the same person: kept, and named. Without one it is refused, and named.
create or replace temp table noticed as
select t.n, case when t.lead is null then 'twin_line' else 'twin_lead' end as code, to_json({'lead': t.lead, 'other': t.other}) as facts
from twin t join staged s on s.n = t.n where s.order_id <> '' or s.amount is not null or s.action <> '';

insert into noticed select n, 'forgotten_person', to_json({'lead': 'L' || lead}) from forgotten_line;

insert into refused
select n, case when lead is null then 'duplicate_line' else 'duplicate_lead' end, to_json({'lead': lead, 'name': '', 'other': other})
from twin where n not in (select n from noticed);

-- An order of the program that another lead has already, in the store or in a line above, is not sold twice.
insert into refused
select p.n, 'order_of_other', to_json({'order': p.order_id, 'lead': 'L' || min(l.id)})
from staged p join sale s on s.order_id = p.order_id join lead l on l.id = s.lead and l.program = p.program
where p.order_id <> '' and not (l.source = $source and l.key = p.key)
group by p.n, p.order_id;

create or replace temp table told_twice as
select program, order_id from staged where order_id <> '' group by program, order_id having count(*) > 1;

create or replace temp table first_told as
select s.program, s.order_id, arg_min(s.line, s.n) as other, arg_min(s.key, s.n) as key
from staged s join told_twice t on t.program = s.program and t.order_id = s.order_id
group by s.program, s.order_id;

insert into refused
select p.n, 'order_of_line', to_json({'order': p.order_id, 'other': f.other})
from staged p join first_told f on f.program = p.program and f.order_id = p.order_id and f.key <> p.key;

-- A refused newcomer's further lines have no lead to belong to.
insert into refused
select s.n, 'duplicate_line', to_json({'other': w.line})
from staged s join lead_line f on f.key = s.key join newcomer w on w.n = f.n
where f.n in (select n from refused) and s.n <> f.n;

delete from newcomer where n in (select n from refused);
delete from noticed where n in (select n from refused);
