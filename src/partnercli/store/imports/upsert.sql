-- Records with versions: payouts, receipts, spend, the lines of payments. `record` is the kind's table with
-- `undecided`; `staged` what is taken of the file: n, line, key, then what the record says in the order of its table.
-- By (source, account, key). Equal to what counts now is the same, and so is what only says again what was overtaken
-- (pending after decided, or a file that was read before). Else it is a new version.
create or replace temp table known as
select id, version, current, undecided, key,
    row(*columns(* exclude (id, version, current, entry, line, source, account, key, undecided))) as says
from record
where source = $source and account = $account and key in (select key from staged);

-- A key twice in one file: equal contents are one, different ones are versions in file order, the last one counts.
create or replace temp table repeated as
select key from staged group by key having count(*) > 1;

create or replace temp table spoken as
with said as (
    select n, key, row(*columns(* exclude (n, line, key))) as says from staged
), grouped as (
    select *, min(n) over (partition by key, says) as first from said where key in (select key from repeated)
)
select *, n as first, true as is_last from said where key not in (select key from repeated)
union all
select *, first = max(first) over (partition by key) from grouped;

insert into noticed
select s.n, 'same_id', to_json({'other': f.line})
from spoken s
join (select key, min(n) as n, arg_min(line, n) as line from staged where key in (select key from repeated)
      group by key) f on f.key = s.key
where s.n = s.first and s.n <> f.n;

-- Each content of a key once. What the file itself overtakes further down is the same as any version that says it.
create or replace temp table told as select n, key, says, is_last from spoken where n = first;

create or replace temp table known_line as
select t.n, t.key, k.id, max(k.version) as version
from told t
join known k on k.key = t.key and k.says is not distinct from t.says
join (select id, undecided from known where current) c on c.id = k.id
where k.current or $reread or not t.is_last or (k.undecided and not c.undecided)
group by t.n, t.key, k.id;

-- The last word of a key is said anew where the file has something new before it.
create or replace temp table same as
select l.* from known_line l join told t on t.n = l.n
where not t.is_last or l.key not in (select key from told where not is_last and n not in (select n from known_line));

-- A record that went with an import taken back gets its old id.
create or replace temp table given_back as
select key, id from retired
where kind = $table and source = $source and account = $account and key in (select key from told);

create or replace temp table versioned as
with fresh as (
    select n, key, row_number() over (partition by key order by n) as nth from told
    where n not in (select n from same)
), place as (
    select key, max(id) as id, max(version) as version from known group by key
), numbered as (
    select f.key, coalesce(b.id, greatest((select coalesce(max(id), 0) from record), last_retired($table))
        + row_number() over (partition by b.id is null order by f.n)) as id
    from fresh f left join given_back b on b.key = f.key
    where f.nth = 1 and f.key not in (select key from place)
)
select f.n, f.key, coalesce(p.id, m.id) as id, cast(coalesce(p.version, 0) + f.nth as integer) as version,
    p.id is null and f.nth = 1 as is_new
from fresh f left join place p on p.key = f.key left join numbered m on m.key = f.key;

delete from retired where kind = $table and id in (select id from given_back);

-- Records without an id that equal known ones: whether the files overlap or the records are others nobody can know, so
-- it is told, once.
insert into noticed
select min(i.n), 'equal_rows', to_json({'count': count(*)})
from same s join incoming i on i.n = s.n where i.digest is not null and not $reread having count(*) > 0;

-- Which version of a known one is current is settled when it is in its table.
create or replace temp table arriving as
select v.id, v.version, v.is_new as current, cast($entry as bigint) as entry, s.line, $source as source,
    $account as account, s.* exclude (n, line)
from staged s join versioned v on v.n = s.n;

insert into sighting by name
select $kind as kind, cast($entry as bigint) as entry, v.id, v.version, s.line
from staged s
join spoken t on t.n = s.n
join (select n, id, version from versioned union all select n, id, version from same) v on v.n = t.first
where s.n not in (select n from versioned);
