-- The same money by hand or from another export already: kept, and told.
insert into noticed
select v.n, 'payout_twin', to_json({'payout': 'P' || min(p.id)})
from versioned v join staged f on f.n = v.n
join payout p on p.current and p.network = f.network and p.program is not distinct from f.program
    and p.currency = f.currency and p.amount = f.amount and p.paid_on = f.paid_on and p.id <> v.id and p.entry <> $entry
    and (p.reference = '' or f.reference = '' or p.reference = f.reference)
group by v.n;
