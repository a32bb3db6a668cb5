-- code: DUPLICATE_ROW
-- next: Expect it to be taken back; if it is another order, unlink it from the sale: partnercli unlink S12 R45.
--
-- Rows that tell a sale a second time. A declined one takes nothing.
select v.id as subject, v.program, v.network, v.currency, abs(v.actual) as amount, v.on_day as since,
    cast(null as date) as until, v.reason,
    to_json({'sale': 'S' || v.sale, 'order': r.order_id, 'transaction': r.transaction_id}) as facts
from verdict v
join row_now r on r.id = v.row_id
where v.class = 'duplicate' and v.actual <> 0;
