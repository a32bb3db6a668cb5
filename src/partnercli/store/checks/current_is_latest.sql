-- The current version is the one the rule of versions.sql names.
with counted as (
    select 'R' || id as id, version, current, updated_at, validation = 'pending' as undecided, vanished
    from network_row where id in (select id from network_row where version > 1)
    union all
    select 'P' || id, version, current, null, false, false
    from payout where id in (select id from payout where version > 1)
    union all
    select 'B' || id, version, current, null, state = 'pending', false
    from receipt where id in (select id from receipt where version > 1)
    union all
    select 'spend ' || id, version, current, null, false, false
    from spend where id in (select id from spend where version > 1)
    union all
    select 'line ' || id, version, current, null, false, false
    from payout_line where id in (select id from payout_line where version > 1)
)
select c.id from counted c join ranked('counted') r on r.id = c.id and r.version = c.version
where c.current <> (r.place = 1);
