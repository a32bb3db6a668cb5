-- E-mails and phones in one spelling each, and their hashes. TEMP macros, made on the connections that use them.

-- Some exports give a contact as a hash (MD5, SHA-1 or SHA-256 in hex): it stands for itself.
create or replace temp macro is_hash(x) as
    coalesce(length(trim(x)) in (32, 40, 64) and regexp_full_match(trim(x), '[0-9a-fA-F]+'), false);

create or replace temp macro norm_email(x) as nullif(lower(trim(x)), '');

-- Digits only; the Russian trunk 8 and a bare mobile number become +7; under 7 digits is no phone.
create or replace temp macro phone_digits(x) as regexp_replace(x, '[^0-9]', '', 'g');
create or replace temp macro norm_phone(x) as case
    when is_hash(x) then lower(trim(x))
    when length(phone_digits(x)) = 11 and phone_digits(x) like '8%' then '7' || substr(phone_digits(x), 2)
    when length(phone_digits(x)) = 10 and phone_digits(x) like '9%' then '7' || phone_digits(x)
    when length(phone_digits(x)) >= 7 then phone_digits(x)
end;

-- What a hash of our contact may be. Meta hashes the digits of a phone, Google the number with its plus.
create or replace temp macro email_hashes(x) as [md5(x), sha1(x), sha256(x)];
create or replace temp macro phone_hashes(x) as
    [md5(x), sha1(x), sha256(x), md5('+' || x), sha1('+' || x), sha256('+' || x)];
-- The hashes among a row's contacts, wherever the export put them.
create or replace temp macro hashed_contacts(email_key, phone_key, name) as list_filter(
    [email_key, phone_key, lower(trim(name))], lambda x: is_hash(x));
