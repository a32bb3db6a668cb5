-- Payments and what became of them: which rows they paid, what is left and why, and which line of a statement brought
-- them. TEMP views over facts and the links `reconcile` made. Reading order: payout_now, payment_sum, named_receipt,
-- receipt_verdict, payout_verdict; why money is left over stands in residuals.sql.

-- Payments that were made, and whose they are: a program's, or, where they name none, the whole network's.
create or replace temp view payout_now as select * from payout where current and received;

create or replace temp view own_payer as select distinct program from payout_now where program is not null;

create or replace temp view payment_scope as
select o.id as payout, case when o.program is null then 'network' else 'program' end as kind,
    coalesce(o.program, o.network) as owner, coalesce(p.network, o.network) as network,
    o.currency, o.paid_on, o.amount, o.source, o.account, o.key
from payout_now o left join program p on p.code = o.program;

-- What its rows come to, in the payment's own currency; rows in another currency are counted apart. What it lacks of rows
-- that were paid before (tier `clawback`) is not its rows but the reason why something is left.
create or replace temp view payment_sum as
select l.payout, count(distinct l.row_id) as rows_n, sum(case when r.currency = p.currency then l.amount else 0 end) as amount,
    sum(case when r.currency <> p.currency then l.amount end) as foreign_amount,
    max(case when r.currency <> p.currency then r.currency end) as foreign_currency,
    string_agg(distinct l.tier, ', ' order by l.tier) as tiers
from payment_link l
join payout p on p.id = l.payout and p.current
join network_row r on r.id = l.row_id and r.current
where l.tier <> 'clawback'
group by l.payout;

-- A text as words, so that `991` is never inside `INV-99910`: ' inv 99910 '. Of names, Cyrillic and Latin spelling alike.
create or replace temp macro token_text(x) as ' ' || trim(regexp_replace(lower(x), '[^a-zа-яё0-9]+', ' ', 'g')) || ' ';
create or replace temp macro name_text(x) as ' ' || trim(regexp_replace(fold_letters(x), '[^a-z0-9]+', ' ', 'g')) || ' ';

-- Words a payer is known by: the network, the program and its code, the domain of the address we write to. Public mail
-- services are nobody's domain.
create or replace temp view payer_name as
with named as (
    select network, cast(null as varchar) as program, name_text(network) as text from program
    union
    select network, code, name_text(code) from program
    union
    select network, code, name_text(name) from program
    union
    select network, code, name_text(split_part(contact, '@', 2)) from program
    where contact like '%@%' and lower(split_part(contact, '@', 2)) not in (
        'gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'yahoo.com', 'icloud.com', 'proton.me', 'mail.ru', 'bk.ru',
        'inbox.ru', 'list.ru', 'yandex.ru', 'ya.ru', 'rambler.ru')
), worded as (
    select *, unnest(string_split(trim(text), ' ')) as part from named
    where length(trim(text)) >= 2 and text <> name_text('direct')
)
select network, program, text, substr(max(lpad(cast(length(part) as varchar), 4, '0') || part), 5) as word
from worded group by network, program, text;

-- Which of them a receipt names. The longest word of the name is looked up, the whole name is then compared.
create or replace temp view named_receipt as
with spoken as (
    select id as receipt, name_text(counterparty || ' ' || purpose || ' ' || type) as text
    from receipt where current and state = 'booked' and amount > 0
), heard as (
    select distinct receipt, text, unnest(string_split(trim(text), ' ')) as word from spoken
)
select distinct h.receipt, n.network, n.program
from heard h join payer_name n on n.word = h.word where contains(h.text, n.text);

-- Who paid us before, by the bank's own words for him.
create or replace temp view known_payer as
select distinct r.counterparty_id, r.counterparty from receipt_link l join receipt r on r.id = l.receipt and r.current
where l.role = 'main' and (r.counterparty_id <> '' or r.counterparty <> '');

-- One class for each current line of a statement: payment, ambiguous, unexplained (it looks like partner money and no
-- payment is known), other (nothing says that it is), outgoing, pending, failed.
create or replace temp view receipt_verdict as
with linked as (
    select receipt, count(*) as n, min(payout) as payout, max(tier) as tier, role from receipt_link group by receipt, role
)
select r.id as receipt,
    case when r.state <> 'booked' then r.state when r.amount <= 0 then 'outgoing' when m.receipt is not null then 'payment'
        when c.receipt is not null then 'ambiguous' when n.receipt is not null or k.receipt is not null then 'unexplained'
        else 'other' end as class,
    m.payout, r.amount, r.currency,
    case when r.state <> 'booked' then 'not_booked' when r.amount <= 0 then 'money_out'
        when m.n > 1 then 'several_payments'
        when m.receipt is not null then case m.tier when 'person' then 'by_person' when 'reference' then 'by_reference'
            when 'amount' then 'by_amount' when 'group' then 'by_sum' else 'less_a_fee' end
        when c.receipt is not null then 'several_fit' when n.receipt is not null then 'names_a_payer'
        when k.receipt is not null then 'payer_known' else 'nothing_says_so' end as reason,
    n.network, n.program
from receipt r
left join linked m on m.receipt = r.id and m.role = 'main'
left join linked c on c.receipt = r.id and c.role = 'candidate'
left join (select receipt, min(network) as network, min(program) as program from named_receipt group by receipt) n on n.receipt = r.id
left join (
    select distinct r.id as receipt from receipt r join known_payer k
        on k.counterparty_id = r.counterparty_id and k.counterparty = r.counterparty
    where r.current
) k on k.receipt = r.id
where r.current;

-- The days statements cover, per currency; up to four days between two of them are a weekend without a movement.
create or replace temp view statement_days as
with file as (
    select distinct r.currency, f.first_on, f.last_on
    from import_file f join (select distinct source, account, currency from receipt) r on r.source = f.source and r.account = f.account
    where f.kind = 'receipts' and f.undone_by is null and f.first_on is not null
), marked as (
    select *, max(last_on) over (partition by currency order by first_on, last_on rows between unbounded preceding and 1 preceding) as before
    from file
), numbered as (
    select *, sum(case when before is null or first_on > before + 5 then 1 else 0 end) over (
        partition by currency order by first_on, last_on rows unbounded preceding) as island
    from marked
)
select currency, min(first_on) as first_on, max(last_on) as last_on from numbered group by currency, island;

-- What receipts brought of each payment. One that brought several has what it differs from them with the last of them.
create or replace temp view payment_received as
with shared as (
    select l.receipt, l.payout, l.tier, r.booked_on, r.currency, r.amount, coalesce(r.fee, 0) as fee, p.amount as asked,
        count(*) over (partition by l.receipt) as n, sum(p.amount) over (partition by l.receipt) as total,
        row_number() over (partition by l.receipt order by p.paid_on desc, p.source desc, p.account desc, p.key desc) as from_last
    from receipt_link l join receipt r on r.id = l.receipt and r.current join payout p on p.id = l.payout and p.current
    where l.role = 'main'
)
select payout, max(booked_on) as received_on, min(currency) as currency, count(distinct currency) as currencies,
    sum(case when n = 1 then amount when from_last = 1 then asked + amount - total else asked end) as amount,
    sum(case when n = 1 or from_last = 1 then abs(fee) else 0 end) as fee, min(receipt) as receipt, max(tier) as tier, count(*) as receipts_n
from shared group by payout;

-- The same payment again: equal in all, with the same reference or on the same day. The earlier one is the first.
create or replace temp view twin_payout as
select b.id as payout, arg_min(a.id, row(a.paid_on, a.source, a.account, a.key)) as first
from payout_now b
join payout_now a on a.network = b.network and a.program is not distinct from b.program and a.currency = b.currency
    and a.amount = b.amount and ((a.reference = b.reference and a.reference <> '')
        or (a.paid_on = b.paid_on and (a.reference = b.reference or a.reference = '' or b.reference = '')))
where row(a.paid_on, a.source, a.account, a.key) < row(b.paid_on, b.source, b.account, b.key)
group by b.id;

-- A fee nobody stated is taken for one up to this share of the payment, in percent.
create or replace temp macro fee_limit() as 3;

-- One class for each current payment. A statement that covers the ten days from the payment on and has nothing that fits
-- says that it was not received; without one it is as it was stated, or still on its way.
create or replace temp view payout_verdict as
with asked as (
    select p.*, g.received_on, g.amount as got, g.currency as got_currency, g.fee, g.receipt, g.tier, g.currencies, t.first as twin,
        p.id in (select payout from receipt_link where role = 'candidate') as unclear,
        exists (select 1 from statement_days s where s.currency = p.currency and s.first_on <= p.paid_on and s.last_on >= p.paid_on + 10) as is_covered,
        (select min(first_on) from statement_days s where s.currency = p.currency) as first_on,
        (select max(last_on) from statement_days s where s.currency = p.currency) as last_on
    from payout p
    left join payment_received g on g.payout = p.id
    left join twin_payout t on t.payout = p.id
    where p.current
), judged as (
    select *, case
            when got is null and not received then 'waiting'
            when got is null and unclear then 'ambiguous'
            when got is null and twin is not null then 'duplicate'
            when got is null and is_covered then 'not_received'
            when got is null and last_on is null and source <> '' and today <= paid_on + 10 then 'in_transit'
            when got is null and paid_on >= first_on and paid_on + 10 > last_on then 'in_transit'
            when got is null then 'stated'
            when got_currency <> currency or currencies > 1 then 'received'
            when got = amount or got + fee = amount then 'received'
            when got > amount then 'over'
            when (amount - got) * 100 <= amount * fee_limit() then 'received'
            else 'short' end as class
    from asked cross join clock
)
select id as payout, class, received_on, got as received, got_currency as received_currency, receipt, tier,
    case when got_currency = currency and currencies = 1 then amount - got end as residual,
    case class when 'waiting' then 'not_sent' when 'ambiguous' then 'several_fit' when 'duplicate' then 'same_payment_again'
        when 'not_received' then 'not_in_statement' when 'in_transit' then 'statement_to_come'
        when 'stated' then case when source = '' then 'entered_by_hand' else 'export_says_so' end
        when 'received' then case when got_currency <> currency or currencies > 1 then 'other_currency' when got = amount then 'in_full' else 'less_a_fee' end
        when 'over' then 'more_than_paid' else 'less_than_paid' end as reason,
    twin
from judged;

-- Money that was paid beyond what was owed, each with the day it shows: rows that payments say they paid more than once and
-- beyond the commission, and payments that equal an earlier one in payer, amount and reference or day (told twice where no
-- statement has the second one); payments of which more arrived than they are.
create or replace temp view paid_twice as
with said as (
    select row_id, sum(amount) as amount, count(distinct payout) as payouts_n,
        string_agg('P' || payout, ' ' order by payout) as payments
    from payment_link where tier in ('reference', 'line') group by row_id
), claimed as (
    select l.row_id, max(p.paid_on) as day from payment_link l join payout p on p.id = l.payout and p.current
    where l.tier in ('reference', 'line') group by l.row_id
)
select 'R' || r.id as subject, r.program, r.network, r.currency, cast(s.amount - r.commission as decimal(38, 4)) as amount, c.day as since,
    'row_paid_twice' as reason,
    to_json({'payments': s.payments, 'paid': spelled(s.amount), 'commission': spelled(r.commission)}) as facts
from said s
join claimed c on c.row_id = s.row_id
join row_now r on r.id = s.row_id
where s.payouts_n > 1 and s.amount > r.commission
union all
select 'P' || t.payout, p.program, p.network, p.currency, p.amount, p.paid_on,
    case when v.class = 'duplicate' then 'payment_told_twice' else 'payment_made_twice' end,
    to_json({'payments': 'P' || t.first, 'reference': nullif(p.reference, '')})
from twin_payout t
join payout p on p.id = t.payout and p.current
join payout_verdict v on v.payout = t.payout
union all
select 'P' || p.id, p.program, p.network, p.currency, -v.residual, v.received_on, 'more_received',
    to_json({'paid': spelled(p.amount), 'received': spelled(v.received), 'reference': nullif(p.reference, '')})
from payout_verdict v
join payout p on p.id = v.payout and p.current
where v.class = 'over' and v.payout not in (select payout from twin_payout);
