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
