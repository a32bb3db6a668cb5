-- code: BELOW_MINIMUM
-- next: Bring it above the minimum, or ask whether the network pays smaller sums or closes the account: partnercli report payments.
--
-- Validated money that has waited for more than sixty days and does not reach the minimum (`balance` of store/awaited.sql).
select case when b.payer like 'network %' then b.payer || ' ' || b.currency else b.payer end as subject,
    case when b.payer like 'program %' then substr(b.payer, 9) end as program, b.network, b.currency, b.amount,
    b.oldest + 61 as since, cast(null as date) as until, 'balance_below_minimum' as reason,
    to_json({'minimum': spelled(b.minimum), 'oldest': cast(b.oldest as varchar), 'rows': cast(b.rows_n as varchar)}) as facts
from balance b cross join clock k
where b.amount > 0 and b.amount < b.minimum and b.oldest + 60 < k.today;
