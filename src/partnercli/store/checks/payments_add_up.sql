-- Every current receipt and payment is in exactly one class, and the classes add up to the totals, per currency. Cohorts
-- pay no row twice and give no more than the payment is, or than it is with its fee. Links join records there are.
select 'receipts: ' || coalesce(a.currency, b.currency)
from (select currency, count(*) as n, sum(amount) as amount from receipt where current group by currency) a
full join (select currency, count(*) as n, sum(amount) as amount from receipt_verdict group by currency) b on b.currency = a.currency
where a.n is distinct from b.n or a.amount is distinct from b.amount
union all
select 'payments: ' || (select count(*) from payout_verdict)
where (select count(*) from payout where current) <> (select count(*) from payout_verdict)
union all
select 'P' || p.id from payout p where p.current and p.id not in (select payout from payout_verdict)
union all
select 'R' || l.row_id from payment_link l join row_now r on r.id = l.row_id
where l.tier in ('cohort', 'subset', 'fee') and r.validation = 'validated'
group by l.row_id, r.commission having sum(l.amount) <> r.commission
union all
select 'P' || l.payout from payment_link l join payout p on p.id = l.payout and p.current
group by l.payout, p.amount having max(case when l.tier in ('cohort', 'subset', 'fee') then 1 else 0 end) = 1 and sum(l.amount) > p.amount
    and (max(case when l.tier = 'fee' then 1 else 0 end) = 0 or (sum(l.amount) - p.amount) * 100 > sum(l.amount) * fee_limit())
union all
select 'R' || row_id from payment_link where tier <> 'clawback' group by row_id having count(distinct case when tier in ('cohort', 'subset', 'fee') then 1 else 0 end) > 1
union all
select 'R' || row_id from payment_link group by row_id
having max(case when tier = 'clawback' then 1 else 0 end) = 1 and sum(amount) <> 0
union all
select 'B' || receipt from receipt_link l where role = 'main' and receipt not in (
    select id from receipt where current and state = 'booked' and amount > 0)
union all
select 'R' || row_id || '-P' || payout from payment_link
where row_id not in (select id from network_row where current) or payout not in (select id from payout where current)
union all
select 'B' || receipt || '-P' || payout from receipt_link where payout not in (select id from payout where current);
