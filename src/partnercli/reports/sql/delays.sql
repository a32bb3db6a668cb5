-- title: Delays
-- about: how many days each program takes to validate and to pay, and what is normal for it
-- by: program network
-- default: program network
-- column: program code Program
-- column: network code Network
-- column: step class Step
-- column: median days Median
-- column: p90 days 90 % within
-- column: sample int Sample
-- column: open int Open
-- column: undated int Undated
-- column: norm days Norm
-- column: norm_from class Norm from
-- note: Days. Sample = rows that are through; open ones count for as long as they have waited; undated = rows whose days the network does not tell.
-- note: Norm = what late is measured by, and never before the terms' own day: 90 % of 8 rows or more (the longest yet while too many are open), else the terms, else 90 % of the network, else 30 days.
--
-- How long does it take? By program, or by network over all of its rows.
select case when list_contains($by, 'program') then d.program end as program, d.network, d.step,
    cast(d.median as bigint) as median, cast(d.p90 as bigint) as p90, d.n as sample, d.censored as open, d.undated,
    cast(n.days as bigint) as norm, n.source as norm_from
from delay d
left join norm n on n.program = d.program and n.step = d.step
where case when list_contains($by, 'program') then d.program is not null else d.program is null end
    and ($program is null or d.program = $program)
order by d.program, d.network, case d.step when 'validation' then 1 else 2 end;
