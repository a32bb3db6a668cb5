-- code: STUCK_PENDING
-- next: Ask the network when it decides; send what proves the sale: partnercli explain ID.
--
-- Commissions that are pending for longer than their program normally takes (store/awaited.sql).
select subject, program, network, currency, amount, since, until, reason, facts from overdue where step = 'validation';
