-- Why a network's figure is not the expected one: which single slip gives it to the last digit. A reason is a hypothesis
-- to put to the program, not a proof; where several give the figure the first in a fixed order stands, the others are
-- named beside it.

-- VAT rates that may be inside a price where neither the sale nor the terms say one. Russia: tax code, article 164 (20 %
-- until 2025, 22 % from 2026, 10 % reduced). Euro: Germany 19 %, France 20 %, Spain 21 %. United Kingdom: 20 %.
create or replace temp view usual_vat as
select currency, cast(percent as decimal(9, 4)) as percent
from (values ('RUB', 20), ('RUB', 22), ('RUB', 10), ('EUR', 19), ('EUR', 20), ('EUR', 21), ('GBP', 20)) u(currency, percent);

-- A rate as people write it.
create or replace temp macro rate_text(percent, flat) as
    coalesce(regexp_replace(cast(percent as varchar), '\.?0+$', '') || '%', spelled(flat));

-- Each differing sale, with the reason that explains it (null where none does) and its facts.
create or replace temp view drift as with
-- Sales whose rows say another figure than the terms, with both and what makes them. One that was paid for in several
-- months is not explained by a single figure.
differing as materialized (
    select s.*, v.actual, r.currency as row_currency, t.valid_from as said_from, t.valid_until, t.without_delivery, t.vat_percent
    from verdict v
    join sale_terms s on s.sale = v.sale
    join term_said t on t.id = s.term
    join row_now r on r.id = v.row_id
    where v.class in ('underpaid', 'overpaid') and v.actual <> s.expected and v.expected = s.expected
),

-- What other terms of the program would have paid for these sales, with the rates they have for them.
rated as (
    select d.sale, d.actual, d.currency, d.said_from, d.valid_until, u.valid_from as other_from, u.valid_until as other_until, u.sale_cap,
        max(case when u.valid_until is null and u.valid_from <= d.sold_on then u.valid_from end) over (partition by d.sale) as lasting_from,
        taken_of(d.amount, d.delivery, d.vat, u.without_delivery, u.vat_percent, d.currency) as net,
        case when a.term is not null then a.percent when g.term is not null then g.percent else u.percent end as percent,
        case when a.term is not null then a.flat when g.term is not null then g.flat else u.flat end as flat
    from differing d
    join term_said u on u.program = d.program and u.id <> d.term
    left join term_rate a on a.term = u.id and a.kind = 'action' and a.word = lower(d.action)
    left join term_rate g on g.term = u.id and g.kind = 'goods' and g.word = lower(d.goods)
),
other_terms as (
    select sale, case when valid_until is not null and other_until is null and other_from = lasting_from then 'promo_missed'
            when other_from < said_from then 'older_rate' else 'newer_rate' end as reason,
        rate_text(percent, flat) as rate, cast(other_from as varchar) as since
    from rated where at_most(earned(net, percent, flat, currency), sale_cap) = actual
),

-- Every slip that gives the figure.
explaining as materialized (
    select sale, case reason when 'older_rate' then 1 when 'newer_rate' then 2 else 8 end as place, reason, rate,
        case when since = '1990-01-01' then null else since end as since, cast(null as varchar) as vat, cast(null as varchar) as currency
    from other_terms
    union all
    select d.sale, 3, 'wrong_tier', rate_text(x.percent, x.flat), null, null, null
    from differing d
    join (select term, percent, flat from tier
          union all
          select t.id, t.percent, t.flat from term_said t where t.id in (select term from tier)) x on x.term = d.term
    where at_most(earned(d.base, x.percent, x.flat, d.currency), d.sale_cap) = d.actual
        and (x.percent is distinct from d.percent or x.flat is distinct from d.flat)
    union all
    select sale, 4, 'base_with_vat', null, null, rate_text(vat_percent, null), null
    from differing
    where vat_percent is not null and base is not null
        and at_most(earned(taken_of(amount, delivery, vat, without_delivery, null, currency), percent, null, currency), sale_cap) = actual
    union all
    select d.sale, 5, 'base_without_vat', null, null, coalesce(rate_text(u.percent, null), spelled(d.vat)), null
    from differing d left join usual_vat u on u.currency = d.currency and d.vat is null
    where d.vat_percent is null and d.base is not null
        and at_most(earned(case when d.vat is not null then d.base - d.vat else less_vat(d.base, u.percent, d.currency) end,
            d.percent, null, d.currency), d.sale_cap) = d.actual
    union all
    select sale, case when without_delivery then 6 else 7 end, case when without_delivery then 'base_with_delivery' else 'base_without_delivery' end,
        null, null, null, null
    from differing
    where delivery > 0 and base is not null
        and at_most(earned(taken_of(amount, delivery, vat, not without_delivery, vat_percent, currency), percent, null, currency), sale_cap) = actual
    union all
    select sale, 9, 'cap', rate_text(percent, flat), null, null, null
    from differing where rule in ('cap', 'month_cap') and earned(base, percent, flat, currency) = actual
    union all
    select sale, 10, 'currency', null, null, null, row_currency from differing where row_currency <> currency
    union all
    select sale, 11, 'rounding', null, null, null, null from differing where abs(actual - expected) = unit(currency)
),
ranked as (
    select *, row_number() over (partition by sale order by place, since desc, rate, vat) as first from explaining
), others as (
    select e.sale, string_agg(distinct e.reason, ', ' order by e.reason) as reasons
    from explaining e join ranked r on r.sale = e.sale and r.first = 1
    where e.reason <> r.reason group by e.sale
)
select d.sale, r.reason, to_json({'by rate': r.rate, 'since': r.since, 'vat': r.vat, 'row in': r.currency, 'also': o.reasons,
    'short': case when d.expected > d.actual then spelled(d.expected - d.actual) end,
    'over': case when d.actual > d.expected then spelled(d.actual - d.expected) end}) as facts
from differing d
left join ranked r on r.sale = d.sale and r.first = 1
left join others o on o.sale = d.sale;
