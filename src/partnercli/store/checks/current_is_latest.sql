-- The current version is the latest by the row's own date, of one date a decided one, then the last to arrive.
select 'R' || id from (
    select id, current, row_number() over (
        partition by id order by as_of desc nulls last, validation <> 'pending' desc, version desc) as place
    from (
        select *, coalesce(updated_at, max(updated_at) over (
            partition by id order by version rows unbounded preceding)) as as_of
        from network_row where id in (select id from network_row where version > 1)
    )
) where current <> (place = 1);
