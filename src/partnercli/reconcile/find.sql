-- The findings with their ids and what a person decided about each. Accepted is accepted up to that amount: when more
-- is at stake the finding is open again. Snoozed ends with its day. What begins after today (`--today` of an earlier day)
-- is none yet.
create or replace temp table finding as
with named as (
    select code || '-' || regexp_replace(subject, '\s+', '-', 'g') as id, * from raised
)
select n.id, n.code, n.subject, n.program, n.network, n.currency, n.amount, n.since, n.until, n.reason, n.facts,
    case when a.id is not null and (n.amount is null or n.amount <= a.amount) then 'accepted'
        when s.until > k.today then 'snoozed' else 'open' end as state
from named n
cross join clock k
left join accepted_finding a on a.id = n.id and a.currency is not distinct from n.currency
left join snoozed_finding s on s.id = n.id
where n.since is null or n.since <= k.today;
