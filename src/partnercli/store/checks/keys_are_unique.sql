-- One identity (source, account, key) is one row, one payout, one lead.
select min('R' || id) from network_row group by source, account, key having count(distinct id) > 1
union all
select 'R' || id from network_row group by id having count(distinct source || chr(31) || account || chr(31) || key) > 1
union all
select min('P' || id) from payout group by source, account, key having count(distinct id) > 1
union all
select min('L' || id) from lead group by source, key having count(*) > 1;
