-- Tier `contact`: the same e-mail or phone, plain or as a hash of it, order amount and day inside the program's tolerances,
-- no contradicting order ids. Money and date are gates, the contacts are the evidence: two in common are more than one,
-- the very amount is more than one that is near. A missing amount equals nothing; only a lead that is paid for as such
-- has none.
-- shares: email = email
-- shares: phone = phone
-- shares: hash = hash
create or replace temp table contact_row as
select id, email_key as contact from open_row where email_key is not null and not correction
union
select id, phone_key from open_row where phone_key is not null and not correction
union
select id, lower(trim(name)) from open_row where is_hash(name) and not correction;

-- Hashing is dear: none where no row has a hash.
create or replace temp table contact_sale as
select sale, 'email' as kind, email_key as contact, email_key as plain from open_sale where email_key is not null
union all
select sale, 'phone', phone_key, phone_key from open_sale where phone_key is not null
union all
select sale, 'email', unnest(email_hashes(email_key)), email_key from open_sale
where email_key is not null and exists (select 1 from contact_row where is_hash(contact))
union all
select sale, 'phone', unnest(phone_hashes(phone_key)), phone_key from open_sale
where phone_key is not null and exists (select 1 from contact_row where is_hash(contact));

create or replace temp table worn_contact as
select contact from contact_sale group by contact having count(*) > 20;

-- Who has a contact in common comes first and by itself: few pairs, which the gates then thin out.
create or replace temp table met as
select c.sale, r.id as row_id, min(c.plain) as evidence, count(distinct c.kind) as kinds
from contact_sale c join contact_row r on r.contact = c.contact
where c.contact not in (select contact from worn_contact)
group by c.sale, r.id;

create or replace temp table pair as
with near as materialized (
    select s.*, m.row_id, m.evidence, m.kinds from met m join with_slack('open_sale') s on s.sale = m.sale
)
select s.sale, r.id as row_id, s.evidence, 2 * s.kinds + cast(coalesce(r.sale_amount = s.amount, false) as integer) as grade
from near s
join open_row r on r.id = s.row_id and r.currency = s.currency
where (abs(r.sale_amount - s.amount) <= s.slack or (s.kind = 'lead' and s.amount is null and r.sale_amount is null))
    and (r.program = s.program or (r.program is null and (r.network = s.network or r.network = '')))
    and (s.account = '' or r.account = '' or r.account = s.account)
    and (s.order_id = '' or r.order_id is null or r.order_id = s.order_id)
    and r.event_on between s.first_day and s.last_day;
