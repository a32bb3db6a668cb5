-- title: Payments
-- about: each payment: the rows it pays, what is left and why, the receipt that brought it
-- convert: date amount paid left received
-- column: id id Id
-- column: date date Date
-- column: network code Network
-- column: program code Program
-- column: amount money Amount
-- column: currency currency Currency
-- column: reference text Reference
-- column: rows int Rows
-- column: paid money For rows
-- column: left money Left
-- column: why class Why left
-- column: receipt id Receipt
-- column: arrived date Arrived
-- column: received money Received
-- column: kept money Kept back
-- column: class class Class
-- note: For rows = what the payment gave for rows; left = the rest, below zero where its rows come to more. Kept back = what a receipt is short of the payment. What a payment says and what a statement says: partnercli explain P3.
--
-- Payments, newest first.
select 'P' || p.id as id, p.paid_on as date, p.network, p.program, p.amount, p.currency, p.reference,
    cast(coalesce(s.rows_n, 0) as bigint) as rows, coalesce(s.amount, 0) as paid, coalesce(d.amount, 0) as left,
    coalesce(d.reason, case when v.reason = 'less_a_fee' then v.reason end) as why,
    'B' || v.receipt as receipt, v.received_on as arrived,
    case when v.received_currency = p.currency then v.received end as received,
    case when v.residual > 0 then v.residual end as kept, v.class
from payout p
join payout_verdict v on v.payout = p.id
left join payment_sum s on s.payout = p.id
left join payout_residual d on d.payout = p.id
where p.current and ($start is null or p.paid_on >= $start) and ($stop is null or p.paid_on < $stop)
    and ($program is null or p.program = $program) and ($currency is null or p.currency = $currency)
order by p.paid_on desc, p.source, p.account, p.key;
