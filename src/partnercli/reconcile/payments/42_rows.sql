-- The open rows of the pool $pool in the order in which they are paid: (day, amount, payer, told, ends), as 40_money.sql
-- tells them. `ends`: null = the row counts; else it is declined, from that day on, 0 = nobody says from when on.
select year(day) * 10000 + month(day) * 100 + day(day), cast(amount * 10000 as bigint), payer, told,
    case when ends > date '0001-01-01' then year(ends) * 10000 + month(ends) * 100 + day(ends) when ends is not null then 0 end
from cohort_row where pool = $pool order by place;
