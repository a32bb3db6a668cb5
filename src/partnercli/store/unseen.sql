-- Changes the last reconcile has not seen; links and kept outcomes know nothing of them. Some change nothing of these,
-- nor does taking one of those back.
create or replace temp view unseen as
select e.id, e.command from entry e
left join entry u on u.id = e.undoes
where e.id > (select max(entry) from reconciled)
    and coalesce(u.command, e.command) not in ('reconcile', 'upgrade', 'lead note', 'accept', 'snooze', 'close', 'reopen',
        'rates import', 'rates add', 'rates undo');
