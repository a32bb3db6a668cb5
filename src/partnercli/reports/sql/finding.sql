-- title: Finding
-- column: id id Id
-- column: meaning sentence What it means
-- column: severity class Severity
-- column: subject code Subject
-- column: program code Program
-- column: network code Network
-- column: amount money At stake
-- column: currency currency Currency
-- column: since date Since
-- column: days days Days
-- column: until date Until
-- column: left days Days left
-- column: reason class Reason
-- column: facts facts Facts
-- column: state class State
-- column: decided text Decision
-- column: next sentence Next step
--
-- One finding with all that is known of it.
select f.id, c.meaning, c.severity, f.subject, f.program, f.network, f.amount, f.currency, f.since,
    cast(k.today - f.since as bigint) as days, f.until, cast(f.until - k.today as bigint) as left, f.reason, f.facts, f.state,
    (select max('D' || d.id || coalesce(': ' || nullif(d.reason, ''), '')) from decision_now d
     where d.subject = f.id and d.kind = case f.state when 'accepted' then 'accept' when 'snoozed' then 'snooze' end) as decided,
    c.next
from finding f
join finding_code c on c.code = f.code
cross join clock k
where f.id = $finding;
