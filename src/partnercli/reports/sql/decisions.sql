-- title: Decisions
-- column: id id Id
-- column: at time At
-- column: kind class Kind
-- column: subject code About
-- column: object code With
-- column: amount money Amount
-- column: currency currency Currency
-- column: until date Until
-- column: reason text Reason
-- column: undone id Taken back by
--
-- What a person decided of pairs and findings, newest first. What was taken back is shown where all is asked for.
select 'D' || d.id as id, e.made_at as "at", d.kind, d.subject, nullif(d.object, '') as object, d.amount, d.currency, d.until,
    nullif(d.reason, '') as reason, 'I' || d.taken_back as undone
from decision d left join entry e on e.id = d.entry
where $everything or d.taken_back is null
order by d.id desc;
