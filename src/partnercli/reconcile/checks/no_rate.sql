-- code: NO_RATE
-- next: Import the rates of these days, or add them: partnercli rates import FILE, partnercli rates add.
--
-- Money of days that no rate leads from into the currency of reports (rates.sql). One finding a currency, and only where
-- conversions are in use: a report currency is set, or there are rates.
with wish as (
    select target from rate_wish where target is not null
), need as (
    select v.currency, w.target, v.on_day, sum(coalesce(v.actual, v.expected)) as amount
    from verdict v join wish w on w.target <> v.currency
    group by v.currency, w.target, v.on_day
    having sum(abs(coalesce(v.actual, v.expected))) > 0
), lacking as (
    select n.*
    from need n
    where not exists (
        select 1 from rates_into((select target from rate_wish)) r
        where r.currency = n.currency and r.on_day <= n.on_day and r.on_day >= n.on_day - r.carried
    )
)
select currency || ' ' || target as subject, cast(null as varchar) as program, cast(null as varchar) as network, currency,
    cast(abs(sum(amount)) as decimal(38, 4)) as amount, min(on_day) as since, cast(null as date) as until, 'rate_missing' as reason,
    to_json({'days': cast(count(*) as varchar), 'first': cast(min(on_day) as varchar), 'last': cast(max(on_day) as varchar)}) as facts
from lacking group by currency, target;
