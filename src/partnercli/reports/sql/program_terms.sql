-- title: Terms
-- column: from date Valid from
-- column: until date Until
-- column: per class Per
-- column: percent rate Rate
-- column: flat money Flat
-- column: currency currency Currency
-- column: conditions facts Conditions
-- column: hold days Hold
-- column: pay_day int Pay day
-- column: minimum money Minimum
-- column: claim_window days Claim window
-- column: track_days days Track days
--
-- The program's terms by date; an empty From or Until is open. A promo cuts the terms it stands over in two. Rates are
-- spelled as the flags that say them.
with rate as (
    select term, kind, word, reach,
        coalesce(regexp_replace(cast(percent as varchar), '\.?0+$', '') || '%', spelled(flat)) as rate
    from term_rate
), listed as (
    select term,
        string_agg(case when kind = 'tier' then regexp_replace(cast(reach as varchar), '\.?0+$', '') || '=' || rate end, ' ' order by reach) as tiers,
        string_agg(case when kind = 'goods' then word || '=' || rate end, ', ' order by word) as goods,
        string_agg(case when kind = 'goods' and rate is null then word end, ', ' order by word) as excluded,
        string_agg(case when kind = 'action' then word || '=' || rate end, ', ' order by word) as actions
    from rate group by term
)
select nullif(t.valid_from, date '1990-01-01') as "from", nullif(t.valid_to, date '9999-12-31') - 1 as until, t.per, t.percent, t.flat,
    p.currency,
    cast(to_json({'tiers': l.tiers, 'by': case when l.tiers is not null then concat_ws('/', t.tier_by, t.tier_over, t.tier_applies) end,
        'goods': l.goods, 'excluded': l.excluded, 'actions': l.actions, 'least sale': spelled(t.sale_minimum),
        'cap': spelled(t.sale_cap), 'cap a month': spelled(t.month_cap),
        'without vat': regexp_replace(cast(t.vat_percent as varchar), '\.?0+$', '') || '%',
        'without': case when t.without_delivery then 'delivery' end, 'months': cast(t.recurs_months as varchar),
        'renewal': regexp_replace(cast(t.renewal_percent as varchar), '\.?0+$', '') || '%'}) as varchar) as conditions,
    cast(t.hold_days as bigint) as hold, cast(t.pay_day as bigint) as pay_day, t.minimum,
    cast(t.claim_days as bigint) as claim_window, cast(t.track_days as bigint) as track_days
from term t join program p on p.code = t.program left join listed l on l.term = t.id
where t.program = $program order by t.valid_from;
