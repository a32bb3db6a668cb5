-- title: Import
-- column: id id Id
-- column: at time At
-- column: file text File
-- column: place text Place
-- column: archive text Kept in
-- column: sha256 code SHA-256
-- column: profile code Profile
-- column: account text Account
-- column: encoding code Encoding
-- column: first date First day
-- column: last date Last day
-- column: read int Read
-- column: new int New
-- column: changed int Changed
-- column: same int Same
-- column: rejected int Rejected
-- column: ignored int Left out
-- column: vanished int Vanished
-- column: totals code Totals
-- column: undone id Taken back by
--
-- One import with all that is known of it.
select 'I' || f.entry as id, e.made_at as "at", f.file, nullif(f.place, '') as place,
    nullif(f.archive, '') as archive, f.sha256,
    f.profile, f.account, f.encoding, f.first_on as first, f.last_on as last, f.read_n as read, f.new_n as new,
    f.changed_n as changed, f.same_n as same, f.rejected_n as rejected, f.ignored_n as ignored,
    case when f.replaces then (
        select count(*) from network_row r where r.entry = f.entry and r.vanished) end as vanished,
    f.totals, 'I' || f.undone_by as undone
from import_file f join entry e on e.id = f.entry
where f.entry = $entry;
