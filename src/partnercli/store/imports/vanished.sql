-- A full export of its period: rows of the same source, account and programs whose day lies in it, and which the file
-- does not name, have vanished. Each gets a declined version of ours, and is told. A row that is declined has nothing
-- to lose. One that vanished before is seen as such: it stays so when the import that said it first is taken back.
create or replace temp table spoken_of as
select distinct program, program_ref, program_name from staged;

create or replace temp table unnamed as
select r.* from network_row r
cross join (select min(event_on) as first_on, max(event_on) as last_on from staged) f
where r.current and r.source = $source and r.account = $account and (r.vanished or r.validation <> 'declined')
    and r.event_on between f.first_on and f.last_on and r.key not in (select key from staged)
    and exists (select 1 from spoken_of s where s.program = r.program
        or (s.program is null and r.program is null and s.program_ref is not distinct from r.program_ref
            and s.program_name is not distinct from r.program_name));

create or replace temp table vanished as select * from unnamed where not vanished;

insert into sighting by name
select 'rows' as kind, cast($entry as bigint) as entry, id, version, 0 as line from unnamed where vanished;

update network_row set current = false where current and id in (select id from vanished);

insert into network_row by name
select * replace (
        cast($entry as bigint) as entry, 0 as line, 'declined' as validation, 'unknown' as payment,
        'vanished' as reason, true as vanished,
        cast((select max(v.version) from network_row v where v.id = vanished.id) + 1 as integer) as version)
from vanished;

select 'R' || id as row_id, event_on, commission, currency, coalesce(program, program_name, program_ref, '') as program
from vanished order by id;
