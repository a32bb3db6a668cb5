-- The keys the last reconcile kept are those of the records as they are, where nothing changed since.
with kept as (
    select 'S' || id as record, kind, value from sale_key
    union all
    select 'R' || id, kind, value from row_key
), true_now as (
    select 'S' || id as record, kind, value from kept_sale_keys('loose_sale')
    union all
    select 'R' || id, kind, value from kept_row_keys('loose_row')
    union all
    select 'R' || id, kind, value from listed_keys('row_now')
)
select record from (
    (from kept except all from true_now) union all (from true_now except all from kept)
)
where not exists (select 1 from unseen);
