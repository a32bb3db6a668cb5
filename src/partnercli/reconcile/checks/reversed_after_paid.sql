-- code: REVERSED_AFTER_PAID
-- next: Ask the network why money it had paid was taken back; the next payment will be short by it.
--
-- Rows that were paid and then declined, lowered or corrected. Where the sale still has all that was promised (a repeat
-- was taken back, or what was too much) nothing is lost.
with spoken as (
    select row_id, min(sale) as sale from link
    where role in ('main', 'part', 'duplicate', 'renewal') and row_id in (select row_id from reversed)
    group by row_id
)
select 'R' || r.id as subject, r.program, r.network, r.currency, b.amount, b.since, cast(null as date) as until,
    case r.validation when 'declined' then 'declined_after_paid' else 'lowered_after_paid' end as reason,
    to_json({'sale': 'S' || s.sale, 'order': r.order_id, 'transaction': r.transaction_id, 'reason': r.reason}) as facts
from reversed b
join row_now r on r.id = b.row_id
left join spoken s on s.row_id = r.id
where s.sale is null
    or s.sale in (select sale from verdict where lead is not null and class in ('declined', 'underpaid'));
