-- Every sale has its lead, every lead its program, every fact its journal entry, and so has the last reconcile.
select 'S' || s.id from sale s where s.lead not in (select id from lead)
union all select 'L' || l.id from lead l where l.program not in (select code from program)
union all select 'L' || l.id from lead l where l.channel <> '' and l.channel not in (select code from channel)
union all select 'L' || l.id from lead l where l.entry not in (select id from entry) or l.touched not in (select id from entry)
union all select 'S' || s.id from sale s where s.entry not in (select id from entry) or s.touched not in (select id from entry)
union all select 'R' || r.id from network_row r where r.entry not in (select entry from import_file)
union all select 'P' || p.id from payout p where p.entry not in (select id from entry)
union all select 'B' || r.id from receipt r where r.entry not in (select entry from import_file)
union all select 'spend ' || s.id from spend s where s.entry not in (select entry from import_file)
union all select 'line ' || l.id from payout_line l where l.entry not in (select entry from import_file)
union all select 'L' || e.lead from lead_event e where e.lead not in (select id from lead) or e.entry not in (select id from entry)
union all select t.program from program_term t where t.program not in (select code from program)
union all select 'reconciled' from reconciled where entry > (select coalesce(max(id), 0) from entry);
