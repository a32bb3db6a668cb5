-- title: Frozen, moved, now
-- column: period code Period
-- column: class class Class
-- column: currency currency Currency
-- column: frozen int Frozen
-- column: moved int Moved
-- column: now int Now
-- column: frozen_expected money Frozen expected
-- column: moved_expected money Moved expected
-- column: now_expected money Expected now
-- column: frozen_actual money Frozen actual
-- column: moved_actual money Moved actual
-- column: now_actual money Actual now
--
-- Per closed period, class and currency: what is frozen, what moved, and what it comes to now. Frozen and moved make now:
-- a case that changed its class leaves the one with its old figures and enters the other with its new ones. Payouts and
-- receipts of the period stand below the classes, with their sums as the actual figures.
with part as (
    select p.entry as close, p.period, c.class, c.currency, count(*) as frozen, 0 as moved,
        sum(c.expected) as frozen_expected, null as moved_expected, sum(c.actual) as frozen_actual, null as moved_actual
    from close_case c join closed_period p on p.entry = c.close
    where ($program is null or c.program = $program)
    group by p.entry, p.period, c.class, c.currency
    union all
    select close, period, class_was, currency_was, 0, -count(*), null, -sum(expected_was), null, -sum(actual_was)
    from post_close where class_was is not null and ($program is null or program = $program)
    group by close, period, class_was, currency_was
    union all
    select close, period, class, currency, 0, count(*), null, sum(expected), null, sum(actual)
    from post_close where class is not null and ($program is null or program = $program)
    group by close, period, class, currency
    union all
    select p.entry, p.period, m.kind, m.currency, m.n, -m.n, null, null, m.total, -m.total
    from close_money m join closed_period p on p.entry = m.close where ($program is null or m.program = $program)
    union all
    select p.entry, p.period, 'payouts', o.currency, 0, 1, null, null, null, o.amount
    from payout o join closed_period p on o.paid_on >= p.first_on and o.paid_on < p.stop_on
    where o.current and o.received and ($program is null or o.program = $program)
    union all
    select p.entry, p.period, 'receipts', r.currency, 0, 1, null, null, null, r.amount
    from receipt r join closed_period p on r.booked_on >= p.first_on and r.booked_on < p.stop_on
    where r.current and r.state = 'booked' and $program is null
)
select period, class, currency, cast(sum(frozen) as bigint) as frozen, cast(sum(moved) as bigint) as moved,
    cast(sum(frozen) + sum(moved) as bigint) as now,
    coalesce(sum(frozen_expected), 0) as frozen_expected, coalesce(sum(moved_expected), 0) as moved_expected,
    coalesce(sum(frozen_expected), 0) + coalesce(sum(moved_expected), 0) as now_expected,
    coalesce(sum(frozen_actual), 0) as frozen_actual, coalesce(sum(moved_actual), 0) as moved_actual,
    coalesce(sum(frozen_actual), 0) + coalesce(sum(moved_actual), 0) as now_actual
from part
where ($currency is null or currency = $currency)
    and ($start is null or close in (select entry from closed_period where stop_on > $start))
    and ($stop is null or close in (select entry from closed_period where first_on < $stop))
group by close, period, class, currency
order by period, list_position($classes, class) nulls last, class, currency;
