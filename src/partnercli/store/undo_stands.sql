-- Who stands on the records that go with $entry (`leaving`: what its trace says it made): the first of them.
with said as (
    select entry, regexp_extract(subject, '[A-Z][0-9]+$') as record, 'D' || id as told from decision where taken_back is null
    union all
    select entry, object, 'D' || id from decision where taken_back is null and object <> ''
), follower as (
    select 'lead' as tbl, cast(lead as varchar) as record, 'I' || entry as told, entry from sale
    where not exists (select 1 from leaving g where g.tbl = 'sale' and g.record = cast(sale.id as varchar))
    union all
    select 'lead', cast(lead as varchar), 'I' || entry, entry from lead_event where entry <> $entry
    union all
    select case substr(record, 1, 1) when 'S' then 'sale' else 'payout' end, substr(record, 2), told, entry from said
    where record like 'S%' or record like 'P%'
    union all
    select 'program', program, 'I' || touched, touched from lead
    where not exists (select 1 from leaving g where g.tbl = 'lead' and g.record = cast(lead.id as varchar))
    union all
    select 'channel', channel, 'I' || touched, touched from lead
    where not exists (select 1 from leaving g where g.tbl = 'lead' and g.record = cast(lead.id as varchar))
    union all
    select 'program', program, 'I' || entry, entry from program_term where entry <> $entry
    union all
    select 'program', program, 'I' || entry, entry from tolerance where entry <> $entry
    union all
    select 'program', program, 'I' || entry, entry from payout where program is not null and entry <> $entry
)
select f.told from follower f join leaving g on g.tbl = f.tbl and g.record = f.record order by f.entry, f.told limit 1;
