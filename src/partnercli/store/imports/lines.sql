-- Lines of payments: which rows a payment covers, row by row or by program. A line names its payment (or the import
-- does, $payment, which is then part of its key), and a row or an amount. `resolved` stands in named.sql.
create or replace temp table payment_named as select nullif($payment, '') as payment_ref;

create or replace temp view placed as
select i.n, i.line,
    case when i.payment_ref is null then coalesce(g.payment_ref || '/', '') else '' end || s.prefix || i.key as key,
    s.network, s.program, i.program_ref, i.program_name, coalesce(i.payment_ref, g.payment_ref) as payment_ref,
    i.row_ref, i.order_id, i.paid_on,
    coalesce(i.status, '') as status, coalesce(i.states, 'received') as state, i.amount, s.currency, s.own
from keyed i
cross join payment_named g
join resolved s on s.program_ref is not distinct from i.program_ref
    and s.program_name is not distinct from i.program_name and s.said is not distinct from i.currency;

create or replace temp table refused as
select n, 'no_payment' as code, to_json({'line': line}) as facts from placed where payment_ref is null
union all
select n, 'empty_line', to_json({'line': line}) from placed where row_ref is null and amount is null
union all
select n, 'no_currency', to_json({'program': coalesce(program_name, program_ref, '')})
from placed where amount is not null and currency is null
union all
select n, 'currency_of_program', to_json({'currency': currency, 'program': program, 'own': own})
from placed where amount is not null and currency <> own;

create or replace temp table noticed as select n, code, facts from refused where false;

create or replace temp view staged as
select n, line, key, network, program, program_ref, program_name, payment_ref, row_ref, order_id, paid_on, status,
    state, amount, currency
from placed where n not in (select n from refused);
