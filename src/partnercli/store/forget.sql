-- What is kept of the leads in `forgetting_lead(id)`: whom they name, and the records that name them, as TEMP tables.

-- Their e-mails and phones as they are and as they were.
create or replace temp table forgetting_contact as
select distinct contact from (
    select email_key as contact from lead where id in (select id from forgetting_lead)
    union all
    select phone_key from lead where id in (select id from forgetting_lead)
    union all
    select case field when 'email' then norm_email(said) else norm_phone(said) end
    from (select field, unnest([old, new]) as said from lead_event
          where lead in (select id from forgetting_lead) and field in ('email', 'phone'))
) where contact is not null;

-- Rows linked to their sales, surely or not, and rows with one of their contacts, plain or as a hash of it.
create or replace temp table forgetting_row as
with hashed as (
    select contact from forgetting_contact
    union all
    select unnest(email_hashes(contact)) from forgetting_contact
    union all
    select unnest(phone_hashes(contact)) from forgetting_contact
)
select distinct row_id as id from link where sale in (select id from sale where lead in (select id from forgetting_lead))
union
select id from network_row where email_key in (select contact from hashed) or phone_key in (select contact from hashed)
    or (is_hash(name) and lower(trim(name)) in (select contact from hashed));

-- The texts to be overwritten. `alone`: wherever they stand, as contacts, clicks and full names; the others (notes, a name
-- of one word) may be anybody's, and are this person's beside one of those.
create or replace temp table forgetting_text as
select text, max(alone) as alone from (
    select trim(text) as text, kind in ('email', 'phone', 'click') or (kind = 'name' and contains(trim(text), ' ')) as alone from (
        select unnest([name, email, phone, click, reason]) as text, unnest(['name', 'email', 'phone', 'click', 'reason']) as kind
        from lead where id in (select id from forgetting_lead)
        union all
        select unnest([old, new]), field from lead_event
        where lead in (select id from forgetting_lead) and field in ('name', 'email', 'phone', 'click', 'reason', 'note')
        union all
        select name, 'name' from network_row
        where id in (select id from forgetting_row) and id in (select row_id from link where role <> 'candidate')
        union all
        select contact, 'email' from forgetting_contact
    )
) where length(text) >= 4 and text not in (select click from lead where id not in (select id from forgetting_lead))
group by text;

-- Refused rows and reasons that hold one of these.
create or replace temp table forgetting_reject as
select entry, line from (select entry, line, raw, facts, unnest(contacts_in(raw || ' ' || facts)) as contact from reject)
where contact in (select contact from forgetting_contact)
union
select r.entry, r.line from reject r join forgetting_text t on t.alone and contains(lower(r.raw || ' ' || r.facts), lower(t.text));

-- What was decided of their sales and rows, whatever it says (a finding's id ends with its record: UNDERPAID-S1), and
-- reasons that name them.
create or replace temp table forgetting_decision as
with own as (
    select 'S' || id as record from sale where lead in (select id from forgetting_lead)
    union
    select 'R' || id from forgetting_row
)
select id from decision
where object in (select record from own)
    or list_has_any(string_split(subject, '-'), (select coalesce(list(record), []) from own))
union
select distinct d.id from decision d join forgetting_text t on t.alone and contains(lower(d.reason), lower(t.text));

-- Keys of records that went with an import taken back, where a file's ids are e-mails or the like.
create or replace temp table forgetting_retired as
select distinct r.kind, r.id from retired r join forgetting_text t on t.alone and contains(lower(r.key), lower(t.text));

-- The traces of what changes did to these leads and decisions.
create or replace temp table forgetting_trace as
select entry, n from trace
where (tbl = 'lead' and record in (select cast(id as varchar) from forgetting_lead))
    or (tbl = 'lead_event' and split_part(record, '/', 1) in (select cast(id as varchar) from forgetting_lead))
    or (tbl = 'decision' and record in (select cast(id as varchar) from forgetting_decision));

-- The files that name them, with the place of their bytes.
create or replace temp table forgetting_import as
select entry from lead where id in (select id from forgetting_lead)
union
select entry from sighting where kind = 'leads' and id in (select id from forgetting_lead)
union
select entry from network_row where id in (select id from forgetting_row)
union
select entry from sighting where kind = 'rows' and id in (select id from forgetting_row)
union
select entry from forgetting_reject;

select (select count(*) from forgetting_row), (select count(*) from forgetting_reject),
    (select count(*) from lead_event where lead in (select id from forgetting_lead) and field in ('name', 'email', 'phone', 'click', 'reason', 'note'));
