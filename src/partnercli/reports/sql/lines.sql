-- title: Lines of payments
-- about: which rows each payment covers, as its paystub says
-- convert: date amount
-- column: payment code Payment
-- column: date date Date
-- column: network code Network
-- column: program code Program
-- column: row id Row
-- column: transaction code Transaction
-- column: order code Order
-- column: amount money Amount
-- column: currency currency Currency
-- column: state class State
-- column: from text From
--
-- Lines of paystubs by payment. A line whose transaction id one row of the network has names that row.
with named as (
    select network, transaction_id, min(id) as id from network_row
    where current and transaction_id in (select row_ref from payout_line where current)
    group by network, transaction_id having count(*) = 1
)
select l.payment_ref as payment, l.paid_on as date, l.network,
    coalesce(l.program, l.program_name, l.program_ref) as program, 'R' || n.id as row, l.row_ref as transaction,
    l.order_id as "order", l.amount, l.currency, l.state, f.file || ':' || l.line as "from"
from payout_line l
left join named n on n.network = l.network and n.transaction_id = l.row_ref
left join import_file f on f.entry = l.entry
where l.current and ($start is null or l.paid_on >= $start) and ($stop is null or l.paid_on < $stop)
    and ($program is null or l.program = $program) and ($currency is null or l.currency = $currency)
order by l.paid_on desc nulls last, l.payment_ref, l.id;
