-- Which of our programs a name in a file means: its code, its name or its id inside the network, folded, where
-- exactly one program of that network answers to it. A file that names no network ('') looks among all programs.
create or replace temp table program_alias as
with said as (
    select code, network, fold_name(code) as alias from program
    union
    select code, network, fold_name(name) from program
    union
    select code, network, fold_name(network_id) from program
), everywhere as (
    select code, network, alias from said where alias is not null
    union
    select code, '' as network, alias from said where alias is not null
)
select network, alias, min(code) as code
from everywhere
group by network, alias
having count(distinct code) = 1;

-- What a file may fall back on where it names no currency: the only one the network's programs have.
create or replace temp table network_currency as
select network, min(currency) as currency
from program
group by network
having count(distinct currency) = 1;

-- What each current row's own names mean by now: a program that pays in the row's currency. A row whose file named no
-- network (its source is the profile, not the network) is looked up among all programs and stands on its program's
-- network.
create or replace temp view row_meant as
select r.id, p.code as program,
    case when r.named then r.network else coalesce(p.network, r.network) end as network
from (select id, network, program_ref, program_name, currency, source = network as named
      from network_row where current) r
left join program_alias a on a.network = case when r.named then r.network else '' end
    and a.alias = fold_name(r.program_ref)
left join program_alias b on b.network = case when r.named then r.network else '' end
    and b.alias = fold_name(r.program_name)
left join program p on p.code = coalesce(a.code, b.code) and p.currency = r.currency;

-- The same for the lines of payments.
create or replace temp view line_meant as
select l.id, coalesce(a.code, b.code) as program,
    case when l.named then l.network else coalesce(p.network, '') end as network
from (select id, network, program_ref, program_name, source = network as named from payout_line where current) l
left join program_alias a on a.network = case when l.named then l.network else '' end
    and a.alias = fold_name(l.program_ref)
left join program_alias b on b.network = case when l.named then l.network else '' end
    and b.alias = fold_name(l.program_name)
left join program p on p.code = coalesce(a.code, b.code);
