-- Tier `reference`: the payment's reference stands in what the bank says, as whole words, from five days before the
-- payment to forty-five after. A receipt may name several payments, and a payment may come in several receipts, in any
-- currency. References of less than four characters or without a digit say nothing ('77', 'May').
create or replace temp table referenced as
select id as payout, network, currency, amount, paid_on, ref,
    substr((select max(lpad(cast(length(w) as varchar), 4, '0') || w) from (select unnest(string_split(trim(ref), ' ')) as w)), 5) as word
from (select *, token_text(reference) as ref from open_payout)
where length(replace(ref, ' ', '')) >= 4 and regexp_matches(ref, '[0-9]');

create or replace temp table worded as
select distinct id as receipt, amount, currency, booked_on, text, unnest(string_split(trim(text), ' ')) as word
from (select *, token_text(reference || ' ' || purpose) as text from open_receipt);

create or replace temp table fit as
select w.receipt, p.payout, p.ref, p.currency = w.currency and p.amount = w.amount as equal
from worded w
join referenced p on p.word = w.word and contains(w.text, p.ref) and w.booked_on between p.paid_on - 5 and p.paid_on + 45
where (w.receipt, p.payout) not in (select receipt, payout from refused_receipt);

-- A reference inside a longer one that is named too is not meant; of several payments with one reference the equal one is.
create or replace temp table meant as
select p.* from fit p
where not exists (select 1 from fit o where o.receipt = p.receipt and o.ref <> p.ref and contains(o.ref, p.ref))
    and (p.equal or not exists (select 1 from fit o where o.receipt = p.receipt and o.ref = p.ref and o.equal));

create or replace temp table shared_reference as
select receipt, ref from meant group by receipt, ref having count(*) > 1
union
select m.receipt, m.ref from meant m where m.payout in (
    select payout from meant where equal group by payout having count(*) > 1);

insert into receipt_link (receipt, payout, tier, role, evidence)
select m.receipt, m.payout, 'reference', case when s.receipt is null then 'main' else 'candidate' end, trim(m.ref)
from meant m left join shared_reference s on s.receipt = m.receipt and s.ref = m.ref;

delete from open_receipt where id in (select receipt from meant);
delete from open_payout where id in (select payout from meant) or not received;
