-- Tier `fee`: somewhat less than the payment, within ten days: the receipt states the difference as its fee, or it
-- names the payer and no more than a few percent are missing (fee_limit). One receipt and one payment, as in `amount`.
create or replace temp table fit as
select r.id as receipt, p.id as payout,
    case when r.amount + abs(coalesce(r.fee, 0)) = p.amount then 1 else 0 end as grade, p.amount - r.amount as fee
from open_receipt r
join open_payout p on p.currency = r.currency and r.booked_on between p.paid_on and p.paid_on + 10 and r.amount < p.amount
    and (p.amount - r.amount) * 100 <= p.amount * fee_limit()
left join (select distinct receipt, network, program from receipt_names) n
    on n.receipt = r.id and n.network = p.network and (n.program is null or p.program is null or n.program = p.program)
where (r.id, p.id) not in (select receipt, payout from refused_receipt)
    and (n.receipt is not null or (r.amount + abs(r.fee) = p.amount and r.id not in (select receipt from receipt_names)))
group by all;

create or replace temp table fit_best as
select p.receipt, p.payout, p.fee
from fit p
join (select receipt, max(grade) as grade from fit group by receipt) r on r.receipt = p.receipt and r.grade = p.grade
join (select payout, max(grade) as grade from fit group by payout) o on o.payout = p.payout and o.grade = p.grade;

insert into receipt_link (receipt, payout, tier, role, evidence)
select b.receipt, b.payout, 'fee', case when r.n = 1 and o.n = 1 then 'main' else 'candidate' end, spelled(b.fee)
from fit_best b
join (select receipt, count(*) as n from fit_best group by receipt) r on r.receipt = b.receipt
join (select payout, count(*) as n from fit_best group by payout) o on o.payout = b.payout;
