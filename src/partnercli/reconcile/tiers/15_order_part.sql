-- Tier `order_part`: one id stands whole inside the other as a word of it ('99910' and 'INV-99910'; never '991'), with
-- four characters or more and a digit. That is less than an equal id, so amount and day must be inside the program's
-- tolerances; a missing amount equals nothing.
-- shares: whole = word
-- shares: word = whole
create or replace temp table sale_id as
select k.* from open_sale s join sale_key k on k.id = s.sale where k.kind in ('whole', 'word');
create or replace temp table row_id as
select k.* from open_row r join row_key k on k.id = r.id where k.kind in ('whole', 'word') and not r.correction;

create or replace temp table met as
select distinct s.id as sale, r.id as row_id from sale_id s join row_id r on r.value = s.value and r.kind <> s.kind;

create or replace temp table worn_part as select row_id from met group by row_id having count(*) > 20;

create or replace temp table pair as
with near as materialized (
    select s.*, m.row_id from met m join with_slack('open_sale') s on s.sale = m.sale
    where m.row_id not in (select row_id from worn_part)
)
select s.sale, r.id as row_id, min(coalesce(r.order_id, r.transaction_id)) as evidence,
    cast(max(coalesce(r.sale_amount = s.amount, false)) as integer) as grade
from near s
join open_row r on r.id = s.row_id and r.currency = s.currency
where abs(r.sale_amount - s.amount) <= s.slack
    and r.event_on between s.first_day and s.last_day
    and (r.program = s.program or (r.program is null and (r.network = s.network or r.network = '')))
    and (s.account = '' or r.account = '' or r.account = s.account)
group by s.sale, r.id;
