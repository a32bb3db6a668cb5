-- The rows of the pool $pool a person said a payment does not pay: (payment, place).
select f.payout, r.place from refused_payment f join cohort_row r on r.row_id = f.row_id where r.pool = $pool;
