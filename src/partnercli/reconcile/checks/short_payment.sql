-- code: SHORT_PAYMENT
-- next: Ask the network, or the bank, for the rest and show both figures: partnercli explain ID.
--
-- Payments of which less arrived than they say, beyond a fee, and payments that are less than the rows they name
-- themselves, for no reason we know.
with arrived as (
    select payout, residual as amount, received_on as since, reason, received from payout_verdict where class = 'short'
), told as (
    select r.payout, -r.amount as amount, p.paid_on as since, 'less_than_its_rows' as reason, p.amount as received
    from payout_residual r join payout p on p.id = r.payout and p.current
    where r.amount < 0 and r.reason = 'unexplained' and r.payout not in (select payout from arrived)
)
select 'P' || p.id as subject, p.program, p.network, p.currency, cast(s.amount as decimal(38, 4)) as amount, s.since,
    cast(null as date) as until, s.reason,
    to_json({'payment': spelled(p.amount), 'received': spelled(s.received), 'reference': nullif(p.reference, '')}) as facts
from (select * from arrived union all select * from told) s
join payout p on p.id = s.payout and p.current;
