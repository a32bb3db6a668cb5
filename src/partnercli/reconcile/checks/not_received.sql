-- code: NOT_RECEIVED
-- next: Look into your other accounts, then ask the network for the payment order; pair it by hand: partnercli link RECEIPT PAYMENT.
--
-- Payments whose days a statement covers and that no receipt brought. Counted from the first day after the ten.
select 'P' || p.id as subject, p.program, p.network, p.currency, cast(p.amount as decimal(38, 4)) as amount,
    p.paid_on + 11 as since, cast(null as date) as until, v.reason,
    to_json({'paid on': cast(p.paid_on as varchar), 'reference': nullif(p.reference, '')}) as facts
from payout_verdict v
join payout p on p.id = v.payout and p.current
where v.class = 'not_received';
