-- title: Expected commission
-- column: expected money Expected
-- column: currency currency Currency
-- column: rule class Rule
-- column: tier int Tier reached
-- column: percent rate Rate
-- column: flat money Flat
-- column: base money Base
-- column: program code Program
-- column: date date Date
-- column: from date Valid from
-- column: until date Until
-- column: months int Months
-- column: renewal money Each further month
--
-- What the terms of its day promise for one sale, by which rule; the terms' first and last day, empty where open.
select s.expected, s.currency, case when s.rule like 'tier %' then 'volume_tier' else s.rule end as rule,
    cast(nullif(regexp_extract(s.rule, ' ([0-9]+)$', 1), '') as bigint) as tier, s.percent, s.flat, s.base, s.program, s.sold_on as date,
    nullif(t.valid_from, date '1990-01-01') as "from", nullif(t.valid_to, date '9999-12-31') - 1 as until,
    cast(s.recurs_months as bigint) as months, s.renewal
from sale_terms s
left join term t on t.program = s.program and t.valid_from <= s.sold_on and s.sold_on < t.valid_to
where s.sale = $sale;
