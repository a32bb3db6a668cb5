-- title: What it changed
-- column: record id Record
-- column: field code Field
-- column: before text Before
-- column: after text After
--
-- What a change made of each field of each record. Numbers of our own that say nothing to a person are left out, and so
-- is what `imports show` says of a file.
with field as (
    select entry, n, tbl, record, before, after, unnest(json_keys(coalesce(after, before))) as field from trace
    where entry = $entry
)
select case tbl when 'lead' then 'L' || record when 'sale' then 'S' || record when 'payout' then 'P' || split_part(record, '/', 1)
        when 'decision' then 'D' || record when 'import_file' then 'I' || record when 'close' then 'I' || record
        when 'lead_event' then 'L' || split_part(record, '/', 1)
        when 'program_term' then coalesce(json_extract_string(after, '$.program'), json_extract_string(before, '$.program'))
        else record end as record,
    field, coalesce(json_extract_string(before, '$."' || field || '"'), '') as before,
    coalesce(json_extract_string(after, '$."' || field || '"'), '') as after
from field
where coalesce(json_extract_string(before, '$."' || field || '"'), '') <> coalesce(json_extract_string(after, '$."' || field || '"'), '')
    and tbl not in ('term_rate', 'retired') and (tbl <> 'import_file' or before is not null) and (tbl <> 'lead_event' or (field = 'new' and record like '%/note'))
    and field not in ('id', 'entry', 'touched', 'line', 'lead', 'source', 'key', 'said', 'email_key', 'phone_key', 'version',
        'current', 'kind')
order by n, field;
