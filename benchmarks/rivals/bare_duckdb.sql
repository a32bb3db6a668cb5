-- The job by hand, as one script for DuckDB: read the two files as text, keep leads, sales and rows, match them by order id
-- and then by e-mail, amount and date, give every sale and every row left over one class, and keep the result.
-- It does what the benchmark's files need and nothing more: no history, no quarantine, no second import.

create table program as
select code, network, currency, cast(rate as integer) as rate, cast(track_days as integer) as track_days
from read_csv($folder || '/programs.csv', all_varchar = true, header = true, delim = ',', quote = '');

create temp table told as
select * from read_csv($folder || '/sales.csv', all_varchar = true, header = true, delim = ',', quote = '');

create table lead as
select id, min(cast(date as date)) as lead_on, min(name) as name, min(lower(trim(email))) as email, min(phone) as phone,
    min(program) as program, min(channel) as channel, min(status) as status
from told group by id;

create table sale as
select row_number() over () as id, t.id as lead, lower(trim(t.email)) as email, t.program, p.currency, t."order" as order_id,
    cast(t.amount as decimal(18, 4)) as amount, cast(t.sale_date as date) as sold_on, t.click, p.track_days,
    cast(round(cast(t.amount as decimal(18, 4)) * p.rate * 0.01, 2) as decimal(18, 4)) as expected
from told t join program p on p.code = t.program;

create table network_row as
select row_number() over () as id, "transaction", program, status, cast(commission as decimal(18, 4)) as commission, currency,
    cast(date as timestamp) as event_at, cast(date as date) as event_on, "order" as order_id,
    cast(amount as decimal(18, 4)) as amount, click, cast(validated as date) as validated_on, lower(trim(email)) as email, corrects
from read_csv($folder || '/rows.csv', all_varchar = true, header = true, delim = ',', quote = '');

-- By order id inside the program; what is left by e-mail, amount and date, where exactly one row fits one sale.
create temp table pair as
select s.id as sale, r.id as row_id, s.amount as sale_amount, r.amount, r.status, r.commission, r.commission < 0 as correction,
    row_number() over (partition by s.id order by r.commission < 0, r.status = 'declined', r.event_at, r."transaction") as place
from sale s join network_row r on r.order_id = s.order_id and r.program = s.program and r.currency = s.currency;

insert into pair
select sale, row_id, sale_amount, amount, status, commission, false, 1 from (
    select s.id as sale, r.id as row_id, s.amount as sale_amount, r.amount, r.status, r.commission,
        count(*) over (partition by s.id) as rows_n, count(*) over (partition by r.id) as sales_n
    from sale s join network_row r
        on r.email = s.email and r.program = s.program and r.currency = s.currency and r.amount = s.amount
        and r.event_on between s.sold_on - 3 and s.sold_on + 3
    where (r.order_id is null or r.order_id = '') and s.id not in (select sale from pair)
) where rows_n = 1 and sales_n = 1;

-- Two live rows of one order add up to it, or the second one is a duplicate.
create temp table part as
select p.*, p.place > 1 and not p.correction and p.status <> 'declined' and not g.adds_up as is_duplicate
from pair p join (
    select sale, sum(case when not correction then amount end) = max(sale_amount) as adds_up from pair group by sale
) g on g.sale = p.sale;

create table result as
with said as (
    select sale, sum(case when status <> 'declined' then commission else 0 end) as actual, bool_or(correction) as corrected,
        bool_or(status <> 'declined' and not correction) as live, bool_or(status = 'pending') as pending,
        bool_and(status = 'paid' or correction) as is_paid
    from part where not is_duplicate group by sale
)
select s.id as sale, cast(null as bigint) as row_id, s.program, s.currency, s.expected, d.actual, case
    when d.sale is null then case when cast($today as date) > s.sold_on + s.track_days then 'missing' else 'not_due' end
    when not d.live or (d.corrected and d.actual <= 0) then 'declined'
    when d.pending then 'pending'
    when d.actual < s.expected then 'underpaid'
    when d.actual > s.expected then 'overpaid'
    when d.is_paid then 'paid'
    else 'awaiting' end as class
from sale s left join said d on d.sale = s.id
union all
select p.sale, r.id, r.program, r.currency, null, r.commission, case when p.sale is null then 'unknown' else 'duplicate' end
from network_row r left join part p on p.row_id = r.id
where p.sale is null or p.is_duplicate;

select class, count(*) from result group by class order by class;
