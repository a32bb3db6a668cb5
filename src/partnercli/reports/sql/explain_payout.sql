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
-- What a payment stands for: its rows, tier by tier, as it pays them; what is left over and why; the receipts that
-- brought it or may have; its class.
with payout_one as (
    select * from payout where id = $payout and current
), own_link as (
    select * from payment_link where payout = $payout
)
select step, id, date, amount, currency, state, cast(says as varchar) as says, "from" from (
    select 1 as place, null as day, p.id as n, 'payout' as step, 'P' || p.id as id, p.paid_on as date, cast(p.amount as decimal(38, 4)) as amount, p.currency,
        case when p.received then 'received' else 'waiting' end as state,
        to_json({'program': p.program, 'network': p.network, 'reference': p.reference}) as says,
        coalesce(f.file || ':' || p.line, e.command) as "from"
    from payout_one p left join entry e on e.id = p.entry left join import_file f on f.entry = p.entry
    union all
    select 2 + case l.tier when 'person' then 0 when 'reference' then 1 when 'line' then 2 when 'subset' then 3 when 'fee' then 4 when 'clawback' then 6 else 5 end,
        coalesce(r.validated_on, r.event_on), r.id, 'row', 'R' || r.id, coalesce(r.validated_on, r.event_on), l.amount,
        r.currency, case when l.tier = 'clawback' then 'reversed' when r.payment = 'received' then 'received' else 'covered' end,
        to_json({'program': coalesce(r.program, r.program_name), 'order': r.order_id, 'tier': case l.tier when 'person' then 'person'
                when 'reference' then 'reference' when 'line' then 'line' when 'subset' then 'subset' when 'fee' then 'fee' when 'clawback' then 'clawback' else 'cohort' end,
            'evidence': l.evidence, 'commission': case when l.amount <> r.commission then spelled(r.commission) end}),
        f.file || ':' || r.line
    from own_link l join network_row r on r.id = l.row_id and r.current left join import_file f on f.entry = r.entry
    union all
    select 8, null, 0, 'left over', null, null, d.amount, d.currency, d.reason, d.facts, 'reconcile'
    from payout_residual d where d.payout = $payout
    union all
    select 9, r.booked_on, r.id, 'receipt', 'B' || r.id, r.booked_on, r.amount, r.currency, l.role,
        to_json({'tier': case l.tier when 'person' then 'person' when 'reference' then 'reference' when 'amount' then 'amount'
                when 'group' then 'group' else 'fee' end, 'evidence': l.evidence, 'from': r.counterparty, 'purpose': r.purpose, 'reference': r.reference}), f.file || ':' || r.line
    from receipt_link l join receipt r on r.id = l.receipt and r.current left join import_file f on f.entry = r.entry
    where l.payout = $payout
    union all
    select 10, null, 0, 'verdict', 'P' || v.payout, v.received_on, v.received, v.received_currency, v.class,
        to_json({'because': replace(v.reason, '_', ' '), 'twin': 'P' || v.twin,
            'rate': case when v.received_currency <> p.currency then spelled(v.received) || ' ' || v.received_currency || ' = ' || spelled(p.amount) || ' ' || p.currency end}),
        'reconcile'
    from payout_verdict v join payout_one p on p.id = v.payout
)
order by place, day, n;
