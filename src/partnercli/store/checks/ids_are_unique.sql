-- No two records share an id; a program or channel code names one record.
select 'L' || id from lead group by id having count(*) > 1
union all select 'S' || id from sale group by id having count(*) > 1
union all select 'I' || id from entry group by id having count(*) > 1
union all select 'P' || id || ' v' || version from payout group by id, version having count(*) > 1
union all select 'B' || id || ' v' || version from receipt group by id, version having count(*) > 1
union all select 'spend ' || id || ' v' || version from spend group by id, version having count(*) > 1
union all select 'line ' || id || ' v' || version from payout_line group by id, version having count(*) > 1
union all select 'R' || id || ' v' || version from network_row group by id, version having count(*) > 1
union all select code from program group by code having count(*) > 1
union all select code from channel group by code having count(*) > 1;
