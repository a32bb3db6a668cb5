-- Records with versions: payouts, receipts, spend, the lines of payments. `record` is the kind's table with
-- `undecided`; `staged` what is taken of the file: n, line, key, then what the record says in the order of its table.
-- By (source, account, key): the last line of a key speaks for it. Equal to what counts now is the same, and so is what
-- only says again what was overtaken (pending after decided, or a file that was read before). Else it is a new version.
create or replace temp table known as
select id, version, current, undecided, key,
    row(*columns(* exclude (id, version, current, entry, line, source, account, key, undecided))) as says
from record
where source = $source and account = $account and key in (select key from staged);

create or replace temp table told as
select s.n, s.key, s.says
from (select n, key, row(*columns(* exclude (n, line, key))) as says from staged) s
join (select max(n) as n from staged group by key) t on t.n = s.n;

create or replace temp table same as
select t.key, k.id, max(k.version) as version
from told t
join known k on k.key = t.key and k.says is not distinct from t.says
join (select id, undecided from known where current) c on c.id = k.id
where k.current or $reread or (k.undecided and not c.undecided)
group by t.key, k.id;

create or replace temp table versioned as
with fresh as (
    select n, key from told where key not in (select key from same)
), place as (
    select key, max(id) as id, max(version) as version from known group by key
), numbered as (
    select n, (select coalesce(max(id), 0) from record) + row_number() over (order by n) as id
    from fresh where key not in (select key from place)
)
select f.n, f.key, coalesce(p.id, m.id) as id, cast(coalesce(p.version, 0) + 1 as integer) as version,
    p.id is null as is_new
from fresh f left join place p on p.key = f.key left join numbered m on m.n = f.n;

-- Which version of a known one is current is settled when it is in its table.
create or replace temp table arriving as
select v.id, v.version, v.is_new as current, cast($entry as bigint) as entry, s.line, $source as source,
    $account as account, s.* exclude (n, line)
from staged s join versioned v on v.n = s.n;

insert into sighting by name
select $kind as kind, cast($entry as bigint) as entry, v.id, v.version, s.line
from staged s
join (select key, id, version from versioned union all select key, id, version from same) v on v.key = s.key
where s.n not in (select n from versioned);
