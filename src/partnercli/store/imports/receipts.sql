-- Receipts: lines of a bank's or a payment system's statement. The amount is signed; a line without a currency or an
-- amount is refused, not guessed. A booked line is not pending again when an older statement is read later.
create or replace temp table refused as
select n, 'no_currency_here' as code, to_json({'line': line}) as facts from keyed where currency is null
union all
select n, 'no_amount', to_json({'line': line}) from keyed where amount is null;

create or replace temp table noticed as select n, code, facts from refused where false;

create or replace temp view staged as
select n, line, key, booked_at, booked_on, coalesce(status, '') as status, coalesce(states, 'booked') as state,
    amount, fee, currency, coalesce(type, '') as type, coalesce(counterparty, '') as counterparty,
    coalesce(counterparty_id, '') as counterparty_id, coalesce(purpose, '') as purpose,
    coalesce(reference, '') as reference, coalesce(account, '') as own_account
from keyed where n not in (select n from refused);
