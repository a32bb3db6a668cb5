-- code: BELOW_MINIMUM
-- next: Bring it above the minimum, or ask whether the network pays smaller sums or closes the account: partnercli report payments.
--
-- Validated money that has waited for more than sixty days and does not reach the minimum. Networks pay their programs
-- together and each currency by itself; a program that is paid by itself has its own balance.
with waiting as (
    select case when p.network in ('', 'direct') or v.program in (select program from own_payer) then 'program ' || v.program
            else 'network ' || p.network || ' ' || v.currency end as subject,
        case when p.network in ('', 'direct') or v.program in (select program from own_payer) then v.program end as program,
        p.network, v.currency, v.actual - coalesce(v.paid, 0) as amount, coalesce(v.validated_on, v.tracked_on, v.on_day) as day, t.minimum
    from verdict v
    join program p on p.code = v.program
    join term t on t.program = v.program cross join clock k
    where v.standing = 'validated' and t.valid_from <= k.today and k.today < t.valid_to
)
select subject, program, network, currency, cast(sum(amount) as decimal(38, 4)) as amount, min(day) + 61 as since,
    cast(null as date) as until, 'balance_below_minimum' as reason,
    to_json({'minimum': spelled(max(minimum)), 'oldest': cast(min(day) as varchar), 'rows': cast(count(*) as varchar)}) as facts
from waiting
group by subject, program, network, currency
having sum(amount) > 0 and sum(amount) < max(minimum) and min(day) + 60 < (select today from clock);
