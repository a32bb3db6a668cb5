-- Versions of a row run 1, 2, 3 …; exactly one is current.
select 'R' || id from network_row group by id
having count(*) <> max(version) or min(version) <> 1 or sum(cast(current as integer)) <> 1
union all
select 'P' || id from payout group by id
having count(*) <> max(version) or min(version) <> 1 or sum(cast(current as integer)) <> 1;
