-- title: Program
-- column: code code Code
-- column: name code Title
-- column: network code Network
-- column: network_id code Network id
-- column: account text Account
-- column: currency currency Currency
-- column: contact text Contact
-- column: state class State
--
-- One program.
select code, name, network, network_id, account, currency, contact, case when archived then 'archived' else 'active' end as state
from program where code = $program;
