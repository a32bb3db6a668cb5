-- code: VANISHED
-- next: Ask the network what became of the row; claim the order again if it was lost.
--
-- Rows that the last full export of their period does not name any more, since the day it was read. The journal has the
-- day in UTC, which west of Greenwich may be tomorrow.
with gone as (
    select * from row_now where vanished
), spoken as (
    select row_id, min(sale) as sale from link where role = 'main' and row_id in (select id from gone) group by row_id
)
select 'R' || r.id as subject, r.program, r.network, r.currency, abs(r.commission) as amount,
    cast(e.made_at as date) - cast(cast(e.made_at as date) = k.today + 1 as integer) as since, cast(null as date) as until, 'vanished' as reason,
    to_json({'sale': 'S' || s.sale, 'order': r.order_id, 'transaction': r.transaction_id, 'status': r.status}) as facts
from gone r
join entry e on e.id = r.entry
cross join clock k
left join spoken s on s.row_id = r.id;
