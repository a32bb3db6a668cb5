-- After programs changed: the program each current row means (see imports/programs.sql), where it differs.
create or replace temp table meant as
select n.network, n.program_ref, n.program_name, coalesce(r.code, m.code) as program
from (select distinct network, program_ref, program_name from network_row) n
left join program_alias r on r.network = n.network and r.alias = fold_name(n.program_ref)
left join program_alias m on m.network = n.network and m.alias = fold_name(n.program_name);

update network_row set program = m.program
from meant m
where m.network = network_row.network and m.program_ref is not distinct from network_row.program_ref
    and m.program_name is not distinct from network_row.program_name and m.program is distinct from network_row.program;
