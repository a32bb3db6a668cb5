-- What an import saw is a version there is, brought no later than by itself; imports that were taken back saw nothing.
with version_of as (
    select 'rows' as kind, id, version, entry from network_row
    union all
    select 'payouts', id, version, entry from payout
    union all
    select 'receipts', id, version, entry from receipt
    union all
    select 'spend', id, version, entry from spend
    union all
    select 'lines', id, version, entry from payout_line
)
select s.kind || ' ' || s.id || ' v' || s.version || ' I' || s.entry
from sighting s
left join version_of v on v.kind = s.kind and v.id = s.id and v.version = s.version
where s.kind <> 'leads' and (v.id is null or s.entry < v.entry)
union all
select 'leads ' || s.id || ' I' || s.entry from sighting s where s.kind = 'leads' and s.id not in (select id from lead)
union all
select s.kind || ' ' || s.id || ' I' || s.entry from sighting s
where s.entry not in (select entry from import_file where undone_by is null);
