-- code: UNTRACKED
-- next: Claim the order from the network before the claim window ends: partnercli report missing.
--
-- Sales without a row although the program's normal time to show them has passed. A sale that is worth nothing by the
-- terms is no loss.
select v.id as subject, v.program, v.network, v.currency, v.expected as amount, v.due_on + 1 as since,
    v.on_day + v.claim_days as until, v.reason,
    to_json({'order': nullif(s.order_id, ''), 'sold on': cast(v.on_day as varchar)}) as facts
from verdict v
join sale s on s.id = v.sale
where v.class = 'missing' and (v.expected is null or v.expected > 0);
