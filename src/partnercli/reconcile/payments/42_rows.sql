-- The open rows of the pool $pool in the order in which they are paid: (day, amount, payer, told), as 40_money.sql tells
-- them.
select year(day) * 10000 + month(day) * 100 + day(day), cast(amount * 10000 as bigint), payer, told
from cohort_row where pool = $pool order by place;
