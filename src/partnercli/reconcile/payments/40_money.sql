-- The payments of each pool in the order in which they are settled: (pool, payment, payer, day, money, due, doubtful). Money
-- in ten-thousandths, days as yyyymmdd.
select pool, payout, payer, year(day) * 10000 + month(day) * 100 + day(day), cast(money * 10000 as bigint), due, doubtful
from cohort_money order by place;
