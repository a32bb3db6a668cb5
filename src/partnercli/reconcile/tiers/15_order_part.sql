-- Tier `order_part`: one id stands whole inside the other as a word of it ('99910' and 'INV-99910'; never '991'), with
-- four characters or more and a digit. That is less than an equal id, so amount and day must be inside the program's
-- tolerances; a missing amount equals nothing.
-- shares: whole = word
-- shares: word = whole
create or replace temp table sale_id as
select sale, whole_id(order_id) as whole, id_words(order_id) as words from open_sale where id_counts(order_id);
create or replace temp table row_id as
select id, whole_id(coalesce(order_id, transaction_id)) as whole, id_words(coalesce(order_id, transaction_id)) as words
from open_row where not correction and id_counts(coalesce(order_id, transaction_id));

create or replace temp table met as
select s.sale, r.id as row_id, r.whole as evidence
from (select sale, whole from sale_id where whole is not null) s
join (select id, whole, unnest(words) as word from row_id) r on r.word = s.whole
union
select s.sale, r.id, r.whole
from (select sale, unnest(words) as word from sale_id) s
join row_id r on r.whole = s.word;

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
