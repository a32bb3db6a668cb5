-- Payouts: money a network or a program sent. A row names its program or its network; one that names neither belongs to
-- the profile's network. Where the file is of no network, its keys count within the program, or within the network that
-- is named instead of one; the mark keeps a network apart from a program of that code.
create or replace temp table placed as
select i.n, i.line,
    case when $network_name is null then coalesce(a.code, 'network:' || lower(i.network), '') || '/' else '' end
        || i.key as key,
    coalesce(p.network, lower(i.network), $network_name) as network, a.code as program, i.paid_on,
    coalesce(i.status, '') as status, coalesce(i.states, 'received') = 'received' as received, i.amount,
    coalesce(i.currency, p.currency, c.currency) as currency, coalesce(i.reference, '') as reference,
    i.program_name, p.currency as own, i.program_name is not null and a.code is null as program_unknown
from keyed i
left join program_alias a on a.network = $network and a.alias = fold_name(i.program_name)
left join program p on p.code = a.code
left join network_currency c on c.network = coalesce(p.network, lower(i.network), $network_name);

create or replace temp table refused as
select n, 'unknown_program' as code, to_json({'program': program_name, 'nearest': ''}) as facts
from placed where program_unknown
union all
select n, 'no_network', to_json({'line': line}) from placed where network is null and not program_unknown
union all
select n, 'unknown_network',
    to_json({'network': network, 'known': (select string_agg(distinct network, ', ') from program)})
from placed where program is null and not program_unknown and network not in (select network from program)
union all
select n, 'no_currency', to_json({'program': coalesce(program, network)}) from placed
where currency is null and network is not null and not program_unknown
union all
select n, 'currency_of_program', to_json({'currency': currency, 'program': program, 'own': own})
from placed where currency <> own;

create or replace temp table noticed as select n, code, facts from refused where false;

create or replace temp view staged as
select n, line, key, network, program, paid_on, status, received, amount, currency, reference
from placed where n not in (select n from refused);
