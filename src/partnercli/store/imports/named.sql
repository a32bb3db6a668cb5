-- Which program and currency each pair of names in a file means: few pairs in many records, each folded and found once.
-- Where the file names no network each program counts its own records from 1: its code is the prefix of the key.
create or replace temp table resolved as
select *, case
    when currency is null then 'no_currency'
    when currency <> own then 'currency_of_program'
    when $network_name is null and program is null then 'unknown_program' end as code
from (
    select n.program_ref, n.program_name, n.currency as said, p.code as program,
        coalesce($network_name, p.network, '') as network,
        case when $network_name is null then coalesce(p.code, '') || '/' else '' end as prefix,
        coalesce(n.currency, p.currency, c.currency) as currency, p.currency as own
    from (select distinct program_ref, program_name, currency from incoming) n
    left join program_alias r on r.network = $network and r.alias = fold_name(n.program_ref)
    left join program_alias m on m.network = $network and m.alias = fold_name(n.program_name)
    left join program p on p.code = coalesce(r.code, m.code)
    left join network_currency c on c.network = $network
);
