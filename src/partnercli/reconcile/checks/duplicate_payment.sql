-- code: DUPLICATE_PAYMENT
-- next: Ask the network which of the two counts before it takes one back; one entered twice is settled by undo.
--
-- Money that was paid beyond what was owed (store/payments.sql): a row twice, a payment twice, more than a payment is.
select subject, program, network, currency, amount, since, cast(null as date) as until, reason, facts from paid_twice;
