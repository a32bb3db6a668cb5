-- The open rows of the pool $pool in the order in which they are paid: (day, amount, payer, told, ends, paid), as 40_money.sql
-- tells them. `ends`: null = the row counts; else it is declined, from that day on, 0 = nobody says from when on. `paid`:
-- the day on which it was paid before that; null = it is open.
select year(day) * 10000 + month(day) * 100 + day(day), cast(amount * 10000 as bigint), payer, told,
    case when ends > date '0001-01-01' then year(ends) * 10000 + month(ends) * 100 + day(ends) when ends is not null then 0 end,
    year(paid_on) * 10000 + month(paid_on) * 100 + day(paid_on)
from cohort_row where pool = $pool order by place;
