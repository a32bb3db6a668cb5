-- Payments whose rows are stated and which lack exactly what one row was paid before that is declined by now: it was taken
-- out of them. One row and one payment that fit nobody else, and nothing else that explains the sum.
create or replace temp table lacking as
with stated as (
    select payout, sum(amount) as amount from payment_link
    where payout in (select payout from payment_link where tier in ('reference', 'line'))
    group by payout
), short as (
    select s.payout, s.kind, s.owner, s.currency, s.paid_on, g.amount as asked, g.amount - s.amount as amount
    from stated g join payment_scope s on s.payout = g.payout
    where g.amount > s.amount and not exists (
        select 1 from payment_link l join row_now r on r.id = l.row_id where l.payout = s.payout and r.currency <> s.currency)
), reversed_row as (
    select e.id, e.program, e.network, e.currency, sum(l.amount) as amount, greatest(max(p.paid_on) + 1, e.ends, e.day) as since
    from ended_row e join payment_link l on l.row_id = e.id join payout p on p.id = l.payout and p.current
    group by e.id, e.program, e.network, e.currency, e.ends, e.day
    having max(case when l.tier = 'clawback' then 1 else 0 end) = 0
), fit as (
    select s.payout, r.id as row_id, r.amount, s.paid_on, count(*) over (partition by s.payout) as rows_n, count(*) over (partition by r.id) as payouts_n
    from short s
    join reversed_row r on r.currency = s.currency and r.amount = s.amount and r.since <= s.paid_on
        and case s.kind when 'program' then r.program = s.owner else r.network = s.owner end
    where not exists (
        select 1 from known_share k where rounded(s.asked * k.percent * cast(0.01 as decimal(3, 2)), s.currency) = s.amount)
)
select row_id, payout, -amount as amount, paid_on from fit where rows_n = 1 and payouts_n = 1;

insert into payment_link (row_id, payout, tier, amount, evidence)
select row_id, payout, 'clawback', amount, cast(paid_on as varchar) from lacking;
insert into payment_come select row_id, payout, 'clawback', amount from lacking;
