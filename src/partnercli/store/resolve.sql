-- After programs changed: the program each row means now, where it differs. `row_meant` stands in imports/programs.sql.
update network_row set program = m.program, network = m.network
from row_meant m
where m.id = network_row.id and (m.program is distinct from network_row.program or m.network <> network_row.network)
    and network_row.current;

update payout_line set program = m.program, network = m.network
from line_meant m
where m.id = payout_line.id and (m.program is distinct from payout_line.program or m.network <> payout_line.network)
    and payout_line.current;
