-- An import of leads taken back, first part: what it did to which lead, and who keeps that from going.
-- `mine`: the leads it made, changed or sold to. Where a later import said the same of a lead, all of it becomes that
-- one's (`heir`), as it would have been without this one. The other leads must be as this import left them.
create or replace temp table mine as
select id as lead from lead where entry = $entry
union
select lead from lead_event where entry = $entry
union
select lead from sale where entry = $entry;

create or replace temp table later as
select s.id as lead, s.entry, s.line, s.version = 1 as heard, s.said is not distinct from o.said as agrees
from sighting s
join (select id, max(said) as said from sighting where kind = 'leads' and entry = $entry group by id) o on o.id = s.id
where s.kind = 'leads' and s.entry > $entry and s.id in (select lead from mine);

create or replace temp table heir as
select lead, min(entry) as entry, arg_min(line, entry) as line from later l
where agrees and not exists (
    select 1 from later d where d.lead = l.lead and d.heard and not d.agrees and d.entry < l.entry)
group by lead;

create or replace temp table reverted as
select lead from mine where lead not in (select lead from heir);

-- Who touched them since: the lead, and by which entry.
select lead, min(entry) as by from (
    select lead, entry from later where heard and not agrees
    union all
    select id, touched from lead where touched > $entry
    union all
    select lead, entry from lead_event where entry > $entry
    union all
    select lead, greatest(entry, touched) from sale where greatest(entry, touched) > $entry
) where lead in (select lead from reverted)
group by lead order by lead limit 1;
