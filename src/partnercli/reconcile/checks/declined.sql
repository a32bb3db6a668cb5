-- code: DECLINED
-- next: Ask the network for its reason and appeal inside the claim window: partnercli report missing.
--
-- Sales the network declined, or corrected down to nothing, that our own lead did not give up. What had been paid before
-- is REVERSED_AFTER_PAID, what a full export lost is VANISHED.
with refused as (
    select * from verdict where class = 'declined' and sale is not null and row_id is not null and expected > 0
), spoken as (
    select f.id, max(coalesce(r.validated_on, cast(r.updated_at as date), r.event_on)) as day
    from refused f
    join link l on l.sale = f.sale and l.role in ('main', 'part', 'renewal')
    join row_now r on r.id = l.row_id
    group by f.id
)
select f.id as subject, f.program, f.network, f.currency, f.expected as amount, greatest(p.day, f.on_day) as since,
    f.on_day + f.claim_days as until, f.reason,
    to_json({'row': 'R' || f.row_id, 'order': r.order_id, 'status': r.status, 'reason': r.reason}) as facts
from refused f
join spoken p on p.id = f.id
join row_now r on r.id = f.row_id
where not r.vanished and r.id not in (select row_id from reversed);
