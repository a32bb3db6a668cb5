-- What an import read is what it kept, saw again and refused; its refused rows are all there; one taken back left
-- nothing.
with kept as (
    select entry from network_row where not vanished
    union all
    select entry from payout
    union all
    select entry from receipt
    union all
    select entry from spend
    union all
    select entry from payout_line
    union all
    select entry from sighting where line > 0  -- 0: that a row vanished
), counted as (
    select entry, count(*) as n from kept group by entry
)
select 'I' || entry from import_file where read_n <> new_n + changed_n + same_n + rejected_n or same_n < 0
union all
select 'I' || f.entry from import_file f
where f.rejected_n <> (select count(*) from reject r where r.entry = f.entry)
union all
select 'I' || f.entry from import_file f left join counted c on c.entry = f.entry
where f.sighted and coalesce(c.n, 0) <> case when f.undone_by is null then f.read_n - f.rejected_n else 0 end
union all
select 'I' || f.entry from import_file f where f.kind = 'rows' and not f.sighted and f.undone_by is null
    and f.new_n + f.changed_n < (select count(*) from network_row r where r.entry = f.entry);
