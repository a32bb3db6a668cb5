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
-- A line of a statement: what the bank says, the payments it brought or may have brought, its class.
with receipt_one as (
    select * from receipt where id = $receipt and current
)
select step, id, date, amount, currency, state, cast(says as varchar) as says, "from" from (
    select 1 as place, r.id as n, 'receipt' as step, 'B' || r.id as id, r.booked_on as date, r.amount, r.currency, r.state,
        to_json({'from': r.counterparty, 'purpose': r.purpose, 'reference': r.reference, 'fee': spelled(r.fee)}) as says, f.file || ':' || r.line as "from"
    from receipt_one r left join import_file f on f.entry = r.entry
    union all
    select 2, p.id, 'payout', 'P' || p.id, p.paid_on, p.amount, p.currency, l.role,
        to_json({'tier': case l.tier when 'person' then 'person' when 'reference' then 'reference' when 'amount' then 'amount'
                when 'group' then 'group' else 'fee' end, 'evidence': l.evidence, 'program': p.program, 'network': p.network, 'reference': p.reference}),
        coalesce(f.file || ':' || p.line, e.command)
    from receipt_link l join payout p on p.id = l.payout and p.current
    left join entry e on e.id = p.entry left join import_file f on f.entry = p.entry
    where l.receipt = $receipt
    union all
    select 3, 0, 'verdict', 'B' || v.receipt, null, v.amount, v.currency, v.class,
        to_json({'because': replace(v.reason, '_', ' '), 'network': v.network, 'program': v.program}), 'reconcile'
    from receipt_verdict v where v.receipt = $receipt
)
order by place, n;
