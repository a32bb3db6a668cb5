-- Versions of a record run 1, 2, 3 …; exactly one is current.
select id from (
    select 'R' || id as id, version, current from network_row
    union all
    select 'P' || id, version, current from payout
    union all
    select 'B' || id, version, current from receipt
    union all
    select 'spend ' || id, version, current from spend
    union all
    select 'line ' || id, version, current from payout_line
)
group by id
having count(*) <> max(version) or min(version) <> 1 or sum(cast(current as integer)) <> 1;
