-- One identity (source, account, key) is one record, and one record has one identity.
with identity as (
    select distinct 'R' as letter, id, source, account, key from network_row
    union all
    select distinct 'P', id, source, account, key from payout
    union all
    select distinct 'B', id, source, account, key from receipt
    union all
    select distinct 'spend ', id, source, account, key from spend
    union all
    select distinct 'line ', id, source, account, key from payout_line
    union all
    select 'L', id, source, '', key from lead
)
select letter || min(id) from identity group by letter, source, account, key having count(*) > 1
union all
select letter || id from identity group by letter, id having count(*) > 1;
