-- title: Imports
-- column: id id Id
-- column: at time At
-- column: file text File
-- column: profile code Profile
-- column: account text Account
-- column: encoding code Encoding
-- column: read int Read
-- column: new int New
-- column: changed int Changed
-- column: same int Same
-- column: rejected int Rejected
-- column: totals code Totals
-- column: undone id Taken back by
--
-- What was read, from where, newest first.
select 'I' || f.entry as id, e.made_at as "at", f.file, f.profile, f.account, f.encoding, f.read_n as read,
    f.new_n as new, f.changed_n as changed, f.same_n as same, f.rejected_n as rejected, f.totals, 'I' || f.undone_by as undone
from import_file f join entry e on e.id = f.entry
where $entry is null or f.entry = $entry
order by f.entry desc;
