-- What an import read is what it kept and what it refused; its refused rows are all there.
select 'I' || entry from import_file where read_n <> new_n + changed_n + same_n + rejected_n or same_n < 0
union all
select 'I' || f.entry from import_file f
where f.rejected_n <> (select count(*) from reject r where r.entry = f.entry)
union all
select 'I' || f.entry from import_file f where f.kind = 'rows'
    and f.new_n + f.changed_n <> (select count(*) from network_row r where r.entry = f.entry);
