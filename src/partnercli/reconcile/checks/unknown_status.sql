-- code: UNKNOWN_STATUS
-- next: Teach the format the word and import the file again: partnercli network learn FILE.
--
-- Status words a format does not know, and whose rows were refused for it: one finding a format and word, as long as the
-- newest import of that stretch of time refuses it. Words that differ in case, blanks and dashes alone are one.
with word as (
    select entry, lower(regexp_replace(json_extract_string(facts, '$.text'), '[\s-]+', ' ', 'g')) as text,
        json_extract_string(facts, '$.text') as spelled_as,
        json_extract_string(facts, '$.known') as known, line
    from reject where code = 'unknown_status'
), refusing as (
    select f.entry, f.profile, f.account, f.source, f.sha256, f.first_on, f.last_on, f.file, w.text,
        min(w.known) as known, min(w.spelled_as) as spelled_as, min(w.line) as line, count(*) as rows_n
    from word w join import_file f on f.entry = w.entry
    where f.undone_by is null
    group by f.entry, f.profile, f.account, f.source, f.sha256, f.first_on, f.last_on, f.file, w.text
), standing as (
    select * from refusing r
    where not exists (
        select 1 from import_file n
        where n.entry > r.entry and n.undone_by is null and n.profile = r.profile and n.account = r.account
            and (n.sha256 = r.sha256 or (n.first_on <= r.first_on and n.last_on >= r.last_on)))
)
select 'format ' || profile || ' ' || text as subject, cast(null as varchar) as program,
    arg_max(nullif(source, profile), entry) as network, cast(null as varchar) as currency,
    cast(null as decimal(38, 4)) as amount, min(first_on) as since, cast(null as date) as until,
    'word_not_known' as reason,
    to_json({'word': min(spelled_as), 'file': arg_max(file || ':' || line, entry), 'rows': cast(sum(rows_n) as varchar),
        'known': arg_max(known, entry)}) as facts
from standing
group by profile, text;
