-- Receipts that may have brought several payments of one network: they name it, and its open payments of the ten days
-- before are few. Rows of (receipt, its amount, payment, amount), receipt by receipt,
-- money in ten-thousandths.
create or replace temp table together as
select n.receipt, r.amount as money, p.id as payout, p.amount, p.paid_on, p.key, n.network
from (select distinct receipt, network from receipt_names) n
join open_receipt r on r.id = n.receipt
join open_payout p on p.network = n.network and p.currency = r.currency and r.booked_on between p.paid_on and p.paid_on + 10
where (r.id, p.id) not in (select receipt, payout from refused_receipt)
    and n.receipt in (select receipt from (select distinct receipt, network from receipt_names) group by receipt having count(*) = 1);

select receipt, cast(money * 10000 as bigint), payout, cast(amount * 10000 as bigint) from together
where receipt in (select receipt from together group by receipt having count(*) between 2 and $small)
order by receipt, paid_on, key, payout;
