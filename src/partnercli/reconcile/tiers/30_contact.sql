-- Tier `contact`: the same e-mail, phone or folded name, the same order amount, at most three days apart, and no
-- contradicting order ids. Money and date are gates, the contact is the evidence; only a single fit counts. A missing
-- amount equals nothing; only a lead that is paid for as such has none, and then a name alone is no evidence.
-- Folding is dear: each name once, and none where no row has a name.
create or replace temp table folded as
select name, fold_name(name) as contact from (
    select name from open_sale where name <> '' and exists (select 1 from open_row where name is not null)
    union
    select name from open_row where name is not null
);

create or replace temp table contact_sale as
select sale, email_key as contact from open_sale where email_key is not null
union all
select sale, phone_key from open_sale where phone_key is not null
union all
select s.sale, f.contact from open_sale s join folded f on f.name = s.name where f.contact is not null;

create or replace temp table worn_contact as
select contact from contact_sale group by contact having count(*) > 20;

create or replace temp table contact_row as
select id, email_key as contact, true as certain from open_row where email_key is not null and not correction
union all
select id, phone_key, true from open_row where phone_key is not null and not correction
union all
select r.id, f.contact, false from open_row r join folded f on f.name = r.name where f.contact is not null and not r.correction;

-- Who has a contact in common comes first and by itself: few pairs, which the gates then thin out.
create or replace temp table met as
select s.*, r.id as row_id, r.contact, r.certain
from contact_sale c
join contact_row r on r.contact = c.contact
join open_sale s on s.sale = c.sale
where c.contact not in (select contact from worn_contact);

create or replace temp table pair as
select s.sale, r.id as row_id, min(s.contact) as evidence, 0 as grade
from met s
join open_row r on r.id = s.row_id and r.currency = s.currency
where (r.sale_amount = s.amount or (s.kind = 'lead' and s.amount is null and r.sale_amount is null and s.certain))
    and (r.program = s.program or (r.program is null and (r.network = s.network or r.network = '')))
    and (s.account = '' or r.account = '' or r.account = s.account)
    and (s.order_id = '' or r.order_id is null or r.order_id = s.order_id)
    and r.event_on between s.sold_on - 3 and s.sold_on + 3
group by s.sale, r.id;
