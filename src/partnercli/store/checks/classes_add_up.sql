-- Every sale and every current row is in exactly one case, and the cases add up to the totals of rows, per currency.
select 'sales: ' || (select count(*) from sale) || ' <> ' || (select count(*) from verdict where id like 'S%')
where (select count(*) from sale) <> (select count(*) from verdict where id like 'S%')
union all
select 'rows: ' || (select count(*) from row_now) || ' <> ' || (select coalesce(sum(rows_n), 0) from verdict where row_id is not null)
where (select count(*) from row_now) <> (select coalesce(sum(rows_n), 0) from verdict where row_id is not null)
union all
select 'money: ' || coalesce(a.currency, b.currency)
from (select currency, sum(commission) as amount from row_now where validation <> 'declined' group by currency) a
full join (select currency, sum(actual) as amount from verdict where row_id is not null group by currency) b on b.currency = a.currency
where coalesce(a.amount, 0) <> coalesce(b.amount, 0);
