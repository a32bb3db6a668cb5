-- title: Receipts
-- about: what came in and went out by the statements of banks and payment systems
-- convert: date amount fee
-- column: id id Id
-- column: date date Date
-- column: amount money Amount
-- column: fee money Fee
-- column: currency currency Currency
-- column: counterparty text Counterparty
-- column: purpose text Purpose
-- column: reference text Reference
-- column: state class State
-- column: class class Class
-- column: payment id Payment
-- column: from text From
--
-- Lines of statements, newest first; the amount is signed: + came in, - went out. `state` is the bank's word,
-- `class` what the money is to us; of several payments the first one is shown.
select 'B' || r.id as id, r.booked_on as date, r.amount, r.fee, r.currency, r.counterparty, r.purpose, r.reference,
    r.state, v.class, 'P' || v.payout as payment, f.file || ':' || r.line as "from"
from receipt r
join receipt_verdict v on v.receipt = r.id
left join import_file f on f.entry = r.entry
where r.current and ($start is null or r.booked_on >= $start) and ($stop is null or r.booked_on < $stop)
    and ($currency is null or r.currency = $currency)
order by r.booked_on desc, r.id desc;
