-- title: Findings
-- convert: report amount
-- column: id id Id
-- column: code code Code
-- column: subject code Subject
-- column: program code Program
-- column: network code Network
-- column: amount money Amount
-- column: currency currency Currency
-- column: since date Since
-- column: until date Until
-- column: reason class Reason
-- column: state class State
-- column: facts facts Facts
--
-- What is wrong, by code, program and subject. `finding` and `finding_code` are made by reconcile. A period is that of
-- the sale or row it is about, else of its own beginning.
with about as (
    select *, case when regexp_matches(subject, '^[SR][0-9]{1,18}$') then cast(substr(subject, 2) as bigint) end as n from finding
)
select f.id, f.code, f.subject, f.program, f.network, f.amount, f.currency, f.since, f.until, f.reason, f.state, f.facts
from about f
join finding_code c on c.code = f.code
left join sale s on s.id = f.n and f.subject like 'S%'
left join row_now r on r.id = f.n and f.subject like 'R%'
where ($codes is null or list_contains($codes, f.code)) and ($everything or f.state = 'open')
    and ($program is null or f.program = $program) and ($since is null or f.since >= $since)
    and ($start is null or coalesce(s.sold_on, r.event_on, f.since) >= $start)
    and ($stop is null or coalesce(s.sold_on, r.event_on, f.since) < $stop)
    and ($unseen is null or f.id not in (select id from finding_seen where target = $unseen))
order by c.place, f.program nulls last, length(f.subject), f.subject;
