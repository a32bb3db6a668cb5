-- code: SILENT
-- next: Import a newer export of the network first. If your sales are not in it either, check your links and ask the manager.
--
-- Programs whose rows stopped coming, by one of two signs. Rows: the rate is that of its days with rows in the 90 days up
-- to the last one, so that a busy day counts once. In d silent days rate x d such days were to be expected, and none at
-- all has the probability exp(-rate x d) (Poisson); below 1 % it is no chance: rate x d > ln 100 = 4.6052. Nor is it a
-- silence while sales may still show up (track_days). Sales: three of ours since the last row, none shown in its time.
-- No amount: the sales have theirs as UNTRACKED. An archived program is never silent.
with day_seen as (
    select distinct r.program, r.event_on as day
    from row_now r join program p on p.code = r.program cross join clock k
    where not r.correction and not p.archived and r.event_on <= k.today
), last_seen as (
    select program, max(day) as day from day_seen group by program
), network_seen as (
    select p.network, max(l.day) as day from last_seen l join program p on p.code = l.program group by p.network
), rate as (
    select l.program, l.day, count(*) as days_n, 46052 * 90 // (10000 * count(*)) + 1 as longest
    from last_seen l join day_seen d on d.program = l.program and d.day > l.day - 90
    group by l.program, l.day
), unseen as (
    select v.program, v.due_on, row_number() over (partition by v.program order by v.due_on, v.sale) as place,
        count(*) over (partition by v.program) as sales_n
    from verdict v join last_seen l on l.program = v.program
    where v.class = 'missing' and v.on_day > l.day and (v.expected is null or v.expected > 0)
), sign as (
    select r.program, r.day, r.days_n, u.sales_n, u.due_on + 1 as sales_since,
        r.day + cast(greatest(r.longest, coalesce(t.track_days, 7)) as integer) + 1 as rows_since
    from rate r
    cross join clock k
    left join term t on t.program = r.program and t.valid_from <= k.today and k.today < t.valid_to
    left join unseen u on u.program = r.program and u.place = 3
)
select 'program ' || s.program as subject, s.program, p.network, cast(null as varchar) as currency,
    cast(null as decimal(38, 4)) as amount, least(s.rows_since, s.sales_since) as since, cast(null as date) as until,
    case when s.sales_since < s.rows_since then 'sales_not_shown' else 'rows_stopped' end as reason,
    to_json({'last row': cast(s.day as varchar), 'silent days': cast(k.today - s.day - 1 as varchar),
        'days with rows': cast(s.days_n as varchar),
        'expected': cast(cast((s.days_n * (k.today - s.day - 1) * 20 + 90) // 180 * cast(0.1 as decimal(2, 1)) as decimal(9, 1)) as varchar),
        'sales not shown': cast(s.sales_n as varchar), 'last row of the network': cast(n.day as varchar)}) as facts
from sign s
join program p on p.code = s.program
join network_seen n on n.network = p.network
cross join clock k
where least(s.rows_since, s.sales_since) <= k.today;
