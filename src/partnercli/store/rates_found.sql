-- The rate into $target for each day of $days in the currency of $currencies at the same place: the preferred source that has one,
-- its latest one that still holds, the plainest way (stated, turned round, through a third currency).
select currency, on_day, times, parts, published, source, via
from (
    select n.currency, n.on_day, r.times, r.parts, r.on_day as published, r.source, r.via,
        row_number() over (partition by n.currency, n.on_day
            order by r.position, r.source, r.on_day desc, r.steps, r.via) as place
    from (select unnest($currencies) as currency, unnest(cast($days as date[])) as on_day) n
    join rates_into($target) r on r.currency = n.currency and r.on_day <= n.on_day and r.on_day >= n.on_day - r.carried
)
where place = 1;
