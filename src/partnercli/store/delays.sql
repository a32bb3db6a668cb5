-- How long programs take to decide about a commission and to pay it, learned from the days the rows themselves name,
-- and which money waits longer than that. Reading order: step_seen, delay, norm; then awaited.sql.

-- What payments gave for a row until today, and when the last of them came.
create or replace temp view paid_off as
select l.row_id, max(p.paid_on) as paid_on, sum(l.amount) as amount
from payment_link l join payout p on p.id = l.payout and p.current cross join clock k
where p.paid_on <= k.today and l.tier <> 'clawback'
group by l.row_id;

-- Each step of each row, as of today: `days` it took (`is_over`), or has lasted so far. `days` is null where a day is not
-- told; such a row teaches nothing. The day on which we imported says when we asked, not when it happened, and would
-- make the answer depend on the order of imports. A decline is the last word about a row: where its own day is not told,
-- the row's last update is it. What vanished was dated by nobody. Paid = the network says so, or payments cover it all.
create or replace temp view step_seen as
select network, program, step, ended_on <= today as is_over,
    case when began_on is null or (ended and ended_on is null) then null
        when ended_on <= today then greatest(ended_on - began_on, 0) else today - began_on end as days
from (
    select network, program, 'validation' as step, event_on as began_on, validation <> 'pending' as ended,
        case validation when 'validated' then validated_on
            when 'declined' then coalesce(validated_on, cast(updated_at as date)) end as ended_on
    from row_now where not correction and not vanished
    union all
    select r.network, r.program, 'payment', r.validated_on, r.payment = 'received' or p.amount >= r.commission,
        case when r.payment = 'received' then coalesce(r.paid_on, p.paid_on) when p.amount >= r.commission then p.paid_on end
    from row_now r left join paid_off p on p.row_id = r.id
    where r.validation = 'validated' and not r.correction and r.commission > 0
) cross join clock
where began_on <= today or began_on is null;

-- The delay of each step by program, and by network (program = null; what we deal with directly is no network): days until
-- half and until nine tenths of the rows are through, null where the curve does not get that far; `longest`: the slowest
-- of those that are through. Kaplan and Meier's product-limit estimate ("Nonparametric estimation from incomplete
-- observations", 1958): on each day the share of those still waiting that got through, the open rows counted for as long
-- as they have waited, and at risk on their last day. n = rows that are through, censored = open ones, undated = rows
-- whose days nobody tells. The product is a sum of logarithms in day order, rounded, so that a half is a half; no money is
-- in it.
create or replace temp view delay as
with counted as (
    select network, program, step, days, sum(case when is_over then 1 else 0 end) as over_n, count(*) as all_n
    from step_seen group by network, program, step, days
), owned as (
    select p.network, c.program, c.step, c.days, c.over_n, c.all_n
    from counted c join program p on p.code = c.program
    union all
    select network, null, step, days, over_n, all_n from counted where network not in ('', 'direct')
), daily as (
    select network, program, step, days, sum(over_n) as over_n, sum(all_n) as all_n
    from owned where days is not null group by network, program, step, days
), risk as (
    select *, sum(all_n) over (partition by network, program, step order by days desc rows unbounded preceding) as at_risk
    from daily
), curve as (
    select *, case when over_n = at_risk then 0 else round(exp(sum(ln(
            case when over_n = at_risk then 1 else cast(at_risk - over_n as double) / cast(at_risk as double) end))
        over (partition by network, program, step order by days rows unbounded preceding)), 9) end as unfinished
    from risk
), undated as (
    select network, program, step, sum(all_n) as n from owned where days is null group by network, program, step
), told as (
    select network, program, step, sum(over_n) as n, sum(all_n - over_n) as censored,
        min(case when unfinished <= 0.5 then days end) as median, min(case when unfinished <= 0.1 then days end) as p90,
        max(case when over_n > 0 then days end) as longest
    from curve group by network, program, step
)
select coalesce(t.program, u.program) as program, coalesce(t.network, u.network) as network, coalesce(t.step, u.step) as step,
    cast(coalesce(t.n, 0) as bigint) as n, cast(coalesce(t.censored, 0) as bigint) as censored,
    cast(coalesce(u.n, 0) as bigint) as undated, cast(t.median as integer) as median, cast(t.p90 as integer) as p90,
    cast(t.longest as integer) as longest
from told t
full join undated u on u.network = t.network and u.program is not distinct from t.program and u.step = t.step;

-- What is normal for a program: nine tenths of its own rows where at least eight are through ('learned'), else what its
-- terms say today ('terms': the hold; a payment has its pay day instead of a number of days), else nine tenths of its
-- network's rows where at least twenty are through ('network'), else thirty days ('default'). While too many are open to
-- know nine tenths, the longest it ever took stands in: nine tenths cannot be less. `n` = how many rows are through: the
-- network's where its figure is taken, else the program's own.
create or replace temp view norm as
with learned as materialized (select * from delay)
select program, step, source, median, p90, longest, censored,
    case source when 'learned' then coalesce(p90, longest) when 'network' then coalesce(network_p90, network_longest)
        when 'default' then 30 else case step when 'validation' then hold_days end end as days,
    case source when 'network' then network_n else n end as n
from (
    select p.code as program, s.step, d.median, d.p90, d.longest, coalesce(d.n, 0) as n, coalesce(d.censored, 0) as censored,
        w.p90 as network_p90, w.longest as network_longest, w.n as network_n, t.hold_days,
        case when d.n >= 8 then 'learned'
            when case s.step when 'validation' then t.hold_days else t.pay_day end is not null then 'terms'
            when w.n >= 20 then 'network' else 'default' end as source
    from program p
    cross join clock k
    cross join (select 'validation' as step union all select 'payment') s
    left join learned d on d.program = p.code and d.step = s.step
    left join learned w on w.program is null and w.network = p.network and w.step = s.step
    left join term t on t.program = p.code and t.valid_from <= k.today and k.today < t.valid_to
);
