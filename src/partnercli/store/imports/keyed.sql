-- The words every kind starts from. `incoming` is the file (see stream.py): the roles of the kind, `n` (what tells its
-- records apart), `line` (what is shown: several records may stand on one) and `digest`, of what identifies a record
-- that has no id of its own. The key is '=' and the id, or '#', the occurrence among equal records, and the digest.
create or replace temp view keyed as
select i.* exclude (digest),
    case when i.digest is null then '=' || i.transaction_id
        else '#' || coalesce(o.occurrence, 1) || ':' || i.digest end as key
from incoming i left join occurrence o on o.n = i.n;
