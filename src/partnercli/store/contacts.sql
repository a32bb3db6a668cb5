-- E-mails and phones in one spelling each. TEMP macros, made on the connections that use them.

create or replace temp macro norm_email(x) as nullif(lower(trim(x)), '');

-- Digits only; the Russian trunk 8 and a bare mobile number become +7; under 7 digits is no phone.
create or replace temp macro phone_digits(x) as regexp_replace(x, '[^0-9]', '', 'g');
create or replace temp macro norm_phone(x) as case
    when length(phone_digits(x)) = 11 and phone_digits(x) like '8%' then '7' || substr(phone_digits(x), 2)
    when length(phone_digits(x)) = 10 and phone_digits(x) like '9%' then '7' || phone_digits(x)
    when length(phone_digits(x)) >= 7 then phone_digits(x)
end;
