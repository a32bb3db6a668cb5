-- Money that waits: pending commissions for their validation, validated ones for their payment, each with the last day on
-- which that is still normal. A file of its own beside delays.sql, because it stands on the verdicts.

-- One line for each case whose money is on its way and whose program is known. `late_after` is never before what the
-- terms promise (the end of the hold; the pay day) or the row itself (`locks_on`, the day a network means to decide), and
-- where the norm was learned not before that has passed either: a program that takes sixty days is not late on day 31,
-- nor is one that took ten before its pay day. Payments are counted from validation; where its day is not told, from the
-- end of the hold. Unlike verdict.due_on this moves with what programs do.
create or replace temp view awaited as
select id, sale, row_id, program, channel, currency, step, expected, amount, waits_from, locks_on, due_on,
    median, p90, longest, n, censored, source, days,
    case when source not in ('learned', 'network') then greatest(due_on, locks_on)
        when step = 'payment' and pay_day is null then greatest(waits_from + days, hold_until)
        else greatest(waits_from + days, due_on, locks_on) end as late_after
from (
    select v.id, v.sale, v.row_id, v.program, v.channel, v.currency, n.step, v.expected,
        cast(v.actual - v.paid as decimal(38, 4)) as amount, n.median, n.p90, n.longest, n.n, n.censored, n.source, n.days, t.pay_day,
        v.tracked_on + coalesce(t.hold_days, 30) as hold_until, case n.step when 'validation' then v.validated_on end as locks_on,
        case n.step when 'validation' then v.tracked_on
            else coalesce(v.validated_on, v.tracked_on + coalesce(t.hold_days, 30)) end as waits_from,
        case when v.due_on is not null then v.due_on
            when n.step = 'validation' then v.tracked_on + coalesce(t.hold_days, 30)
            else pay_date(greatest(v.validated_on, v.tracked_on + coalesce(t.hold_days, 30)), t.pay_day) end as due_on
    from verdict v
    join norm n on n.program = v.program and n.step = case v.standing when 'pending' then 'validation' else 'payment' end
    left join term t on t.program = v.program and t.valid_from <= v.on_day and v.on_day < t.valid_to
    where v.standing in ('pending', 'validated') and v.class in ('pending', 'awaiting', 'underpaid', 'overpaid', 'unknown')
        and v.actual - v.paid > 0
);

-- What of it has passed its day, as the findings LATE (step payment) and STUCK_PENDING (step validation) tell it. The
-- reason says what the norm is taken from.
create or replace temp view overdue as
select w.step, w.id as subject, w.program, p.network, w.currency, w.amount, w.late_after + 1 as since, cast(null as date) as until,
    case w.source when 'learned' then 'beyond_usual' when 'network' then 'beyond_network'
        when 'terms' then case w.step when 'payment' then 'beyond_pay_day' else 'beyond_hold' end
        else 'beyond_default' end as reason,
    to_json({'waits since': cast(w.waits_from as varchar), 'due': cast(w.due_on as varchar), 'median': cast(w.median as varchar),
        'nine tenths': cast(w.p90 as varchar), 'longest': cast(w.longest as varchar), 'norm': cast(w.days as varchar),
        'sample': cast(w.n as varchar), 'still open': cast(w.censored as varchar)}) as facts
from awaited w join program p on p.code = w.program cross join clock k
where w.late_after < k.today;
