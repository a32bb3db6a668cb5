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
-- The whole evidence of a sale or a row, in the order it came to be: the sale, the terms, every version of every row it
-- was linked to with file and line, the link and its tier, the verdict.
with seed_sale as (
    select cast($sale as bigint) as sale where $sale is not null
    union
    select sale from link where row_id = $row
), seed_row as (
    select cast($row as bigint) as row_id where $row is not null
    union
    select row_id from link where sale in (select sale from seed_sale)
)
select step, id, date, amount, currency, state, cast(says as varchar) as says, "from" from (
    select 1 as place, s.id as n, 0 as m, 'sale' as step, 'S' || s.id as id, s.sold_on as date, s.amount, s.currency,
        l.status as state,
        to_json({'lead': 'L' || l.id, 'name': l.name, 'program': l.program, 'order': s.order_id, 'click': l.click}) as says,
        coalesce(f.file || ':' || l.line, e.command) as "from"
    from sale s join lead l on l.id = s.lead left join entry e on e.id = s.entry left join import_file f on f.entry = l.entry
    where s.id in (select sale from seed_sale)
    union all
    select 2, s.sale, 0, 'terms', s.program, nullif(t.valid_from, date '1990-01-01'), x.amount, s.currency, 'expected',
        to_json({'rate': regexp_replace(cast(t.percent as varchar), '\.?0+$', '') || '%', 'flat': spelled(t.flat), 'per': t.per,
            'hold': cast(t.hold_days as varchar), 'pay day': cast(t.pay_day as varchar)}),
        'program show ' || s.program
    from sale_now s join expected x on x.sale = s.sale
    join term t on t.program = s.program and t.valid_from <= s.sold_on and s.sold_on < t.valid_to
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
    select 5, coalesce(v.sale, v.row_id), 0, 'verdict', v.id, v.on_day, coalesce(v.actual, v.expected), v.currency, v.class,
        to_json({'because': replace(v.reason, '_', ' '), 'due': cast(v.due_on as varchar)}), 'reconcile'
    from verdict v
    where v.id in (select 'S' || sale from seed_sale union all select 'R' || row_id from seed_row)
)
order by place, n, m;
