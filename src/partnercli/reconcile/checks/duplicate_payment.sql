-- code: DUPLICATE_PAYMENT
-- next: Ask the network which of the two counts before it takes one back; one entered twice is settled by undo.
--
-- Rows that payments say they paid more than once and beyond the commission, and payments that equal an earlier one in
-- payer, amount and reference or day; payments of which more arrived than they are.
with said as (
    select row_id, sum(amount) as amount, count(distinct payout) as payouts_n,
        string_agg('P' || payout, ' ' order by payout) as payments
    from payment_link where tier in ('reference', 'line') group by row_id
), claimed as (
    select l.row_id, max(p.paid_on) as day from payment_link l join payout p on p.id = l.payout and p.current
    where l.tier in ('reference', 'line') group by l.row_id
)
select 'R' || r.id as subject, r.program, r.network, r.currency, cast(s.amount - r.commission as decimal(38, 4)) as amount, c.day as since,
    cast(null as date) as until, 'row_paid_twice' as reason,
    to_json({'payments': s.payments, 'paid': spelled(s.amount), 'commission': spelled(r.commission)}) as facts
from said s
join claimed c on c.row_id = s.row_id
join row_now r on r.id = s.row_id
where s.payouts_n > 1 and s.amount > r.commission
union all
select 'P' || t.payout, p.program, p.network, p.currency, p.amount, p.paid_on, null,
    case when v.class = 'duplicate' then 'payment_told_twice' else 'payment_made_twice' end,
    to_json({'payments': 'P' || t.first, 'reference': nullif(p.reference, '')})
from twin_payout t
join payout p on p.id = t.payout and p.current
join payout_verdict v on v.payout = t.payout
union all
select 'P' || p.id, p.program, p.network, p.currency, -v.residual, v.received_on, null, 'more_received',
    to_json({'paid': spelled(p.amount), 'received': spelled(v.received), 'reference': nullif(p.reference, '')})
from payout_verdict v
join payout p on p.id = v.payout and p.current
where v.class = 'over' and v.payout not in (select payout from twin_payout);
