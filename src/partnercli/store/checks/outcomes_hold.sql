-- What the last reconcile kept is what the views say, where nothing changed since.
select coalesce('S' || sale, 'R' || row_id) from (
    select * from outcome except all select * from outcome_live
    union all
    select * from outcome_live except all select * from outcome
)
where not exists (select 1 from unseen);
