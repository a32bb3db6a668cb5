-- Closed periods: whether what is frozen is still what it was, and what moved since. TEMP views over the tables `close`,
-- `close_case` and `close_money`, and over `verdict`.

create or replace temp view closed_period as
select entry, period, first_on, stop_on, hash from close where reopened is null;

-- The hash of a close: sha256 over the seals of its days and of its money, in the order of their names; a seal is the
-- sha256 of its lines in order. Text is compared byte by byte, amounts have four decimals, what is missing is a dash: the
-- same figures make the same hash on every machine. By days, so that no text grows with the whole period.
create or replace temp view close_seal as
with line as (
    select close, cast(on_day as varchar) as part, concat_ws('|', id, class, coalesce(program, '-'), coalesce(network, '-'),
        coalesce(channel, '-'), currency, on_day, coalesce(cast(expected as varchar), '-'), coalesce(cast(actual as varchar), '-'),
        coalesce(cast(paid as varchar), '-'), standing) as line
    from close_case
    union all
    select close, kind, concat_ws('|', kind, coalesce(program, '-'), coalesce(network, '-'), currency, n, cast(total as varchar))
    from close_money
), seal as (
    select close, part, sha256(string_agg(line, chr(10) order by line)) as seal from line group by close, part
)
select c.entry as close, sha256(concat_ws(chr(10), c.first_on, c.stop_on, string_agg(s.part || ' ' || s.seal, chr(10) order by s.part))) as hash
from close c left join seal s on s.close = c.entry
group by c.entry, c.first_on, c.stop_on;

-- Money of the days from `begins` up to but without `ends`, as close_money keeps it.
create or replace temp macro money_between(begins, ends) as table
select 'payouts' as kind, program, network, currency, count(*) as n, cast(sum(amount) as decimal(38, 4)) as total
from payout where current and received and paid_on >= begins and paid_on < ends group by program, network, currency
union all
select 'receipts', null, null, currency, count(*), cast(sum(amount) as decimal(38, 4))
from receipt where current and state = 'booked' and booked_on >= begins and booked_on < ends group by currency;

-- Cases of a closed period that are not as they were frozen: changed, appeared in it, or vanished from it.
create or replace temp view post_close as
select p.entry as close, p.period, coalesce(f.id, v.id) as id,
    case when f.id is null then 'appeared' when v.id is null then 'vanished' else 'changed' end as what,
    f.class as class_was, v.class, f.expected as expected_was, v.expected, f.actual as actual_was, v.actual,
    f.paid as paid_was, v.paid, f.standing as standing_was, v.standing, f.currency as currency_was,
    coalesce(v.currency, f.currency) as currency, coalesce(v.program, f.program) as program,
    coalesce(v.network, f.network) as network, coalesce(v.channel, f.channel) as channel,
    coalesce(v.sale, f.sale) as sale, coalesce(v.row_id, f.row_id) as row_id, coalesce(v.on_day, f.on_day) as on_day
from (select c.* from close_case c join closed_period p on p.entry = c.close) f
full join (select p.entry, c.* from verdict c join closed_period p on c.on_day >= p.first_on and c.on_day < p.stop_on) v
    on v.entry = f.close and v.id = f.id
join closed_period p on p.entry = coalesce(f.close, v.entry)
where f.id is null or v.id is null or f.class <> v.class or f.currency <> v.currency or f.standing <> v.standing
    or f.expected is distinct from v.expected or f.actual is distinct from v.actual or f.paid is distinct from v.paid
    or f.program is distinct from v.program or f.network is distinct from v.network
    or f.channel is distinct from v.channel or f.on_day <> v.on_day;

-- The latest change since the close that touched such a case itself: its rows, its sale and lead, its payments, its
-- program's terms, a person's decision.
create or replace temp view post_close_touch as
select m.close, m.id, max(t.entry) as entry
from (
    select close, id, 'S' as kind, sale as number from post_close
    union all
    select close, id, 'R', row_id from post_close
) m
join (
    select 'R' as kind, id, entry from network_row
    union all select 'S', l.sale, r.entry from link l join network_row r on r.id = l.row_id
    union all select 'R', l.row_id, p.entry from payment_link l join payout p on p.id = l.payout
    union all select 'S', k.sale, p.entry from link k join payment_link l on l.row_id = k.row_id join payout p on p.id = l.payout
    union all select 'S', s.id, greatest(s.touched, l.touched) from sale s join lead l on l.id = s.lead
    union all select 'S', s.id, t.entry from sale s join lead l on l.id = s.lead join program_term t on t.program = l.program
    union all select case when d.subject like 'S%' then 'S' else 'R' end, try_cast(substr(d.subject, 2) as bigint),
            coalesce(d.taken_back, d.entry)
        from decision d where d.kind in ('link', 'unlink')
    union all select 'R', try_cast(substr(d.object, 2) as bigint), coalesce(d.taken_back, d.entry)
        from decision d where d.kind in ('link', 'unlink') and d.object like 'R%'
) t on t.kind = m.kind and t.id = m.number and t.entry > m.close
group by m.close, m.id;

-- The latest change beside each case: of what shares its payments or its tiers, which is its program and, where it has
-- one, its network; or an import that was taken back with its records, so that no version of them names it any more.
create or replace temp view post_close_beside as
select m.close, m.id, max(t.entry) as entry
from post_close m
join (
    select program, network, max(entry) as entry from network_row group by program, network
    union all select program, network, max(entry) from payout group by program, network
    union all select l.program, p.network, max(greatest(s.touched, l.touched))
        from sale s join lead l on l.id = s.lead join program p on p.code = l.program group by l.program, p.network
    union all select subject, null, max(id) from entry where command like 'program %' group by subject
    union all select null, case when source in (select network from program) then source end, max(undone_by)
        from import_file where undone_by is not null group by all
) t on t.entry > m.close
    and (t.program = m.program or (t.program is null and t.network is null) or (t.network = m.network and m.network not in ('', 'direct')))
group by m.close, m.id;

-- What brought each movement: `itself` where the change touched the case, else `beside`. Neither: the day alone moved it.
create or replace temp view post_close_cause as
select close, id, coalesce(t.entry, b.entry) as entry, case when t.entry is null then 'beside' else 'itself' end as cause
from post_close_touch t full join post_close_beside b using (close, id);
