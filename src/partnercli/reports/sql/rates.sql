-- title: Exchange rates
-- column: date date Date
-- column: nominal int Units
-- column: currency currency Currency
-- column: price code Cost
-- column: base code In
-- column: source code Source
-- column: from text From
--
-- Exchange rates that count, newest first, as their source states them: so many units of a currency cost so much in
-- another.
select r.on_day as date, r.nominal, r.currency, spelled(r.price) as price, r.base, r.source,
    e.subject || case when r.line > 0 then ':' || r.line else '' end as "from"
from rate_now r
left join entry e on e.id = r.entry
where ($start is null or r.on_day >= $start) and ($stop is null or r.on_day < $stop)
    and ($currency is null or r.currency = $currency or r.base = $currency)
order by r.on_day desc, r.source, r.currency, r.base;
