-- title: Programs
-- column: code code Code
-- column: name code Title
-- column: network code Network
-- column: network_id code Network id
-- column: account text Account
-- column: currency currency Currency
-- column: percent rate Rate
-- column: flat money Flat
-- column: per class Per
-- column: hold days Hold
-- column: pay_day int Pay day
-- column: minimum money Minimum
-- column: claim_window days Claim window
-- column: contact text Contact
-- column: state class State
--
-- Programs with the terms valid today.
select p.code, p.name, p.network, p.network_id, p.account, p.currency, t.percent, t.flat, t.per, cast(t.hold_days as bigint) as hold,
    cast(t.pay_day as bigint) as pay_day, t.minimum, cast(t.claim_days as bigint) as claim_window, p.contact,
    case when p.archived then 'archived' else 'active' end as state
from program p cross join clock k
left join term t on t.program = p.code and t.valid_from <= k.today and k.today < t.valid_to
where $archived or not p.archived
order by p.code;
