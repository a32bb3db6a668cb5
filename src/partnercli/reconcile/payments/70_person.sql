-- Receipts: who a person paired comes first; the rest is open. Only booked money that came in counts.
create or replace temp table refused_receipt as
select cast(substr(subject, 2) as bigint) as receipt, cast(substr(object, 2) as bigint) as payout
from refused_pair where subject like 'B%' and object like 'P%';

insert into receipt_link (receipt, payout, tier, role, evidence)
select r.id, p.id, 'person', 'main', ''
from pinned d
join receipt r on r.id = try_cast(substr(d.subject, 2) as bigint) and r.current and r.state = 'booked' and r.amount > 0
join payout p on p.id = try_cast(substr(d.object, 2) as bigint) and p.current
where d.subject like 'B%' and d.object like 'P%';

create or replace temp table open_receipt as
select * from receipt where current and state = 'booked' and amount > 0 and id not in (select receipt from receipt_link);
create or replace temp table open_payout as
select * from payout where current and id not in (select payout from receipt_link);
