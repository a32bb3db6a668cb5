-- Payouts: the frame `incoming` becomes new payouts and new versions of known ones, by (source, account, key).
-- A row names its program or its network; one that names neither belongs to the profile's network.
create or replace temp table staged as
select case when $network_name is null then coalesce(a.code, lower(i.network), '') || '/' else '' end || i.key as key,
    i.line, i.paid_on, coalesce(i.status, '') as status, coalesce(i.states, 'received') = 'received' as received, i.amount, i.program_name,
    coalesce(p.network, lower(i.network), $network_name) as network, a.code as program,
    i.program_name is not null and a.code is null as program_unknown,
    coalesce(i.currency, p.currency, c.currency) as currency, p.currency as program_currency,
    coalesce(i.reference, '') as reference
from incoming i
left join program_alias a on a.network = $network and a.alias = fold_name(i.program_name)
left join program p on p.code = a.code
left join network_currency c on c.network = coalesce(p.network, lower(i.network), $network_name);

create or replace temp table refused as
select line, 'unknown_program' as code, to_json({'program': program_name, 'nearest': ''}) as facts from staged where program_unknown
union all
select line, 'no_network', to_json({'line': line}) from staged where network is null and not program_unknown
union all
select line, 'unknown_network', to_json({'network': network, 'known': (select string_agg(distinct network, ', ') from program)}) from staged
where program is null and not program_unknown and network not in (select network from program)
union all
select line, 'no_currency', to_json({'program': coalesce(program, network)}) from staged
where currency is null and network is not null and not program_unknown
union all
select line, 'currency_of_program', to_json({'currency': currency, 'program': program, 'own': program_currency})
from staged where currency <> program_currency;

delete from staged where line in (select line from refused);
create or replace temp table noticed as select line, code, facts from refused where false;

create or replace temp table known as
select v.* from payout v where v.source = $source and v.account = $account and v.key in (select key from staged);

-- Equal contents of one key in one file are one; the last different one is the payout's next version.
create or replace temp table fresh as
select s.* from staged s
join (select key, max(line) as line from staged group by key) t on t.line = s.line
where not exists (
    select 1 from known v where v.key = s.key
        and (v.current or $reread)
        and (v.paid_on, v.status, v.amount, v.currency, v.program, v.network, v.reference)
            is not distinct from (s.paid_on, s.status, s.amount, s.currency, s.program, s.network, s.reference));

-- The same money by hand or from another export already: kept, and told.
insert into noticed
select f.line, 'payout_twin', to_json({'payout': 'P' || min(p.id)})
from fresh f join payout p on p.current and p.network = f.network and p.program is not distinct from f.program
    and p.currency = f.currency and p.amount = f.amount and p.paid_on = f.paid_on and p.key <> f.key
    and (p.reference = '' or f.reference = '' or p.reference = f.reference)
group by f.line;

create or replace temp table versioned as
select f.line, f.key, max(k.id) as id, cast(coalesce(max(k.version), 0) + 1 as integer) as version
from fresh f left join known k on k.key = f.key
group by f.line, f.key;

update payout set current = false where current and id in (select id from versioned);

insert into payout by name
select coalesce(v.id, (select coalesce(max(id), 0) from payout) + row_number() over (partition by v.id is null order by f.line)) as id,
    v.version, true as current, cast($entry as bigint) as entry, f.line, $source as source, $account as account, f.key,
    f.network, f.program, f.paid_on, f.status, f.received, f.amount,
    f.currency, f.reference
from fresh f join versioned v on v.line = f.line;

select currency, count(*) as accepted, sum(amount) as amount,
    (select count(*) from versioned where version = 1) as new_n, (select count(*) from versioned where version > 1) as changed_n
from staged group by currency order by currency;
