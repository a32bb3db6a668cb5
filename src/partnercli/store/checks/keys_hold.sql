-- The keys the last reconcile kept are those of the records as they are, where nothing changed since.
select 'S' || id from (
    (from sale_key except all from kept_sale_keys('loose_sale'))
    union all
    (from kept_sale_keys('loose_sale') except all from sale_key)
)
where not exists (select 1 from unseen)
union all
select 'R' || id from (
    (from row_key except all from kept_row_keys('loose_row'))
    union all
    (from kept_row_keys('loose_row') except all from row_key)
)
where not exists (select 1 from unseen);
