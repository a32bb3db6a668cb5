-- Network rows: the frame `incoming` becomes new rows and new versions of known ones.
-- Upsert by (source, account, key) with history: a row equal to what counts now is the same, and so is one that only says
-- again what was overtaken (an older update date, pending after decided, or a file that was read before). Anything else
-- is a new version. Where the export dates its updates the latest counts, else the last to arrive, a decided one before
-- a pending one. No date is made up for it: a reversal often comes with its dates empty.

-- Where the file names no network each program counts its own rows from 1: its code is part of the key.
-- The file stands in one wide table, `arrived`; everything else is narrow and finds its way back by the line.
create or replace temp table arrived as
select key, line, program_ref, program_name, transaction_id, order_id, refs, event_at, event_on, validated_on, paid_on,
    updated_at, status, validation, payment, correction, original_ref, sale_amount, commission, currency, reason, payment_ref,
    name, norm_email(email) as email_key, norm_phone(phone) as phone_key
from incoming;

-- The programs and currencies the rows speak of. A row without either is refused below, not guessed.
create or replace temp table named as
select distinct program_ref, program_name from arrived;

create or replace temp table resolved as
select n.program_ref, n.program_name, p.code as program, coalesce($network_name, p.network, '') as network,
    case when $network_name is null then coalesce(p.code, '') || '/' else '' end as prefix,
    coalesce(p.currency, c.currency) as currency, p.currency as program_currency
from named n
left join program_alias r on r.network = $network and r.alias = fold_name(n.program_ref)
left join program_alias m on m.network = $network and m.alias = fold_name(n.program_name)
left join program p on p.code = coalesce(r.code, m.code)
left join network_currency c on c.network = $network;

create or replace temp view placed as
select a.* replace (s.prefix || a.key as key, coalesce(a.currency, s.currency) as currency), s.program, s.network, s.program_currency
from arrived a
join resolved s on s.program_ref is not distinct from a.program_ref and s.program_name is not distinct from a.program_name;

create or replace temp table refused as
select line, 'no_currency' as code, to_json({'program': coalesce(program_name, program_ref, '')}) as facts
from placed where currency is null
union all
select line, 'currency_of_program', to_json({'currency': currency, 'program': program, 'own': program_currency})
from placed where currency <> program_currency
union all
select line, 'unknown_program', to_json({'program': program_name, 'nearest': ''})
from placed where $network_name is null and program is null and currency is not null;

-- What is taken: the lines that are not refused.
create or replace temp view staged as select * from placed where line not in (select line from refused);
create or replace temp table noticed as select line, code, facts from refused where false;

-- What the store knows under the same keys (few columns of many rows are read once).
create or replace temp table known as
select v.* from network_row v
where v.source = $source and v.account = $account and v.key in (select key from staged);

create or replace temp table same_line as
select distinct s.line
from staged s
join known v on v.key = s.key
join (select key, updated_at, validation from known where current) c on c.key = s.key
where (v.current or $reread or s.updated_at < c.updated_at
        or (s.updated_at is not distinct from c.updated_at and s.validation = 'pending' and c.validation <> 'pending'))
    and (s.order_id, s.refs, s.program_ref, s.program_name, s.event_at, s.event_on, s.validated_on, s.paid_on, s.updated_at,
       s.status, s.validation, s.payment, s.original_ref, s.sale_amount, s.commission, s.currency, s.reason, s.payment_ref,
       s.name, s.email_key, s.phone_key)
    is not distinct from
      (v.order_id, v.refs, v.program_ref, v.program_name, v.event_at, v.event_on, v.validated_on, v.paid_on, v.updated_at,
       v.status, v.validation, v.payment, v.original_ref, v.sale_amount, v.commission, v.currency, v.reason, v.payment_ref,
       v.name, v.email_key, v.phone_key);

-- A key twice in one file: equal contents are one, different ones are versions in the order of their own dates.
create or replace temp table repeated as
select key from staged group by key having count(*) > 1;

create or replace temp table repeat_line as
select line from (
    select s.line, row_number() over (
        partition by s.key, s.order_id, s.refs, s.program_ref, s.program_name, s.event_at, s.event_on, s.validated_on,
            s.paid_on, s.updated_at, s.status, s.validation, s.payment, s.original_ref, s.sale_amount, s.commission,
            s.currency, s.reason, s.payment_ref, s.name, s.email_key, s.phone_key
        order by s.line) as occurrence
    from staged s
    where s.key in (select key from repeated)
) where occurrence > 1;

-- One id with two different contents in one file: the last one counts, and it is told.
insert into noticed
select s.line, 'same_id', to_json({'other': f.line})
from staged s join (select key, min(line) as line from staged where key in (select key from repeated) group by key) f on f.key = s.key
where s.line <> f.line and s.line not in (select line from repeat_line);

create or replace temp view fresh as
select * from staged
where line not in (select line from same_line) and line not in (select line from repeat_line);

-- Ids and version numbers. Keys the store has not seen and the file names once need no ordering.
create or replace temp table versioned as
with place as (
    select key, max(id) as id, max(version) as version from known group by key
), plain as (
    select f.line, f.key, cast(null as bigint) as id, 1 as version
    from fresh f
    where f.key not in (select key from place) and f.key not in (select key from repeated)
), ordered as (
    select f.line, f.key, p.id,
        coalesce(p.version, 0) + row_number() over (partition by f.key order by f.updated_at nulls first, f.line) as version
    from fresh f
    left join place p on p.key = f.key
    where f.key in (select key from place) or f.key in (select key from repeated)
), every as (
    select * from plain union all select * from ordered
), numbered as (
    select key, (select coalesce(max(id), 0) from network_row) + row_number() over (order by line) as id
    from (select key, min(line) as line from every where id is null group by key)
)
select e.line, coalesce(e.id, n.id) as id, cast(e.version as integer) as version, e.id is null and e.version = 1 as is_new
from every e
left join numbered n on n.key = e.key;

-- Among all versions of a changed key exactly one is current: the latest by its update date; of one date a decided one
-- before a pending one (an older export read later takes nothing back); then the last to arrive. A version without an
-- update date is as new as what was known when it came.
create or replace temp table winner as
select id, version from (
    select id, version, row_number() over (
        partition by id order by as_of desc nulls last, validation <> 'pending' desc, version desc) as place
    from (select *, coalesce(updated_at, max(updated_at) over (
        partition by id order by version rows unbounded preceding)) as as_of from (
        select k.id, k.version, k.updated_at, k.validation from known k
        where k.id in (select id from versioned)
        union all
        select n.id, n.version, f.updated_at, f.validation from versioned n join fresh f on f.line = n.line
        where n.id in (select id from versioned where not is_new)
    ))
) where place = 1;

-- A row that was declined and is not any more, without a newer date of its own, may come from an older export: it is told.
insert into noticed
select f.line, 'undeclined', to_json({'row': 'R' || n.id})
from winner w join versioned n on n.id = w.id and n.version = w.version join fresh f on f.line = n.line
join known k on k.id = w.id and k.current and k.validation = 'declined' and k.updated_at is not distinct from f.updated_at
where f.validation <> 'declined';

insert into noticed
select f.line, 'still_pending', to_json({'row': 'R' || n.id})
from versioned n join fresh f on f.line = n.line
join winner w on w.id = n.id and w.version <> n.version
join known k on k.id = n.id and k.current and k.validation <> 'pending'
where f.validation = 'pending' and f.updated_at is not distinct from k.updated_at;

update network_row set current = false
where current and id in (select id from winner)
    and exists (select 1 from winner w where w.id = network_row.id and w.version <> network_row.version);

insert into network_row by name
select n.id, n.version, coalesce(w.version = n.version, true) as current, cast($entry as bigint) as entry, f.line,
    $source as source, $account as account, f.key, f.network, f.program, f.program_ref, f.program_name, f.transaction_id,
    f.order_id, f.refs, f.event_at, f.event_on, f.validated_on, f.paid_on, f.updated_at, f.status, f.validation, f.payment,
    f.correction, f.original_ref, f.sale_amount, f.commission, f.currency, f.reason, f.payment_ref, f.name, f.email_key,
    f.phone_key
from versioned n
join placed f on f.line = n.line
left join winner w on w.id = n.id;

-- The summary: accepted lines, new rows, new versions, and the sum of what the file said, per currency.
select currency, count(*) as accepted, sum(commission) as amount,
    (select count(*) from versioned where is_new) as new_n, (select count(*) from versioned where not is_new) as changed_n
from staged group by currency order by currency;
