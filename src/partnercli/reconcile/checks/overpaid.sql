-- code: OVERPAID
-- next: Check the terms; if the network pays by newer ones, enter them: partnercli program edit CODE --from DATE.
--
-- Commissions above the promise, from the day the last row of the sale says so.
with over as (
    select * from verdict where class = 'overpaid'
), spoken as (
    select o.id, max(coalesce(r.validated_on, r.event_on)) as day
    from over o
    join link l on l.sale = o.sale and l.role in ('main', 'part', 'renewal')
    join row_now r on r.id = l.row_id
    group by o.id
)
select o.id as subject, o.program, o.network, o.currency, o.actual - o.expected as amount,
    greatest(p.day, o.on_day) as since, cast(null as date) as until, coalesce(e.reason, o.reason) as reason,
    to_json({'row': 'R' || o.row_id, 'expected': spelled(o.expected), 'actual': spelled(o.actual),
        'by rate': e.slip->>'by rate', 'vat': e.slip->>'vat', 'also': e.slip->>'also'}) as facts
from over o
join spoken p on p.id = o.id
left join explained e on e.sale = o.sale;
