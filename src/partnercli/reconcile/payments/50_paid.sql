-- What `settled` says becomes links: shares of payments in rows from place to place, each row's whole commission where no
-- amount is said.
create or replace temp table payment_new as
select r.row_id, s.payout, s.tier,
    cast(coalesce(s.amount * cast(0.0001 as decimal(5, 4)), r.amount) as decimal(18, 4)) as amount, s.day
from (select *, unnest(range(first, last + 1)) as place from settled) s
join cohort_row r on r.pool = s.pool and r.place = s.place;

insert into payment_link (row_id, payout, tier, amount, evidence)
select row_id, payout, tier, amount, strftime(strptime(cast(day as varchar), '%Y%m%d'), '%Y-%m-%d') from payment_new;
insert into payment_come select row_id, payout, tier, amount from payment_new;

-- Payments that several sets of rows make up, and since when it is known which: all that was open was paid.
insert into payment_doubt select payout, null from doubted;
update payment_doubt set settled_on = n.day
from (select payout, cast(strptime(cast(min(day) as varchar), '%Y%m%d') as date) as day from payment_new group by payout) n
where n.payout = payment_doubt.payout and payment_doubt.settled_on is null;
