-- Tier `amount`: equal money on the day of the payment or up to ten days after, one receipt and one payment that fit
-- nobody else. A receipt that names the payer is the better one; one that names only other payers does not fit.
create or replace temp table receipt_names as select * from named_receipt where receipt in (select id from open_receipt);

create or replace temp table fit as
select r.id as receipt, p.id as payout,
    case when n.receipt is not null then 1 else 0 end as grade
from open_receipt r
join open_payout p on p.currency = r.currency and p.amount = r.amount and r.booked_on between p.paid_on and p.paid_on + 10
left join (select distinct receipt, network from receipt_names) n on n.receipt = r.id and n.network = p.network
where (r.id, p.id) not in (select receipt, payout from refused_receipt)
    and (n.receipt is not null or r.id not in (select receipt from receipt_names));

create or replace temp table fit_best as
select p.receipt, p.payout
from fit p
join (select receipt, max(grade) as grade from fit group by receipt) r on r.receipt = p.receipt and r.grade = p.grade
join (select payout, max(grade) as grade from fit group by payout) o on o.payout = p.payout and o.grade = p.grade;

insert into receipt_link (receipt, payout, tier, role, evidence)
select b.receipt, b.payout, 'amount', case when r.n = 1 and o.n = 1 then 'main' else 'candidate' end, ''
from fit_best b
join (select receipt, count(*) as n from fit_best group by receipt) r on r.receipt = b.receipt
join (select payout, count(*) as n from fit_best group by payout) o on o.payout = b.payout;

delete from open_receipt where id in (select receipt from fit_best);
delete from open_payout where id in (select payout from fit_best);
