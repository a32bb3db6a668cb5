-- The cohorts that are looked at anew: payments and rows of a program or network in one currency (a scope), from a day on.
-- A payment takes rows validated no later than its day, in the order of days, so nothing before the first day that
-- changed can be otherwise. `from_on` of a scope is that day.
create or replace temp table idle_now as
select distinct c.row_id from link c
join link m on m.sale = c.sale and m.role = 'main'
join network_row o on o.id = m.row_id and o.current and o.validation <> 'validated'
join network_row r on r.id = c.row_id and r.current and r.correction
where c.role = 'part';

create or replace temp table moved_on as
with turned as (
    select row_id from idle_now where row_id not in (select row_id from payment_idle)
    union all
    select row_id from payment_idle where row_id not in (select row_id from idle_now)
), row_of as (
    select id from network_row where entry > $since and $since > 0
    union
    select id from anew_row
    union
    select row_id from stated_moved
    union
    select row_id from turned
), said as (
    select r.program, r.network, r.currency, least(coalesce(r.validated_on, r.event_on), r.paid_on) as day
    from network_row r where r.id in (select id from row_of)
    union all
    select program, network, currency, paid_on from payout
    where id in (select id from anew_payout) or id in (select payout from stated_moved)
    union all
    -- A program that is paid by itself for the first time, or not any more, leaves its network's payments or joins them.
    select p.program, p.network, p.currency, date '0001-01-01' from payout p
    where p.id in (select id from anew_payout) and p.program is not null and not exists (
        select 1 from payout_now o where o.program = p.program and o.id not in (select id from anew_payout))
)
select 'program' as kind, program as owner, currency, day from said where program is not null
union all
select 'network', network, currency, day from said;

delete from payment_idle;
insert into payment_idle select row_id from idle_now;

create or replace temp table pay_scope as
select row_number() over (order by s.kind, s.owner, s.currency) as scope, s.kind, s.owner, s.currency, m.from_on
from (select distinct kind, owner, currency from payment_scope) s
join (select kind, owner, currency, min(day) as from_on from moved_on group by kind, owner, currency) m
    on m.kind = s.kind and m.owner = s.owner and m.currency = s.currency;

-- What was attributed from that day on is attributed anew. All payments of a row were attributed to it on one day.
create or replace temp table scope_payout as
select p.*, s.scope, s.from_on
from payment_scope p join pay_scope s on s.kind = p.kind and s.owner = p.owner and s.currency = p.currency;

create or replace temp table freed_row as
select l.row_id from payment_link l join scope_payout p on p.payout = l.payout
where l.tier in ('cohort', 'subset') and cast(l.evidence as date) >= p.from_on
union
select row_id from payment_link where tier in ('cohort', 'subset') and payout in (
    select id from anew_payout union all select payout from stated_moved)
union
select row_id from stated_moved;

insert into payment_gone select row_id, payout, tier, amount from payment_link
where tier in ('cohort', 'subset') and row_id in (select row_id from freed_row);
delete from payment_link where tier in ('cohort', 'subset') and row_id in (select row_id from freed_row);

delete from payment_doubt where payout not in (select payout from payment_scope)
    or payout in (select payout from scope_payout where paid_on >= from_on);
update payment_doubt set settled_on = null from scope_payout p
where p.payout = payment_doubt.payout and payment_doubt.settled_on >= p.from_on;

-- Money of these payments that nothing says what it is for: not that of payments whose rows are stated. `turn`: its
-- place among the payments of its scope; 0 = from before the first day, what is left of it may still help to pay a row.
create or replace temp table cohort_money as
with given as (
    select payout, sum(amount) as amount, max(case when tier in ('reference', 'line') then 1 else 0 end) as stated
    from payment_link group by payout
)
select p.scope, p.payout, p.paid_on as day, cast(p.amount - coalesce(g.amount, 0) as decimal(38, 4)) as money,
    row_number() over (partition by p.scope order by p.paid_on, p.source, p.account, p.key) as place,
    case when p.paid_on < p.from_on then 0 else row_number() over (
        partition by p.scope, p.paid_on < p.from_on order by p.paid_on, p.source, p.account, p.key) end as turn
from scope_payout p
left join given g on g.payout = p.payout
where coalesce(g.stated, 0) = 0 and p.amount > coalesce(g.amount, 0);

-- Rows nobody has said to be paid by a payment, oldest first; those the network calls received before all others.
create or replace temp table cohort_row as
with claim as (
    select r.id, s.scope, r.commission, r.payment = 'received' as told, r.source, r.account, r.key,
        least(coalesce(r.validated_on, r.event_on), r.paid_on) as day
    from row_now r join pay_scope s on s.kind = 'program' and s.owner = r.program and s.currency = r.currency
    where r.validation = 'validated'
    union all
    select r.id, s.scope, r.commission, r.payment = 'received', r.source, r.account, r.key,
        least(coalesce(r.validated_on, r.event_on), r.paid_on)
    from row_now r join pay_scope s on s.kind = 'network' and s.owner = r.network and s.currency = r.currency
    where r.validation = 'validated' and (r.program is null or r.program not in (select program from own_payer))
)
select c.scope, c.id as row_id, c.day, cast(c.commission as decimal(38, 4)) as amount,
    row_number() over (partition by c.scope order by not c.told, c.day, c.key, c.source, c.account) as n
from claim c
join (select scope, max(day) as until from cohort_money group by scope) m on m.scope = c.scope and c.day <= m.until
where c.id not in (select row_id from idle_now)
    and not exists (select 1 from payment_link l where l.row_id = c.id)
order by c.scope, n;

-- What is left of earlier payments at each turn. `doubtful`: several sets of rows make it up.
create or replace temp table pay_piece as
select c.*, c.payout in (select payout from payment_doubt where settled_on is null) as doubtful from cohort_money c where c.turn = 0;

select coalesce(max(turn), 0) from cohort_money;
