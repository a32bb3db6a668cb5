-- Changes the last reconcile has not seen; links and kept outcomes know nothing of them. Some change nothing of these.
create or replace temp view unseen as
select id, command from entry
where id > (select max(entry) from reconciled)
    and command not in ('reconcile', 'lead note', 'accept', 'snooze', 'close', 'reopen', 'rates import', 'rates add', 'rates undo');
