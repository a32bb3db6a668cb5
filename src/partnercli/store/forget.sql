-- What is kept of the leads in `forgetting_lead(id)`: whom they name, and the records that name them, as TEMP tables.

-- What the journal says of leads that were deleted or whose making was taken back.
create or replace temp table forgetting_gone as
select cast(record as bigint) as id, unnest([before, after]) as said from trace
where tbl = 'lead' and cast(record as bigint) not in (select id from lead);

-- Their e-mails and phones as they are and as they were; then the leads that are gone and had one of them, and theirs.
create or replace temp table forgetting_contact as
with known(id, contact) as (
    select id, unnest([email_key, phone_key]) from lead
    union all
    select lead, case field when 'email' then norm_email(said) else norm_phone(said) end
    from (select lead, field, unnest([old, new]) as said from lead_event where field in ('email', 'phone'))
    union all
    select id, unnest([json_extract_string(said, '$.email_key'), json_extract_string(said, '$.phone_key')]) from forgetting_gone
), own as (
    select contact from known where id in (select id from forgetting_lead)
    union
    select k.contact from known k
    where k.id in (select g.id from forgetting_gone g join known o on o.id = g.id
                   where o.contact in (select contact from known where id in (select id from forgetting_lead)))
)
select distinct contact from own where contact is not null;

insert into forgetting_lead
select distinct id from forgetting_gone
where (json_extract_string(said, '$.email_key') in (select contact from forgetting_contact)
        or json_extract_string(said, '$.phone_key') in (select contact from forgetting_contact))
    and id not in (select id from forgetting_lead);

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
        select unnest([json_extract_string(said, '$.name'), json_extract_string(said, '$.email'), json_extract_string(said, '$.phone'),
            json_extract_string(said, '$.click'), json_extract_string(said, '$.reason')]),
            unnest(['name', 'email', 'phone', 'click', 'reason'])
        from forgetting_gone where id in (select id from forgetting_lead)
        union all
        select contact, 'email' from forgetting_contact
    )
) where length(text) >= 4 and text not in (select click from lead where id not in (select id from forgetting_lead))
group by text;

-- Whether a text names the person: by a contact however it is spelled, or by one of their texts as words of its own. A dot or
-- a hyphen belongs to an e-mail, unless it ends the sentence or a file's kind follows.
create or replace temp macro holds_text(said, word) as
    contains(lower(said), lower(word)) and regexp_matches(lower(said), case when contains(word, '@')
        then '(^|[^\pL\pN_.+-]|[^\pL\pN_][.+-])' || regexp_escape(lower(word)) || '($|[^\pL\pN_.-]|([.-]|\.(csv|tsv|txt|xlsx?|ods|json|xml|gz|zip))($|[^\pL\pN_]))'
        else '(^|[^\pL\pN_])' || regexp_escape(lower(word)) || '($|[^\pL\pN_])' end);
create or replace temp macro names_them(said) as
    list_has_any(contacts_in(said), (select coalesce(list(contact), []) from forgetting_contact))
    or list_bool_or(list_transform((select coalesce(list(text), []) from forgetting_text where alone), lambda word: holds_text(said, word)));

-- Refused rows that name them.
create or replace temp table forgetting_reject as
select entry, line from reject where names_them(raw || ' ' || facts);

-- What was decided of their sales and rows, whatever it says (a finding's id ends with its record: UNDERPAID-S1).
create or replace temp table forgetting_decision as
with own as (
    select 'S' || id as record from sale where lead in (select id from forgetting_lead)
    union
    select 'R' || id from forgetting_row
)
select id from decision
where object in (select record from own)
    or list_has_any(string_split(subject, '-'), (select coalesce(list(record), []) from own));

-- Keys of records that went with an import taken back, where a file's ids are e-mails or the like.
create or replace temp table forgetting_retired as
select kind, id from retired where names_them(key);

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
