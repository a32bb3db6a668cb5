-- title: Payouts no row explains
-- column: owner code Owner
-- column: amount money Amount
-- column: currency currency Currency
--
-- Money that arrived and that no validated row accounts for.
select owner, amount, currency from unplaced
where $program is null or owner = $program
order by owner, currency;
