-- title: Payouts
-- column: id id Id
-- column: date date Date
-- column: network code Network
-- column: program code Program
-- column: amount money Amount
-- column: currency currency Currency
-- column: reference text Reference
-- column: state class State
-- column: class class Class
-- column: from text From
--
-- Payouts, newest first; those an export lists as not sent (`waiting`) do not count. `class` is what became
-- of the money by the statements there are.
select 'P' || p.id as id, p.paid_on as date, p.network, p.program, p.amount, p.currency, p.reference,
    case when p.received then 'received' else 'waiting' end as state, v.class, coalesce(f.file || ':' || p.line, e.command) as "from"
from payout p
join payout_verdict v on v.payout = p.id
left join entry e on e.id = p.entry
left join import_file f on f.entry = p.entry
where p.current and ($start is null or p.paid_on >= $start) and ($stop is null or p.paid_on < $stop)
    and ($program is null or p.program = $program) and ($payout is null or p.id = $payout)
order by p.paid_on desc, p.id desc;
