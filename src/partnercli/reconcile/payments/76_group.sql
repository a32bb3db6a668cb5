-- Tier `group`: the one set of payments that make up the receipt exactly. A payment two receipts could have brought is
-- a candidate of both.
create or replace temp table claimed as select payout from grouped group by payout having count(*) > 1;

insert into receipt_link (receipt, payout, tier, role, evidence)
select g.receipt, g.payout, 'group',
    case when g.sure and g.receipt not in (select receipt from grouped where payout in (select payout from claimed)) then 'main'
        else 'candidate' end, ''
from grouped g;

delete from open_receipt where id in (select receipt from grouped);
delete from open_payout where id in (select payout from grouped);
