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
-- The whole evidence of a sale or a row, in the order it came to be: the sale, the terms and the rule that made the
-- figure, every version of every row it was linked to with file and line, the link and its tier, what people decided,
-- the payments of the rows and the lines of statements that brought them, the verdict and what to do next.
with seed_sale as (
    select cast($sale as bigint) as sale where $sale is not null
    union
    select sale from link where row_id = $row
), seed_row as (
    select cast($row as bigint) as row_id where $row is not null
    union
    select row_id from link where sale in (select sale from seed_sale)
), seed as (
    select 'S' || sale as id from seed_sale union all select 'R' || row_id from seed_row
)
select step, id, date, amount, currency, state, cast(says as varchar) as says, "from" from (
    select 1 as place, s.id as n, 0 as m, 'sale' as step, 'S' || s.id as id, s.sold_on as date, s.amount, s.currency,
        l.status as state,
        to_json({'lead': 'L' || l.id, 'name': l.name, 'program': l.program, 'order': s.order_id, 'click': l.click}) as says,
        coalesce(f.file || ':' || l.line, e.command) as "from"
    from sale s join lead l on l.id = s.lead left join entry e on e.id = s.entry left join import_file f on f.entry = l.entry
    where s.id in (select sale from seed_sale)
    union all
    select 2, s.sale, 0, 'terms', s.program, nullif(t.said_from, date '1990-01-01'), s.expected, s.currency, 'expected',
        to_json({'rate': regexp_replace(cast(s.percent as varchar), '\.?0+$', '') || '%', 'flat': spelled(s.flat),
            'rule': case when s.rule not in ('percent', 'flat') then replace(s.rule, '_', ' ') end,
            'months': cast(s.recurs_months as varchar), 'each further month': spelled(s.renewal),
            'expected so far': spelled(s.expected) || ' + ' || m.n || ' × ' || spelled(s.renewal) || ' = '
                || spelled(s.expected + m.n * s.renewal),
            'base': case when s.base <> s.amount then spelled(s.base) end, 'per': t.per,
            'hold': cast(t.hold_days as varchar), 'pay day': cast(t.pay_day as varchar)}),
        'program terms ' || s.program
    from sale_terms s
    join term t on t.program = s.program and t.valid_from <= s.sold_on and s.sold_on < t.valid_to
    left join (select l.sale, count(*) as n from link l join row_now r on r.id = l.row_id and r.validation <> 'declined'
               where l.role = 'renewal' group by l.sale) m on m.sale = s.sale
    where s.sale in (select sale from seed_sale)
    union all
    select 3, r.id, r.version, case when r.current then 'row' else 'older version' end, 'R' || r.id, r.event_on, r.commission,
        r.currency, r.validation,
        to_json({'transaction': r.transaction_id, 'order': r.order_id, 'click': array_to_string(r.refs, ' '), 'status': r.status,
            'payment': replace(nullif(r.payment, 'unknown'), '_', ' '), 'program': coalesce(r.program, r.program_name, r.program_ref),
            'name': r.name, 'reason': r.reason}),
        f.file || case when r.line > 0 then ':' || r.line else '' end
    from network_row r left join import_file f on f.entry = r.entry
    where r.id in (select row_id from seed_row)
    union all
    select 4, k.sale, k.row_id, 'link', 'S' || k.sale || '-R' || k.row_id, null, null, null, k.role,
        to_json({'tier': k.tier, 'evidence': k.evidence}), 'reconcile'
    from link k where k.sale in (select sale from seed_sale) or k.row_id in (select row_id from seed_row)
    union all
    select 5, d.id, 0, 'decision', 'D' || d.id, cast(e.made_at as date), null, null, d.kind,
        to_json({'of': d.subject, 'and': nullif(d.object, ''), 'reason': nullif(d.reason, ''), 'until': cast(d.until as varchar)}), e.command
    from decision_now d join entry e on e.id = d.entry
    where exists (select 1 from seed s where s.id in (d.subject, d.object) or ends_with(d.subject, '-' || s.id))
    union all
    select 6, k.row_id, k.payout, 'payment', 'P' || p.id, p.paid_on, k.amount, r.currency, v.class,
        to_json({'row': 'R' || k.row_id, 'tier': k.tier, 'evidence': nullif(k.evidence, ''), 'reference': nullif(p.reference, ''),
            'because': replace(v.reason, '_', ' ')}),
        coalesce(f.file || ':' || p.line, e.command)
    from payment_link k
    join row_now r on r.id = k.row_id
    join payout p on p.id = k.payout and p.current
    join payout_verdict v on v.payout = p.id
    left join entry e on e.id = p.entry left join import_file f on f.entry = p.entry
    where k.row_id in (select row_id from seed_row)
    union all
    select 7, b.id, 0, 'receipt', 'B' || b.id, b.booked_on, b.amount, b.currency, l.role,
        to_json({'payout': 'P' || l.payout, 'tier': l.tier, 'from': nullif(b.counterparty, ''), 'reference': nullif(b.reference, '')}),
        f.file || ':' || b.line
    from receipt_link l
    join receipt b on b.id = l.receipt and b.current
    left join import_file f on f.entry = b.entry
    where l.payout in (select payout from payment_link where row_id in (select row_id from seed_row))
    union all
    select 8, coalesce(v.sale, v.row_id), 0, 'verdict', v.id, v.on_day, coalesce(v.actual, v.expected), v.currency, v.class,
        to_json({'because': replace(coalesce(d.reason, v.reason), '_', ' '), 'due': cast(v.due_on as varchar)}), 'reconcile'
    from verdict v left join drift d on d.sale = v.sale and v.class in ('underpaid', 'overpaid')
    where v.id in (select id from seed)
)
order by place, n, m, id;
