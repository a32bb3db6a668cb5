-- Exchange rates as money uses them: which rate of which source counts on a day, in either direction and through the
-- currency a central bank quotes against. $rate_sources: the banks that may be used, the preferred one first.

create or replace temp table rate_asked as
select cast($rate_sources as varchar[]) as sources, cast($report_currency as varchar) as currency;

-- A later word of the same source about the same pair and day counts. A bank's rate holds until its next one, at most
-- ten days, for it publishes none on weekends and holidays; a person's rate holds on its day alone. A person's own rates
-- go before the banks'.
create or replace temp view rate_rank as
select s.source, case when s.source in ('cbr', 'ecb') then list_position(a.sources, s.source) else 0 end as position,
    case when s.source in ('cbr', 'ecb') then 10 else 0 end as carried
from (select distinct source from rate) s cross join rate_asked a
where s.source not in ('cbr', 'ecb') or list_contains(a.sources, s.source);

-- The currency reports convert into: the one of the settings, else that of the rates there are.
create or replace temp view rate_wish as
select coalesce(max(a.currency), max(case when r.source = 'cbr' then 'RUB' end),
    max(case when r.source = 'ecb' then 'EUR' end), max(case when k.position = 0 then r.base end)) as target
from rate_asked a left join rate r on true left join rate_rank k on k.source = r.source;

-- The day a network row was paid: as the network says, else that of the last payment that paid it.
create or replace temp view paid_day as
select r.id as row_id, coalesce(r.paid_on, p.paid_on) as paid_on
from network_row r
left join (select l.row_id, max(p.paid_on) as paid_on from payment_link l join payout p on p.id = l.payout and p.current
    where l.tier <> 'clawback' group by l.row_id) p
    on p.row_id = r.id
where r.current;

create or replace temp view rate_now as
select source, currency, base, on_day, nominal, price, entry, line
from (
    select r.*, row_number() over (partition by source, currency, base, on_day order by entry desc, line desc) as place from rate r
) where place = 1;

-- What money is multiplied by and divided by, as whole numbers: both directions of every rate.
create or replace temp view rate_side as
select r.source, r.currency, r.base as target, r.on_day, cast(cast(r.price as decimal(38, 8)) * 100000000 as hugeint) as times,
    cast(r.nominal as hugeint) * 100000000 as parts, k.position, k.carried, 1 as steps
from rate_now r join rate_rank k on k.source = r.source
union all
select r.source, r.base, r.currency, r.on_day, cast(r.nominal as hugeint) * 100000000,
    cast(cast(r.price as decimal(38, 8)) * 100000000 as hugeint), k.position, k.carried, 2
from rate_now r join rate_rank k on k.source = r.source;

-- Every rate into a currency. Two rates are joined only when one source published both for one day.
create or replace temp macro rates_into(wanted) as table
select source, currency, on_day, times, parts, position, carried, steps, '' as via from rate_side where target = wanted
union all
select a.source, a.currency, a.on_day, a.times * b.times, a.parts * b.parts, a.position, a.carried, a.steps + b.steps, a.target
from rate_side a join rate_side b on b.source = a.source and b.on_day = a.on_day and b.currency = a.target
where b.target = wanted and a.currency <> wanted and a.target in ('RUB', 'EUR');
