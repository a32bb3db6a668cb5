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
