-- code: UNDERPAID
-- next: Send the network the terms and the row, and ask for the difference: partnercli explain ID.
--
-- Commissions below the promise, from the day the last row of the sale says so. What was paid and then taken back is
-- REVERSED_AFTER_PAID; only what is short beyond that counts here.
with short as (
    select * from verdict where class = 'underpaid'
), spoken as (
    select s.id, max(coalesce(r.validated_on, r.event_on)) as day, coalesce(sum(b.amount), 0) as reversed
    from short s
    join link l on l.sale = s.sale and l.role in ('main', 'part', 'renewal')
    join row_now r on r.id = l.row_id
    left join reversed b on b.row_id = r.id
    group by s.id
)
select s.id as subject, s.program, s.network, s.currency, s.expected - s.actual - p.reversed as amount,
    greatest(p.day, s.on_day) as since, s.on_day + s.claim_days as until, coalesce(e.reason, s.reason) as reason,
    to_json({'row': 'R' || s.row_id, 'expected': spelled(s.expected), 'actual': spelled(s.actual),
        'by rate': e.slip->>'by rate', 'vat': e.slip->>'vat', 'also': e.slip->>'also'}) as facts
from short s
join spoken p on p.id = s.id
left join explained e on e.sale = s.sale
where s.expected - s.actual - p.reversed >= unit(s.currency);
