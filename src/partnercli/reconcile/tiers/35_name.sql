-- Tier `name`: names that are alike, order amount and day inside the program's tolerances, and nothing that both know of the
-- order id, the click, the e-mail or the phone contradicts: many people have one name, and most goods one price. Money
-- and date are gates and never weigh up against letters. Names are folded (Latin and Cyrillic, ё/е, order of words);
-- each word of the shorter name must have its like in the other, and two words must. Grade: 3 the same words, 2 one slip
-- of the pen or a further word, 1 more than that, or an initial.
-- shares: name = name

-- Folding is dear: each name once, and none where no row has one.
create or replace temp table worded as
select name, name_words(name) as words from (
    select name from open_sale where name <> '' and amount is not null and exists (select 1 from open_row where name is not null)
    union
    select name from open_row where name is not null and not correction and sale_amount is not null
) where not is_hash(name);

create or replace temp table keyed_sale as
select s.sale, unnest(name_keys(w.words, sale_amounts(s.amount, s.slack), day_stretches(s.first_day, s.last_day))) as meeting
from open_sale o join worded w on w.name = o.name join with_slack('open_sale') s on s.sale = o.sale;
create or replace temp table worn_name as select meeting from keyed_sale group by meeting having count(*) > 200;

create or replace temp table met as
select distinct s.sale, r.id
from keyed_sale s
join (
    select o.id, unnest(row_name_keys(w.words, o.sale_amount, o.event_on)) as meeting
    from open_row o join worded w on w.name = o.name where not o.correction
) r on r.meeting = s.meeting
where s.meeting not in (select meeting from worn_name);

create or replace temp table gated as
with near as materialized (  -- who met comes first: there are few
    select s.*, m.id from met m join with_slack('open_sale') s on s.sale = m.sale
)
select s.sale, r.id as row_id, s.name as sale_name, r.name as row_name
from near s
join open_row r on r.id = s.id and r.currency = s.currency
where abs(r.sale_amount - s.amount) <= s.slack
    and r.event_on between s.first_day and s.last_day
    and (r.program = s.program or (r.program is null and (r.network = s.network or r.network = '')))
    and (s.account = '' or r.account = '' or r.account = s.account)
    and (s.order_id = '' or r.order_id is null or r.order_id = s.order_id)
    and (s.click = '' or coalesce(length(r.refs), 0) = 0 or list_contains(r.refs, s.click))
    and (s.email_key is null or r.email_key is null or is_hash(r.email_key) or r.email_key = s.email_key)
    and (s.phone_key is null or r.phone_key is null or is_hash(r.phone_key) or r.phone_key = s.phone_key);

-- Each pair of names is compared once, word by word: how alike the best like of each word is.
create or replace temp table compared as
select sale_name, row_name, a.words = b.words as same, length(a.words) = length(b.words) as of_one_length,
    least(length(a.words), length(b.words)) as words_n,
    list_transform(a.words, lambda w: list_max(list_transform(b.words, lambda o: word_likeness(w, o)))) as ours,
    list_transform(b.words, lambda w: list_max(list_transform(a.words, lambda o: word_likeness(w, o)))) as theirs
from (select distinct sale_name, row_name from gated) n
join worded a on a.name = n.sale_name
join worded b on b.name = n.row_name;

create or replace temp table graded as
select sale_name, row_name, case
        when same and words_n > 1 then 3
        when of_one_length and list_sum(ours) = 3 * words_n - 1 then 2
        when not of_one_length and 3 * words_n in (list_sum(ours), list_sum(theirs)) then 2
        else 1 end as grade
from compared
where same or (words_n > 1 and list_max(ours) > 1
    and length(list_filter(ours, lambda x: x > 0)) >= words_n and length(list_filter(theirs, lambda x: x > 0)) >= words_n);

create or replace temp table pair as
select t.sale, t.row_id, t.sale_name as evidence, g.grade
from gated t join graded g on g.sale_name = t.sale_name and g.row_name = t.row_name;
