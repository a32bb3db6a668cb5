-- code: RATE_DRIFT
-- next: Ask the program since when it pays this rate; if it is agreed, write it down with `partnercli program edit CODE --rate`, else claim the difference.
--
-- Programs that pay less than their terms at one and the same rate: of the last ten short sales (or those of the thirty
-- days up to the last one, where these are more) at least three share an effective rate. That is a cut without a word,
-- no slip. The effective rate is the shortest one, of up to two decimals, that gives the row's amount to the last digit.
with short as (
    select s.sale, s.program, s.network, s.currency, s.sold_on, s.percent, s.flat, s.base, s.expected, v.actual
    from verdict v join sale_terms s on s.sale = v.sale
    where v.class = 'underpaid' and v.actual > 0 and v.actual < s.expected and v.expected = s.expected
), recent as materialized (
    select * from (
        select *, rank() over (partition by program order by sold_on desc) as place,
            max(sold_on) over (partition by program) as last_on
        from short
    ) where place <= 10 or sold_on > last_on - 30
), guessed as (
    select r.sale, g.decimals, cast(cast(
            (cast(r.actual * 10000 as hugeint) * 200 * g.steps + cast(r.base * 10000 as hugeint)) // (2 * cast(r.base * 10000 as hugeint))
            as decimal(12, 0)) * g.step as decimal(9, 4)) as percent
    from recent r
    cross join (values (0, 1, cast(1 as decimal(3, 2))), (1, 10, cast(0.1 as decimal(3, 2))), (2, 100, cast(0.01 as decimal(3, 2)))) g(decimals, steps, step)
    where r.base > 0
), effective as (
    select r.*, g.percent as paid_percent, row_number() over (partition by r.sale order by g.decimals) as place_of_guess
    from recent r join guessed g on g.sale = r.sale
    where earned(r.base, g.percent, null, r.currency) = r.actual and g.percent < r.percent
), paid as (
    select program, network, currency, sold_on, expected, actual, rate_text(percent, null) as terms_rate, rate_text(paid_percent, null) as rate
    from effective where place_of_guess = 1
    union all
    select program, network, currency, sold_on, expected, actual, spelled(flat), spelled(actual) from recent where base is null
), shared as (
    select program, network, currency, rate, max(terms_rate) as terms_rate, count(*) as n, sum(expected - actual) as lost,
        min(sold_on) as since
    from paid group by program, network, currency, rate having count(*) >= 3
), worst as (
    select *, row_number() over (partition by program order by lost desc, since, rate, currency) as place from shared
)
select 'program ' || program as subject, program, network, currency, cast(lost as decimal(38, 4)) as amount, since,
    cast(null as date) as until, 'rate_below_terms' as reason,
    cast(to_json({'terms': terms_rate, 'paid': rate, 'sales': cast(n as varchar)}) as varchar) as facts
from worst where place = 1
order by subject;
