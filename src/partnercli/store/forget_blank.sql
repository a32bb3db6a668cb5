-- The person is taken out of all records of forget.sql; `$called` stands where the name was. Money, days, programs,
-- states and ids stay.
insert into forgotten
select 'lead', id, source, '', mark_of('lead', source || chr(31) || key), $today, $reason, $entry
from lead where id in (select id from forgetting_lead)
union all
select distinct 'lead', id, coalesce(json_extract_string(said, '$.source'), ''), '',
    mark_of('lead', coalesce(json_extract_string(said, '$.source'), '') || chr(31) || coalesce(json_extract_string(said, '$.key'), '')),
    $today, $reason, $entry
from forgetting_gone where id in (select id from forgetting_lead) and said is not null
union all
select 'contact', (select min(id) from forgetting_lead), '', '', mark_of('contact', contact), $today, $reason, $entry
from forgetting_contact
union all
select distinct 'network_row', id, source, account, key, $today, $reason, $entry
from network_row where id in (select id from forgetting_row);

-- A key that is made of what it names is replaced; its mark is remembered.
update lead set key = 'forgotten/L' || id
where id in (select id from forgetting_lead)
    and names_them(key);

update retired set key = 'forgotten/' || id where (kind, id) in (select kind, id from forgetting_retired);

update lead set name = $called, email = '', phone = '', email_key = null, phone_key = null, reason = '', touched = $entry,
    click = case when click in (select text from forgetting_text) then '' else click end
where id in (select id from forgetting_lead);

update lead_event set old = '', new = ''
where lead in (select id from forgetting_lead) and field in ('name', 'email', 'phone', 'click', 'reason', 'note');

update network_row set name = null, email_key = null, phone_key = null, refs = null, reason = null
where id in (select id from forgetting_row);

update decision set reason = '' where id in (select id from forgetting_decision);

update trace set before = case when before is not null then '{}' end, after = case when after is not null then '{}' end
where (entry, n) in (select entry, n from forgetting_trace);
