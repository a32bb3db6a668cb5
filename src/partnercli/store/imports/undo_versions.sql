-- An import of records with versions taken back, as a plan: which versions stay, under which number, as whose.
-- `record` is the kind's table: id, version, entry, line, updated_at, vanished, and `says`, all its contents.
--
-- A version belongs to the import that saw it first. Those that stay are ordered as they would have come without the
-- import: by who saw them first, in one file by their own date and line. Two equal neighbours become one version, since
-- what parted them is gone; so do two that say the row vanished. That it did says nothing where no version of it is left
-- before.
create or replace temp table touched as
select distinct id from record where entry = $entry;

create or replace temp table seen as
select id, version, entry, line from record where id in (select id from touched)
union all
select id, version, entry, line from sighting where kind = $kind and id in (select id from touched);

create or replace temp table placed as
with kept as (
    select id, version, min({'entry': entry, 'line': line}) as by from seen where entry <> $entry group by id, version
), ordered as (
    select k.id, k.version as old, k.by.entry as entry, k.by.line as line, r.says, r.vanished,
        row_number() over (partition by k.id order by k.by.entry, r.updated_at nulls first, k.by.line) as place
    from kept k join record r on r.id = k.id and r.version = k.version
), standing as (
    select *, lag(says) over (partition by id order by place) as before,
        vanished and lag(vanished) over (partition by id order by place) as still_vanished,
        row_number() over (partition by id order by place) as n
    from (
        select *, bool_or(not vanished) over (partition by id order by place rows unbounded preceding) as is_known
        from ordered
    ) where is_known
), parted as (
    select *, n = 1 or (says is distinct from before and not still_vanished) as first from standing
)
select id, old, entry, line, first,
    cast(sum(cast(first as integer)) over (
        partition by id order by place rows unbounded preceding) as integer) as version
from parted;

create or replace temp table gone as
select id from touched where id not in (select id from placed);

-- Sightings follow their versions to the new numbers; the first one is in the version itself.
delete from sighting where kind = $kind and id in (select id from touched);

insert into sighting by name
select $kind as kind, entry, id, version, line from (
    select s.entry, p.id, p.version, s.line,
        row_number() over (partition by p.id, p.version order by s.entry, s.line) as nth
    from seen s
    join placed p on p.id = s.id and p.old = s.version
    where s.entry <> $entry
) where nth > 1;

-- Records that go, and records that lose a version of several.
select (select count(*) from gone),
    (select count(distinct r.id) from record r
     where r.entry = $entry and r.id not in (select id from gone)
        and not exists (select 1 from placed p where p.id = r.id and p.old = r.version));
