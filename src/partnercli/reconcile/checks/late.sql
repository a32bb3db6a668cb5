-- code: LATE
-- next: Ask for the payment, naming the row and the day it was validated: partnercli report due.
--
-- Validated money that is not paid and waits longer than is normal for its program (store/awaited.sql).
select subject, program, network, currency, amount, since, until, reason, facts from overdue where step = 'payment';
