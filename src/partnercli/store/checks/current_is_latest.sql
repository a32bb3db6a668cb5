-- The current version is the latest by the row's own date, then by arrival.
select 'R' || id from (
    select id, current, row_number() over (partition by id order by updated_at desc nulls last, version desc) as place
    from network_row where id in (select id from network_row where version > 1)
) where current <> (place = 1);
