-- The cached program of a row is the one its own names mean now.
select 'R' || r.id from network_row r
left join (
    select network, alias, min(code) as code from (
        select code, network, fold_name(code) as alias from program
        union select code, network, fold_name(name) from program
        union select code, network, fold_name(network_id) from program
    ) where alias is not null group by network, alias having count(distinct code) = 1
) a on a.network = r.network and a.alias = fold_name(r.program_ref)
where r.program_ref is not null and a.code is not null and a.code is distinct from r.program;
