-- One payment of each scope, the $turn-th. Its cohort: what is open and was validated no later than its day. Whole rows
-- are paid, oldest first, up to the last point at which everything before it is paid; corrections take the sum back, so
-- that may be a point after one where the money did not suffice.
create or replace temp table turn_payout as
select scope, payout, day, money from cohort_money where turn = $turn;

create or replace temp table turn_cohort as
select r.scope, r.row_id, r.day, r.amount, r.n, sum(r.amount) over (partition by r.scope order by r.n) as running
from cohort_row r join turn_payout d on d.scope = r.scope and r.day <= d.day
where not exists (select 1 from refused_payment f where f.row_id = r.row_id and f.payout = d.payout);

-- Money of earlier payments counts as long as a row waits that was validated by then.
delete from pay_piece where scope in (select scope from turn_payout) and not exists (
    select 1 from (select scope, min(day) as day from turn_cohort group by scope) c where c.scope = pay_piece.scope and c.day <= pay_piece.day);
insert into pay_piece select *, false from cohort_money where turn = $turn;

-- `sure`: the money there is; `every`: with that of doubtful payments, whose rows are certain when it pays all that is open.
create or replace temp table pay_pool as
select p.scope, sum(case when p.doubtful then 0 else p.money end) as sure, sum(p.money) as every
from pay_piece p where p.scope in (select scope from turn_payout) group by p.scope;

create or replace temp table pay_reach as
with found as (
    select c.scope, sum(case when c.amount <> 0 then 1 else 0 end) as rows_n, sum(c.amount) = max(p.every) as pays_all, max(c.n) as all_n,
        max(case when c.running = p.sure then c.n end) as exact_n,
        max(case when c.running <= p.sure and c.running > 0 then c.n end) as last_n
    from turn_cohort c join pay_pool p on p.scope = c.scope group by c.scope
)
select scope, rows_n, pays_all as with_doubtful, case when pays_all then all_n else coalesce(exact_n, last_n) end as upto,
    pays_all or exact_n is not null as is_exact
from found;

-- Small cohorts the oldest rows do not fit exactly: does one set of rows make up the payment?
select c.scope, d.money, c.row_id, c.amount
from pay_reach r join turn_cohort c on c.scope = r.scope join turn_payout d on d.scope = r.scope
where not r.is_exact and r.rows_n between 2 and $small and c.amount <> 0
order by c.scope, c.n;
