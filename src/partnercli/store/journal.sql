-- Which changes stand and which were taken back. A change that decided something is taken back with the last of its
-- decisions; lines from before the journal knew what an undo undoes say it in the import.
create or replace temp view entry_undone as
select entry, max(undoing) as undoing from (
    select undoes as entry, id as undoing from entry where undoes is not null and undoes not in (select entry from decision)
    union all
    select entry, undone_by from import_file where undone_by is not null
    union all
    select entry, max(taken_back) from decision group by entry having count(taken_back) = count(*)
) group by entry;

-- Changes `undo` goes back through: what reconcile makes, an undo itself, and what changed nothing are none of them.
create or replace temp view entry_standing as
select id, command, subject from entry
where command not in ('reconcile', 'upgrade', 'undo', 'imports undo', 'rates undo') and subject not like 'undo D%'
    and id not in (select entry from entry_undone)
    and (chain = '' or id in (select entry from seal where tbl <> 'trace'));
