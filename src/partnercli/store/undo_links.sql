-- After records went: what `reconcile` had linked to them, and all it had linked to those, until it runs again.
delete from link where row_id in (
    select row_id from link where sale not in (select id from sale) or row_id not in (select id from network_row)
);
delete from payment_link where row_id in (
    select row_id from payment_link
    where payout not in (select id from payout) or row_id not in (select id from network_row)
);
delete from receipt_link where payout not in (select id from payout) or receipt not in (select id from receipt);
delete from payment_doubt where payout not in (select id from payout);
