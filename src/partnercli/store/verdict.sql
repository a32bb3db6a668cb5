-- What every sale and row came to, as of today. `outcome_now` is the table `outcome` where the last reconcile has seen
-- everything, else the view `outcome_live`. One case for each sale with its rows, one for each row without a sale.
create or replace temp view verdict as
select case when sale is null or class = 'duplicate' and lead is null then 'R' || row_id else 'S' || sale end as id,
    case when class = 'missing' and due_on >= today then 'not_due' else class end as class,
    program, channel, network, lead, sale, row_id, expected, actual, paid, currency, on_day, due_on, tier, rows_n, claim_days,
    standing,
    case when class = 'missing' and due_on >= today then 'row_still_to_come'
        when class = 'awaiting' and due_on < today then 'payment_late' else reason end as reason,
    tracked_on, validated_on
from outcome_now cross join clock;
