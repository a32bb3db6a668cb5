-- code: VANISHED
-- next: Ask the network what became of the row; claim the order again if it was lost.
--
-- Rows that the last full export of their period does not name any more, since that export's last day.
with gone as (
    select * from row_now where vanished
), spoken as (
    select row_id, min(sale) as sale from link where role = 'main' and row_id in (select id from gone) group by row_id
)
select 'R' || r.id as subject, r.program, r.network, r.currency, abs(r.commission) as amount,
    coalesce(f.last_on, r.event_on) as since, cast(null as date) as until, 'vanished' as reason,
    to_json({'sale': 'S' || s.sale, 'order': r.order_id, 'transaction': r.transaction_id, 'status': r.status}) as facts
from gone r
left join import_file f on f.entry = r.entry
left join spoken s on s.row_id = r.id;
