-- code: AMBIGUOUS
-- next: Look at the candidates and say which pair is right: partnercli explain ID, then partnercli link S12 R45 or B7 P3.
--
-- Sales that several rows fit, and rows that several sales fit. The money is told once: with the sale, and with the row
-- only where none of its sales is ambiguous itself. Payments several receipts fit; such receipts are told with them.
with doubtful as (
    select * from verdict where class = 'ambiguous'
), pairing as (
    select l.sale, l.row_id, r.event_on
    from link l join row_now r on r.id = l.row_id
    where l.role = 'candidate'
        and (l.sale in (select sale from doubtful where id like 'S%')
            or l.row_id in (select row_id from doubtful where id like 'R%'))
), told_with_sale as (
    select row_id from pairing where sale in (select sale from doubtful where id like 'S%')
), by_sale as (
    select sale, min(event_on) as first_on, count(*) as n,
        string_agg('R' || row_id, ' ' order by row_id) as candidates
    from pairing group by sale
), by_row as (
    select row_id, count(*) as n, string_agg('S' || sale, ' ' order by sale) as candidates from pairing group by row_id
)
select d.id as subject, d.program, d.network, d.currency, d.expected as amount,
    greatest(d.on_day, coalesce(p.first_on, d.on_day)) as since, d.on_day + d.claim_days as until, d.reason,
    to_json({'candidates': p.candidates}) as facts
from doubtful d
left join by_sale p on p.sale = d.sale
where d.id like 'S%'
union all
select d.id, d.program, d.network, d.currency, abs(d.actual), d.on_day, null, d.reason, to_json({'candidates': p.candidates})
from doubtful d
left join by_row p on p.row_id = d.row_id
where d.id like 'R%' and d.row_id not in (select row_id from told_with_sale)
union all
select 'P' || p.id, p.program, p.network, p.currency, cast(p.amount as decimal(38, 4)), c.first_on, null, v.reason,
    to_json({'candidates': c.candidates})
from payout_verdict v
join payout p on p.id = v.payout and p.current
join (
    select l.payout, min(r.booked_on) as first_on, string_agg('B' || r.id, ' ' order by r.id) as candidates
    from receipt_link l join receipt r on r.id = l.receipt and r.current where l.role = 'candidate' group by l.payout
) c on c.payout = p.id
where v.class = 'ambiguous';
