-- Tier `order`: the same order id inside the program, or inside the network where the row names no program of ours.
-- One row and one sale: main. Several rows of one order: corrections and declined ones net into the sale, lines that add
-- up to the order do too, an equal second live row is a duplicate. A row that fits two sales is nobody's: candidate.

-- An order id that many sales of one program share says nothing ('0', '-'); its pairs would only grow without end.
create or replace temp table worn_order as
select program, order_id from scope_sale group by program, order_id having count(*) > 20;

create or replace temp table pair as
select s.sale, r.id as row_id, s.order_id as evidence
from scope_sale s
join scope_row r on r.order_id = s.order_id and r.currency = s.currency
where (r.program = s.program or (r.program is null and (r.network = s.network or r.network = '')))
    and (s.account = '' or r.account = '' or r.account = s.account)
    and not exists (select 1 from worn_order w where w.program = s.program and w.order_id = s.order_id);

create or replace temp table shared_row as select row_id from pair group by row_id having count(*) > 1;
create or replace temp table doubtful as select distinct sale from pair where row_id in (select row_id from shared_row);
create or replace temp table several as select sale from pair group by sale having count(*) > 1;

insert into link
select sale, row_id, 'order', 'main', evidence from pair
where sale not in (select sale from several) and sale not in (select sale from doubtful);

insert into link
select sale, row_id, 'order', 'candidate', evidence from pair where sale in (select sale from doubtful);

-- Several rows of one sale. `fits` = the row's order amount is the sale's; the first live row that fits speaks for it.
create or replace temp table spoken as
select p.sale, p.row_id, p.evidence, r.sale_amount, r.commission,
    r.validation <> 'declined' and not r.correction as live,
    coalesce(r.sale_amount = s.amount, false) as fits,
    row_number() over (
        partition by p.sale
        order by r.correction, r.validation = 'declined', coalesce(r.sale_amount = s.amount, false) desc,
            r.validation = 'pending', r.payment <> 'received', r.event_at, r.source, r.key) as place
from pair p
join row_now r on r.id = p.row_id
join sale s on s.id = p.sale
where p.sale in (select sale from several) and p.sale not in (select sale from doubtful);

create or replace temp table gathered as
select g.sale, g.live_n, g.fit_n,
    g.live_n > 1 and coalesce(g.sale_amount = s.amount, false) as adds_up,
    g.live_n > 1 and g.fit_n = 0 and (g.amounts > 1 or g.commissions > 1) as unclear
from (
    select sale, sum(cast(live as integer)) as live_n, sum(cast(live and fits as integer)) as fit_n,
        sum(case when live then sale_amount end) as sale_amount,
        count(distinct case when live then coalesce(sale_amount, 0) end) as amounts,
        count(distinct case when live then commission end) as commissions
    from spoken group by sale
) g join sale s on s.id = g.sale;

insert into link
select p.sale, p.row_id, 'order',
    case
        when g.unclear and not g.adds_up then 'candidate'
        when p.place = 1 then 'main'
        when not p.live or g.adds_up then 'part'
        else 'duplicate' end,
    p.evidence
from spoken p join gathered g on g.sale = p.sale;

drop table pair;
