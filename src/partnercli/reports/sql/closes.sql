-- title: Closed periods
-- column: id id Id
-- column: period code Period
-- column: closed time Closed
-- column: cases int Cases
-- column: state class State
-- column: reopened time Reopened
-- column: reason text Reason
-- column: hash code SHA-256
--
-- What was closed, newest period first. A close holds when the hash of what is frozen is still the one it was closed with.
select 'I' || c.entry as id, c.period, e.made_at as closed, count(f.close) as cases,
    case when s.hash <> c.hash then 'broken' when c.reopened is not null then 'reopened' else 'holds' end as state,
    o.made_at as reopened, c.reason, c.hash
from close c
join close_seal s on s.close = c.entry
left join entry e on e.id = c.entry
left join entry o on o.id = c.reopened
left join close_case f on f.close = c.entry
where ($start is null or c.stop_on > $start) and ($stop is null or c.first_on < $stop)
group by c.entry, c.period, c.first_on, e.made_at, s.hash, c.hash, c.reopened, o.made_at, c.reason
order by c.first_on desc, c.entry desc;
