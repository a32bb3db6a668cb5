-- code: UNEXPLAINED_RECEIPT
-- next: Import the payment or the rows it stands for, or pair it by hand: partnercli link RECEIPT PAYMENT.
--
-- Receipts that look like partner money and belong to no payment we know; payments with money that no row accounts for.
select 'B' || v.receipt as subject, v.program, v.network, v.currency, cast(v.amount as decimal(38, 4)) as amount,
    r.booked_on as since, cast(null as date) as until, v.reason,
    to_json({'from': nullif(r.counterparty, ''), 'purpose': nullif(r.purpose, ''), 'reference': nullif(r.reference, '')}) as facts
from receipt_verdict v
join receipt r on r.id = v.receipt and r.current
where v.class = 'unexplained'
union all
select 'P' || p.id, p.program, p.network, p.currency, r.amount, p.paid_on, null,
    case r.reason when 'several_fit' then 'several_rows_fit' else 'beyond_its_rows' end,
    to_json({'payment': spelled(p.amount), 'reference': nullif(p.reference, '')})
from payout_residual r
join payout p on p.id = r.payout and p.current
where r.amount > 0 and r.reason in ('unexplained', 'several_fit')
    and not exists (select 1 from payout_verdict v where v.payout = p.id and v.class in ('duplicate', 'not_received'));
