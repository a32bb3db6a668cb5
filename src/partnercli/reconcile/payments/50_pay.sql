-- The turn's rows get their payments. `chosen` are sets of rows found by themselves, `doubted` scopes with several sets.
insert into payment_doubt select d.payout, null from turn_payout d where d.scope in (select scope from doubted);
update pay_piece set doubtful = true where payout in (select d.payout from turn_payout d where d.scope in (select scope from doubted));

create or replace temp table turn_scope as
select r.scope, r.with_doubtful, r.upto from pay_reach r
where r.upto is not null and r.scope not in (select scope from chosen) and r.scope not in (select scope from doubted);

-- Payments and rows side by side on one line of money: a row is paid by the payments it lies beside. Corrections belong
-- to the turn's payment, which therefore reaches further.
create or replace temp table turn_row as
select c.scope, c.row_id, c.amount, sum(greatest(c.amount, 0)) over (partition by c.scope order by c.n) as upto
from turn_cohort c join turn_scope p on p.scope = c.scope and c.n <= p.upto;

create or replace temp table turn_money as
select p.scope, p.payout, p.turn = $turn as is_due,
    sum(p.money) over (partition by p.scope order by p.place) - p.money as since, sum(p.money) over (partition by p.scope order by p.place) as upto
from pay_piece p join turn_scope y on y.scope = p.scope and (y.with_doubtful or not p.doubtful);

create or replace temp table turn_link as
select r.row_id, p.payout, 'cohort' as tier,
    case when r.amount <= 0 then r.amount when p.is_due then r.upto - greatest(r.upto - r.amount, p.since)
        else least(r.upto, p.upto) - greatest(r.upto - r.amount, p.since) end as amount, d.day
from turn_row r join turn_money p on p.scope = r.scope join turn_payout d on d.scope = r.scope
where case when r.amount <= 0 then p.is_due else r.upto > p.since and (p.is_due or r.upto - r.amount < p.upto) end
union all
select c.row_id, d.payout, 'subset', c.amount, d.day
from chosen h join turn_cohort c on c.scope = h.scope and c.row_id = h.row_id join turn_payout d on d.scope = h.scope;

insert into payment_link (row_id, payout, tier, amount, evidence)
select row_id, payout, tier, amount, cast(day as varchar) from turn_link;
insert into payment_come select row_id, payout, tier, amount from turn_link;

delete from cohort_row where row_id in (select row_id from turn_link);
update pay_piece set money = pay_piece.money - t.amount
from (select payout, sum(amount) as amount from turn_link group by payout) t where t.payout = pay_piece.payout;
delete from pay_piece where money <= 0;
update payment_doubt set settled_on = t.day from turn_link t where t.payout = payment_doubt.payout;
