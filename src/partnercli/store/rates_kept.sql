-- The rates of `told` that the store does not have yet.
insert into rate
select $source, t.currency, t.base, t.on_day, t.nominal, t.price, $entry, min(t.line)
from told t
left join rate_now n on n.source = $source and n.currency = t.currency and n.base = t.base and n.on_day = t.on_day
where n.source is null or t.price * n.nominal <> n.price * t.nominal
group by t.currency, t.base, t.on_day, t.nominal, t.price;
