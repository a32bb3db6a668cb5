-- title: Tolerances
-- column: program code Program
-- column: currency currency Currency
-- column: amount money Amount
-- column: percent rate Percent
-- column: before days Days before
-- column: after days Days after
-- note: The most specific line counts. An empty program or currency stands for every one.
--
-- How far a row may be from its sale in money and days where no id joins them: what was said, and what counts else.
select program, currency, amount, percent, before, after from (
    select nullif(program, '') as program, nullif(currency, '') as currency, amount, percent, cast(days_before as bigint) as before,
        cast(days_after as bigint) as after
    from tolerance where $program is null or program in ('', $program)
    union all
    select null, null, 0, 0, 3, 3 where not exists (select 1 from tolerance where program = '' and currency = '')
)
order by coalesce(program, ''), coalesce(currency, '');
