-- Tier `order`: the same order id inside the program, or inside the network where the row names no program of ours. Where
-- a row has no order id, its transaction id may be what we wrote down; then money and days must agree too. One row and
-- one sale: main. Several rows of one order: corrections and declined ones net into the sale, lines that add up to the
-- order do too, the later months of a recurring commission are renewals, an equal second live row is a duplicate. A row
-- of several sales (one order id, or several ids in its cell) is shared out when their amounts add up to its own; else a
-- row that fits two sales is nobody's: candidate.
-- meets: order_id = order_id
-- meets: order_id = transaction_id
-- lists: order_id = listed

-- An order id that many sales of one program share says nothing ('0', '-'); its pairs would only grow without end.
create or replace temp table worn_order as
select program, order_id from open_sale where order_id <> '' group by program, order_id having count(*) > 20;

create or replace temp table named_row as
select id, order_id, false as by_transaction, 1 as ids_n from open_row where order_id <> ''
union all
select distinct id, unnest(listed_orders(order_id)), false, length(list_distinct(listed_orders(order_id)))
from open_row where listed_orders(order_id) is not null
union all
select id, transaction_id, true, 1 from open_row where order_id is null and not correction and length(transaction_id) >= 4;

create or replace temp table pair as
with named as materialized (  -- by the id first: it is what few share
    select s.sale, n.id, s.order_id as evidence, s.amount, s.currency, s.sold_on, s.program, s.network, s.account, n.ids_n, n.by_transaction
    from open_sale s join named_row n on n.order_id = s.order_id
)
select s.sale, r.id as row_id, s.evidence, s.amount, s.currency, s.sold_on, s.ids_n
from named s
join open_row r on r.id = s.id
where r.currency = s.currency
    and (r.program = s.program or (r.program is null and (r.network = s.network or r.network = '')))
    and (s.account = '' or r.account = '' or r.account = s.account)
    and (not s.by_transaction or (
        coalesce(r.sale_amount = s.amount, true) and r.event_on between s.sold_on - 3 and s.sold_on + 30))
    and not exists (select 1 from worn_order w where w.program = s.program and w.order_id = s.evidence)
    and not exists (select 1 from refused_pair f where f.subject = 'S' || s.sale and f.object = 'R' || r.id);

create or replace temp table several as select sale from pair group by sale having count(*) > 1;
-- A row that names several sales, or several ids of which we know one.
create or replace temp table sharing as select row_id from pair group by row_id having count(*) > 1 or max(ids_n) > 1;
create or replace temp table shared_row as
select p.row_id, sum(p.amount) as amount, arg_max(p.sale, row(p.sold_on, p.evidence, p.amount, p.sale)) as last_sale,
    count(*) = count(p.amount) and (max(p.ids_n) = 1 or max(p.ids_n) = count(distinct p.evidence))
        and not bool_or(p.sale in (select sale from several)) as whole
from sharing h join pair p on p.row_id = h.row_id
group by p.row_id;
create or replace temp table doubtful as select distinct sale from pair where row_id in (select row_id from shared_row);

insert into link (sale, row_id, tier, role, evidence)
select sale, row_id, 'order', 'main', evidence from pair
where sale not in (select sale from several) and sale not in (select sale from doubtful);

-- A row whose amount is that of all its sales together gives each its part of the commission, by amount, in whole minor
-- units; the last sale gets what the division leaves.
create or replace temp table given as
select p.sale, p.row_id, p.evidence, r.commission, p.sale = h.last_sale as is_last,
    cast(cast(p.amount * 10000 as hugeint) * cast(r.commission * 10000 as hugeint) // cast(h.amount * 10000 as hugeint)
        // cast(unit(p.currency) * 10000 as hugeint) * cast(unit(p.currency) * 10000 as hugeint) as decimal(24, 0))
        * cast(0.0001 as decimal(5, 4)) as amount
from pair p
join shared_row h on h.row_id = p.row_id
join row_now r on r.id = p.row_id
where h.whole and h.amount = r.sale_amount and h.amount > 0 and r.commission >= 0 and not r.correction;

insert into link (sale, row_id, tier, role, evidence, amount)
select g.sale, g.row_id, 'order', 'main', g.evidence,
    cast(case when g.is_last then g.commission - t.amount + g.amount else g.amount end as decimal(18, 4))
from given g join (select row_id, sum(amount) as amount from given group by row_id) t on t.row_id = g.row_id;

insert into link (sale, row_id, tier, role, evidence)
select sale, row_id, 'order', 'candidate', evidence from pair
where sale in (select sale from doubtful) and row_id not in (select row_id from given);

-- Several rows of one sale.
create or replace temp table gathered_row as
select p.sale, p.row_id, p.evidence, s.amount as amount, r.sale_amount, r.commission, r.correction, r.validation, r.payment,
    r.event_at, r.event_on, r.source, r.account, r.key, r.validation <> 'declined' and not r.correction as live,
    coalesce(r.sale_amount = s.amount, false) as fits
from pair p
join row_now r on r.id = p.row_id
join sale s on s.id = p.sale
where p.sale in (select sale from several) and p.sale not in (select sale from doubtful);

-- The months of a recurring commission: from the first live row on, one row a day, each 25 to 35 days after the one
-- before, for as many months as the terms say.
create or replace temp view month_of as
select sale, row_id, place, count(*) over (partition by sale) as months_n from (
    select sale, row_id, recurs_months, place,
        max(case when place > 1 and (days is null or days not between 25 and 35) then 1 else 0 end) over (
            partition by sale order by place rows unbounded preceding) as broken
    from (
        select d.sale, d.row_id, t.recurs_months,
            row_number() over (partition by d.sale order by d.event_on) as place,
            d.event_on - lag(d.event_on) over (partition by d.sale order by d.event_on) as days
        from (
            select sale, row_id, event_on, row_number() over (
                partition by sale, event_on order by event_at, source, account, key) as of_day
            from gathered_row where live
        ) d
        join sale_terms t on t.sale = d.sale
        where d.of_day = 1 and t.recurs_months > 1
    )
) where broken = 0 and place <= recurs_months;
create or replace temp table month as select * from month_of;
create or replace temp table renewal as select sale, row_id from month where place > 1;

insert into link (sale, row_id, tier, role, evidence)
select g.sale, g.row_id, 'order', 'renewal', g.evidence from gathered_row g join renewal n on n.sale = g.sale and n.row_id = g.row_id;

-- `fits` = the row's order amount is the sale's; the first live row that fits speaks for it. Where there are renewals it is
-- the row of the first month: what comes after the last month is nothing new.
create or replace temp table spoken as
select *, row_number() over (
        partition by sale
        order by row_id not in (select row_id from month where months_n > 1), correction, validation = 'declined', fits desc, validation = 'pending', payment <> 'received', event_at,
            source, account, key) as place
from gathered_row where row_id not in (select row_id from renewal);

create or replace temp table gathered as
select sale, live_n > 1 and coalesce(sale_amount = amount, false) as adds_up,
    live_n > 1 and fit_n = 0 and (amounts > 1 or commissions > 1) and sale not in (select sale from renewal) as unclear
from (
    select sale, max(amount) as amount, sum(cast(live as integer)) as live_n, sum(cast(live and fits as integer)) as fit_n,
        sum(case when live then sale_amount end) as sale_amount,
        count(distinct case when live then coalesce(sale_amount, 0) end) as amounts,
        count(distinct case when live then commission end) as commissions
    from spoken group by sale
);

insert into link (sale, row_id, tier, role, evidence)
select p.sale, p.row_id, 'order',
    case
        when g.unclear and not g.adds_up then 'candidate'
        when p.place = 1 then 'main'
        when not p.live or g.adds_up then 'part'
        else 'duplicate' end,
    p.evidence
from spoken p join gathered g on g.sale = p.sale;

drop table pair;
