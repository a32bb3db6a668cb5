-- title: Explanation
-- column: step class Step
-- column: id id Id
-- column: date date Date
-- column: amount money Amount
-- column: currency currency Currency
-- column: state class State
-- column: says facts What it says
-- column: from text From
--
-- What a payout stands for: its scope (a program, or a network), the other payouts of it, and the rows they pay: those the
-- network itself marks as received, then the oldest validated ones the sum still covers.
with payout_one as (
    select * from payout where id = $payout and current
), payouts as (
    select p.* from payout p join payout_one o
        on p.currency = o.currency and p.network = o.network and p.program is not distinct from o.program
    where p.current
), paid as (
    select r.*, r.payment = 'received' as said from row_now r cross join payout_one o
    where r.currency = o.currency and r.validation = 'validated'
        and (r.program = o.program or (o.program is null and r.network = o.network
            and (r.program is null or r.program not in (select program from cover_program))))
        and (r.payment = 'received' or r.id in (select id from covered))
)
select step, id, date, amount, currency, state, cast(says as varchar) as says, "from" from (
    select 1 as place, p.paid_on as day, p.id as n, 'payout' as step, 'P' || p.id as id, p.paid_on as date, p.amount, p.currency,
        case when p.received then 'received' else 'waiting' end as state,
        to_json({'program': p.program, 'network': p.network, 'reference': p.reference}) as says,
        coalesce(f.file || ':' || p.line, e.command) as "from"
    from payouts p left join entry e on e.id = p.entry left join import_file f on f.entry = p.entry
    union all
    select 2, coalesce(r.validated_on, r.event_on), r.id, 'row', 'R' || r.id, coalesce(r.validated_on, r.event_on), r.commission,
        r.currency, case when r.said then 'received' else 'covered' end,
        to_json({'program': coalesce(r.program, r.program_name), 'order': r.order_id, 'reference': r.payment_ref}), f.file || ':' || r.line
    from paid r left join import_file f on f.entry = r.entry
    union all
    select 3, null, 0, 'left over', null, cast(null as date),
        (select coalesce(sum(amount), 0) from payouts where received) - (select coalesce(sum(commission), 0) from paid),
        (select currency from payout_one), '', to_json({'because': 'payouts less the rows they pay'}), 'reconcile'
    from payout_one
)
order by place, day, n;
