-- title: Lead
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
-- column: from text From
--
-- One lead, and where it came from.
select 'L' || l.id as id, l.lead_on as date, l.name, l.email, l.phone, l.program, l.channel, l.status, l.reason, l.interest,
    l.value, p.currency, l.next_on as next, l.owner, l.click, coalesce(f.file || ':' || l.line, e.command) as "from"
from lead l join program p on p.code = l.program
left join entry e on e.id = l.entry
left join import_file f on f.entry = l.entry
where l.id = $lead;
