-- Network rows: the file becomes new rows and new versions of known ones. Upsert by (source, account, key) with
-- history: a row equal to what counts now is the same, and so is one that only says again what was overtaken (an older
-- update date, pending after decided, or a file that was read before). Anything else is a new version. Which one counts
-- is said in versions.sql. No date is made up for it: a reversal often comes with its dates empty. The file stands in
-- one wide table, `incoming`; everything else is narrow and finds its way back by the number `n`.

-- A row without a program or a currency is refused, not guessed.
create or replace temp table refused as
select n, code, case code
    when 'no_currency' then to_json({'program': coalesce(program_name, program_ref, '')})
    when 'currency_of_program' then to_json({'currency': currency, 'program': program, 'own': own})
    else to_json({'program': program_name, 'nearest': ''}) end as facts
from placed where code is not null;

-- What is taken: the lines that are not refused.
create or replace temp view staged as select * from placed where n not in (select n from refused);
create or replace temp table noticed as select n, code, facts from refused where false;

-- What the store knows under the same keys (few columns of many rows are read once).
create or replace temp table known as
select v.* from network_row v
where v.source = $source and v.account = $account and v.key in (select key from staged);

-- A row that was declared vanished by us, and comes back, is news whatever it says and however often it was read.
create or replace temp table same_line as
select s.n, v.id, max(v.version) as version
from staged s
join known v on v.key = s.key and not v.vanished
join (select key, updated_at, validation, vanished from known where current) c on c.key = s.key
where (v.current or (not c.vanished and ($reread or s.updated_at < c.updated_at
        or (s.updated_at is not distinct from c.updated_at
            and s.validation = 'pending' and c.validation <> 'pending'))))
    and (s.order_id, s.refs, s.program_ref, s.program_name, s.event_at, s.event_on, s.validated_on, s.paid_on,
       s.updated_at, s.status, s.validation, s.payment, s.original_ref, s.sale_amount, s.commission, s.currency,
       s.reason, s.payment_ref, s.name, s.email_key, s.phone_key)
    is not distinct from
      (v.order_id, v.refs, v.program_ref, v.program_name, v.event_at, v.event_on, v.validated_on, v.paid_on,
       v.updated_at, v.status, v.validation, v.payment, v.original_ref, v.sale_amount, v.commission, v.currency,
       v.reason, v.payment_ref, v.name, v.email_key, v.phone_key)
group by s.n, v.id;

-- A key twice in one file: equal contents are one, different ones are versions in the order of their own dates.
create or replace temp table repeated as
select key from staged group by key having count(*) > 1;

create or replace temp table repeat_line as
select n, first from (
    select s.n, min(s.n) over (
        partition by s.key, s.order_id, s.refs, s.program_ref, s.program_name, s.event_at, s.event_on, s.validated_on,
            s.paid_on, s.updated_at, s.status, s.validation, s.payment, s.original_ref, s.sale_amount, s.commission,
            s.currency, s.reason, s.payment_ref, s.name, s.email_key, s.phone_key) as first
    from staged s
    where s.key in (select key from repeated)
) where n <> first;

-- One id with two different contents in one file: the last one counts, and it is told.
insert into noticed
select s.n, 'same_id', to_json({'other': f.line})
from staged s
join (select key, min(n) as n, arg_min(line, n) as line from staged where key in (select key from repeated)
      group by key) f on f.key = s.key
where s.n <> f.n and s.n not in (select n from repeat_line);

create or replace temp table fresh as
select n, key, updated_at, validation from staged
where n not in (select n from same_line) and n not in (select n from repeat_line);

-- Ids and version numbers. Keys the store has not seen and the file names once need no ordering. A row that went with an
-- import taken back gets its old id.
create or replace temp table contested as
select key, max(id) as id, max(version) as version from known group by key
union all
select key, null, 0 from repeated where key not in (select key from known);

create or replace temp table given_back as
select key, id from retired
where kind = 'network_row' and source = $source and account = $account and key in (select key from fresh);

create or replace temp table versioned as
with every as (
    select n, key, cast(null as bigint) as id, 1 as version from fresh where key not in (select key from contested)
    union all
    select f.n, f.key, c.id, c.version + row_number() over (partition by f.key order by f.updated_at nulls first, f.n)
    from fresh f join contested c on c.key = f.key
), numbered as (
    select e.key, coalesce(b.id, greatest((select coalesce(max(id), 0) from network_row), last_retired('network_row'))
        + row_number() over (partition by b.id is null order by e.n)) as id
    from (select key, min(n) as n from every where id is null group by key) e
    left join given_back b on b.key = e.key
)
select e.n, coalesce(e.id, m.id) as id, cast(e.version as integer) as version, e.id is null and e.version = 1 as is_new
from every e
left join numbered m on m.key = e.key;

delete from retired where kind = 'network_row' and id in (select id from given_back);

-- Among all versions of a changed key exactly one is current.
create or replace temp table contender as
select k.id, k.version, k.updated_at, k.validation = 'pending' as undecided, k.vanished
from known k where k.id in (select id from versioned)
union all
select v.id, v.version, f.updated_at, f.validation = 'pending', false
from versioned v join fresh f on f.n = v.n
where v.id in (select id from versioned where not is_new);

create or replace temp table winner as
select id, version from ranked('contender') where place = 1;

-- A row that was declined and is not any more, without a newer date of its own, may come from an older export: it is
-- told.
insert into noticed
select f.n, 'undeclined', to_json({'row': 'R' || v.id})
from winner w join versioned v on v.id = w.id and v.version = w.version join fresh f on f.n = v.n
join known k on k.id = w.id and k.current and k.validation = 'declined'
    and k.updated_at is not distinct from f.updated_at
where f.validation <> 'declined';

insert into noticed
select f.n, 'still_pending', to_json({'row': 'R' || v.id})
from versioned v join fresh f on f.n = v.n
join winner w on w.id = v.id and w.version <> v.version
join known k on k.id = v.id and k.current and k.validation <> 'pending'
where f.validation = 'pending' and f.updated_at is not distinct from k.updated_at;

-- Records without an id that equal known ones: whether the files overlap or the records are others nobody can know, so
-- it is told, once.
insert into noticed
select min(i.n), 'equal_rows', to_json({'count': count(*)})
from same_line s join incoming i on i.n = s.n where i.digest is not null and not $reread having count(*) > 0;

update network_row set current = false
where current and id in (select id from winner)
    and exists (select 1 from winner w where w.id = network_row.id and w.version <> network_row.version);

insert into network_row by name
select v.id, v.version, coalesce(w.version = v.version, true) as current, cast($entry as bigint) as entry, f.line,
    $source as source, $account as account, f.key, f.network, f.program, f.program_ref, f.program_name,
    f.transaction_id, f.order_id, f.refs, f.event_at, f.event_on, f.validated_on, f.paid_on, f.updated_at, f.status,
    f.validation, f.payment, f.correction, f.original_ref, f.sale_amount, f.commission, f.currency, f.reason,
    f.payment_ref, f.name, f.email_key, f.phone_key, false as vanished
from versioned v
join placed f on f.n = v.n
left join winner w on w.id = v.id;

-- What was seen of versions that were there before, or stand in the file twice.
insert into sighting by name
select 'rows' as kind, cast($entry as bigint) as entry, v.id, v.version, i.line
from (
    select n, id, version from same_line
    union all
    select r.n, v.id, v.version from repeat_line r join versioned v on v.n = r.first
) v join incoming i on i.n = v.n;

-- The summary: accepted lines, new rows, new versions, and the sum of what the file said, per currency.
select currency, count(*) as accepted, sum(commission) as amount,
    (select count(*) from versioned where is_new) as new_n,
    (select count(*) from versioned where not is_new) as changed_n
from staged group by currency order by currency;
