-- The keys by which tiers after `order` find what may belong together: (kind, id, value). TEMP macros over a table or
-- view with the columns of sale_now or of row_now. Two that have no key in common are no pair of that tier.
create or replace temp macro sale_keys(sales) as table
select 'whole' as kind, sale as id, whole_id(order_id) as value from query_table(sales) where id_counts(order_id)
union all
select 'word', sale, unnest(id_words(order_id)) from query_table(sales) where id_counts(order_id)
union all
select 'click', sale, click from query_table(sales) where click <> ''
union all
select 'email', sale, email_key from query_table(sales)
union all
select 'phone', sale, phone_key from query_table(sales)
union all
select 'hash', sale, unnest(list_concat(email_hashes(email_key), phone_hashes(phone_key))) from query_table(sales)
union all
select 'name', sale, unnest(sale_name_keys(name_words(name), program, currency, amount, sold_on)) from query_table(sales) where name <> '';

create or replace temp macro row_keys(records) as table
select 'whole' as kind, id, whole_id(coalesce(order_id, transaction_id)) as value
from query_table(records) where id_counts(coalesce(order_id, transaction_id))
union all
select 'word', id, unnest(id_words(coalesce(order_id, transaction_id)))
from query_table(records) where id_counts(coalesce(order_id, transaction_id))
union all
select 'click', id, unnest(refs) from query_table(records)
union all
select 'email', id, email_key from query_table(records)
union all
select 'phone', id, phone_key from query_table(records)
union all
select 'hash', id, unnest(hashed_contacts(email_key, phone_key, name)) from query_table(records)
union all
select 'name', id, unnest(row_name_keys(name_words(name), sale_amount, event_on)) from query_table(records) where name is not null
union all
select 'order', id, order_id from query_table(records)
union all
select 'corrects', id, original_ref from query_table(records)
union all
select 'corrects order', id, order_id from query_table(records) where correction or original_ref is not null;

-- The ids of rows that list several: kept of every row, since the tier `order` asks for them.
create or replace temp macro listed_keys(records) as table
select 'listed' as kind, id, unnest(listed_orders(order_id)) as value
from query_table(records) where listed_orders(order_id) is not null;

-- The records whose other keys are kept: those without a link of a person or of the tier `order`.
create or replace temp view loose_sale as
select * from sale_now s where not exists (select 1 from link l where l.sale = s.sale and l.tier in ('person', 'order'));
create or replace temp view loose_row as
select * from row_now r where not exists (select 1 from link l where l.row_id = r.id and l.tier in ('person', 'order'));

-- Which kinds are kept. Hashes and names of sales are dear, and asked for by rows that have any, which is rare.
create or replace temp macro kept_sale_keys(sales) as table
select kind, id, value from sale_keys(sales) where kind not in ('hash', 'name') and value <> '';
create or replace temp macro kept_row_keys(records) as table
select kind, id, value from row_keys(records) where value <> '';

create or replace temp view far_sale_key as
select kind, id, value from sale_key
union all
select kind, id, value from sale_keys('loose_sale') where kind in ('hash', 'name');
