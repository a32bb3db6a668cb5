-- The cached program and network of a row are what its own names mean now (imports/programs.sql).
select 'R' || r.id from network_row r join row_meant m on m.id = r.id
where r.current and (m.program is distinct from r.program or m.network <> r.network);
