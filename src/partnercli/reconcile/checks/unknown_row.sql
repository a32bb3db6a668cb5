-- code: UNKNOWN_ROW
-- next: Add the sale it belongs to, or link it to one: partnercli link S12 R45.
--
-- Rows that speak of no sale of ours.
select v.id as subject, v.program, v.network, v.currency, abs(v.actual) as amount, v.on_day as since,
    cast(null as date) as until, v.reason,
    to_json({'order': r.order_id, 'transaction': r.transaction_id, 'click': array_to_string(r.refs, ' '),
        'program': case when r.program is null then coalesce(r.program_name, r.program_ref) end}) as facts
from verdict v
join row_now r on r.id = v.row_id
where v.class = 'unknown';
