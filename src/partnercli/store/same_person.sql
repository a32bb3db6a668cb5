-- The leads `$numbers`, each with whether there is or was one, and other leads with an e-mail or a phone of theirs.
with said as (
    select id, email_key, phone_key from lead
    union all
    select id, json_extract_string(said, '$.email_key'), json_extract_string(said, '$.phone_key')
    from (select cast(record as bigint) as id, unnest([before, after]) as said from trace where tbl = 'lead')
    where id not in (select id from lead)
), own as (
    select email_key, phone_key from said where id in (select unnest($numbers))
)
select number as id, number in (select id from said) as there from (select unnest($numbers) as number)
union
select l.id, true from lead l join own o on l.email_key = o.email_key or l.phone_key = o.phone_key
where l.id not in (select unnest($numbers))
order by id;
