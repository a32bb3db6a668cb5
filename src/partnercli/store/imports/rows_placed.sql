-- Network rows with the program and currency their names mean, and their key. `resolved` stands in named.sql.
create or replace temp view placed as
select i.* exclude (key, currency, email, phone), s.prefix || i.key as key, s.program, s.network, s.currency, s.own,
    s.code, norm_email(i.email) as email_key, norm_phone(i.phone) as phone_key
from keyed i
join resolved s on s.program_ref is not distinct from i.program_ref
    and s.program_name is not distinct from i.program_name and s.said is not distinct from i.currency;
