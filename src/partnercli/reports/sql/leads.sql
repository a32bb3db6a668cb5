-- title: Leads
-- column: id id Id
-- column: date date Date
-- column: name text Name
-- column: email text E-mail
-- column: phone text Phone
-- column: program code Program
-- column: channel code Channel
-- column: status class Status
-- column: reason text Reason
-- column: interest class Interest
-- column: value money May bring
-- column: currency currency Currency
-- column: next date Next contact
-- column: owner text Owner
-- column: click text Click
-- column: sales int Sales
--
-- Leads, newest first.
select 'L' || l.id as id, l.lead_on as date, l.name, l.email, l.phone, l.program, l.channel, l.status, l.reason, l.interest,
    l.value, p.currency, l.next_on as next, l.owner, l.click,
    (select count(*) from sale s where s.lead = l.id and (s.kind = 'sale' or s.amount is not null)) as sales
from lead l join program p on p.code = l.program
where ($start is null or l.lead_on >= $start) and ($stop is null or l.lead_on < $stop)
    and ($program is null or l.program = $program) and ($channel is null or l.channel = $channel)
    and ($status is null or l.status = $status) and ($owner is null or l.owner = $owner)
    and ($find is null or contains(lower(l.name || ' ' || l.email || ' ' || l.phone || ' ' || l.click), lower($find)))
order by l.lead_on desc, l.id desc;
