-- code: STOPPED_PAYING
-- next: Ask the program when it pays, name the sum, and send no more leads until it does: partnercli report due.
--
-- Programs with late money (store/awaited.sql) that have let more time pass than they ever need between two payments. The
-- pause is counted from the last payment, or from the first day money waited where that is later: who owes nothing need
-- not pay. It is over-long when it exceeds nine tenths of the program's own pauses, of which there must be three; with
-- fewer, two pay days of the terms must have passed. A balance below its minimum is not owed yet (`late_after` is empty).
-- The amount is all that is validated and waits.
with owed as (
    select w.program, w.currency, sum(w.amount) as amount, count(*) as commissions_n, min(w.waits_from) as waits_from,
        min(w.late_after) as late_after
    from awaited w join program p on p.code = w.program
    where w.step = 'payment' and w.late_after is not null and not p.archived
    group by w.program, w.currency
), paid_day as (
    select p.program, p.paid_on as day from payout p where p.current and p.received and p.program is not null
    union
    select r.program, p.paid_on from payment_link l join payout p on p.id = l.payout and p.current join row_now r on r.id = l.row_id
    union
    select program, paid_on from row_now where validation = 'validated' and payment = 'received'
), pause as (
    select program, day, day - lag(day) over (partition by program order by day) as days
    from paid_day cross join clock
    where program is not null and day <= today
), ranked as (
    select program, days, row_number() over (partition by program order by days) as place, count(*) over (partition by program) as n
    from pause where days is not null
), usual as (
    select program, n, days from ranked where place = (9 * n + 9) // 10
), last_paid as (
    select program, max(day) as day from pause group by program
), told as (
    select o.*, l.day as paid_on, u.n, u.days, t.pay_day, greatest(o.waits_from, l.day) as pause_from,
        case when u.n >= 3 then greatest(o.waits_from, l.day) + cast(u.days as integer)
            when t.pay_day is not null then pay_date(pay_date(greatest(o.waits_from, l.day), t.pay_day) + 1, t.pay_day)
        end as pays_until
    from owed o
    cross join clock k
    left join last_paid l on l.program = o.program
    left join usual u on u.program = o.program
    left join term t on t.program = o.program and t.valid_from <= k.today and k.today < t.valid_to
)
select 'program ' || t.program || case when t.currency = p.currency then '' else ' ' || t.currency end as subject,
    t.program, p.network, t.currency, t.amount, greatest(t.pays_until, t.late_after) + 1 as since, cast(null as date) as until,
    case when t.n >= 3 then 'beyond_its_pauses' else 'two_pay_days_passed' end as reason,
    to_json({'last payment': cast(t.paid_on as varchar), 'waits since': cast(t.pause_from as varchar),
        'commissions': cast(t.commissions_n as varchar), 'nine tenths of its pauses': cast(t.days as varchar),
        'pauses': cast(t.n as varchar), 'pay day': cast(t.pay_day as varchar)}) as facts
from told t
join program p on p.code = t.program
cross join clock k
where greatest(t.pays_until, t.late_after) < k.today and t.pays_until is not null;
