-- Network rows with the program and currency their names mean, and their key. `resolved` stands in named.sql. Of a row
-- whose person was forgotten nothing is read that says who it is.
create or replace temp table forgotten_key as
select distinct key from forgotten where kind = 'network_row' and source = $source and account = $account;

create or replace temp view placed as
select i.* exclude (key, currency, email, phone, name, refs), s.prefix || i.key as key, s.program, s.network, s.currency,
    s.own, s.code,
    case when f.key is null then i.name end as name, case when f.key is null then i.refs end as refs,
    case when f.key is null then norm_email(i.email) end as email_key,
    case when f.key is null then norm_phone(i.phone) end as phone_key
from keyed i
join resolved s on s.program_ref is not distinct from i.program_ref
    and s.program_name is not distinct from i.program_name and s.said is not distinct from i.currency
left join forgotten_key f on f.key = s.prefix || i.key;
