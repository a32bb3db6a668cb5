-- Rows that are all new (see rows_look.sql): what rows.sql would do with them. The n-th row gets the n-th free id.
insert into network_row by name
select greatest((select coalesce(max(id), 0) from network_row), last_retired('network_row')) + 1 + f.n as id, 1 as version, true as current,
    cast($entry as bigint) as entry, f.line,
    $source as source, $account as account, f.key, f.network, f.program, f.program_ref, f.program_name,
    f.transaction_id, f.order_id, f.refs, f.event_at, f.event_on, f.validated_on, f.paid_on, f.updated_at, f.status,
    f.validation, f.payment, f.correction, f.original_ref, f.sale_amount, f.commission, f.currency, f.reason,
    f.payment_ref, f.name, f.email_key, f.phone_key, false as vanished
from placed f;

create or replace temp table refused as select n, '' as code, '' as facts from incoming where false;
create or replace temp table noticed as select * from refused;
create or replace temp view staged as select * from placed;

select currency, count(*) as accepted, sum(commission) as amount, sum(count(*)) over () as new_n, 0 as changed_n
from placed group by currency order by currency;
