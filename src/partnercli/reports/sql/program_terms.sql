-- title: Terms
-- column: from date Valid from
-- column: until date Until
-- column: per class Per
-- column: percent rate Rate
-- column: flat money Flat
-- column: currency currency Currency
-- column: hold days Hold
-- column: pay_day int Pay day
-- column: minimum money Minimum
-- column: claim_window days Claim window
-- column: track_days days Track days
--
-- The program's terms by date; an empty From or Until is open.
select nullif(t.valid_from, date '1990-01-01') as "from", nullif(t.valid_to, date '9999-12-31') - 1 as until, t.per, t.percent, t.flat,
    p.currency, cast(t.hold_days as bigint) as hold, cast(t.pay_day as bigint) as pay_day, t.minimum,
    cast(t.claim_days as bigint) as claim_window, cast(t.track_days as bigint) as track_days
from term t join program p on p.code = t.program
where t.program = $program order by t.valid_from;
