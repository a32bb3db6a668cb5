-- The pools that are looked at anew, from a day on. A pool is the payments and rows of one currency that may meet: those of
-- a program, or of a whole network once a payment of it names no program. A payment takes rows validated no later than
-- its day, in the order of days, so nothing before the first day that changed can be otherwise. `from_on` is that day.
create or replace temp table idle_now as
select distinct c.row_id from link c
join link m on m.sale = c.sale and m.role = 'main'
join network_row o on o.id = m.row_id and o.current and o.validation <> 'validated'
join network_row r on r.id = c.row_id and r.current and r.correction
where c.role = 'part';

create or replace temp table pool_payout as
with shared as (select distinct network, currency from payment_scope where kind = 'network')
select s.*, case when h.network is null then 'program' else 'network' end as pool_kind, coalesce(h.network, s.owner) as pool_owner
from payment_scope s left join shared h on h.network = s.network and h.currency = s.currency;

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
    select program, network, currency, least(coalesce(validated_on, event_on), paid_on) as day
    from network_row where id in (select id from row_of)
    union all
    select program, network, currency, paid_on from payout
    where id in (select id from anew_payout) or id in (select payout from stated_moved)
    union all
    -- A payer that pays for the first time, or not any more, changes who shares a pool and what is left out of a sum.
    select p.program, p.network, p.currency, date '0001-01-01' from payout p
    where p.id in (select id from anew_payout) and not exists (
        select 1 from payout_now o where o.network = p.network and o.currency = p.currency
            and o.program is not distinct from p.program and o.id not in (select id from anew_payout))
)
select s.program, coalesce(p.network, s.network) as network, s.currency, s.day
from said s left join program p on p.code = s.program;

delete from payment_idle;
insert into payment_idle select row_id from idle_now;

create or replace temp table pay_pool as
select row_number() over (order by p.pool_kind, p.pool_owner, p.currency) as pool, p.pool_kind as kind, p.pool_owner as owner,
    p.currency, min(m.day) as from_on
from (select distinct pool_kind, pool_owner, network, currency from pool_payout) p
join moved_on m on m.network = p.network and m.currency = p.currency
    and (p.pool_kind = 'network' or m.program is null or m.program = p.pool_owner)
group by p.pool_kind, p.pool_owner, p.currency;

-- What was attributed from that day on is attributed anew. All payments of a row were attributed to it on one day.
create or replace temp table looked_at as
select o.*, p.pool, p.from_on
from pool_payout o join pay_pool p on p.kind = o.pool_kind and p.owner = o.pool_owner and p.currency = o.currency;

create or replace temp table freed_row as
select l.row_id from payment_link l join looked_at p on p.payout = l.payout
where l.tier in ('cohort', 'subset', 'fee') and cast(l.evidence as date) >= p.from_on
union
select row_id from payment_link where tier in ('cohort', 'subset', 'fee') and payout in (
    select id from anew_payout union all select payout from stated_moved)
union
select row_id from stated_moved;

insert into payment_gone select row_id, payout, tier, amount from payment_link
where tier in ('cohort', 'subset', 'fee') and row_id in (select row_id from freed_row);
delete from payment_link where tier in ('cohort', 'subset', 'fee') and row_id in (select row_id from freed_row);

-- What payments lack of rows that were paid before is a matter of the payments that lack it.
create or replace temp table freed_clawback as
select l.row_id, l.payout from payment_link l join looked_at p on p.payout = l.payout
where l.tier = 'clawback' and cast(l.evidence as date) >= p.from_on
union
select row_id, payout from payment_link where tier = 'clawback' and payout in (
    select id from anew_payout union all select payout from stated_moved union all
    select payout from payment_link where tier in ('reference', 'line'));

insert into payment_gone select row_id, payout, tier, amount from payment_link
where tier = 'clawback' and (row_id, payout) in (select row_id, payout from freed_clawback);
delete from payment_link where tier = 'clawback' and (row_id, payout) in (select row_id, payout from freed_clawback);

delete from payment_doubt where payout not in (select payout from payment_scope)
    or payout in (select payout from looked_at where paid_on >= from_on);
update payment_doubt set settled_on = null from looked_at p
where p.payout = payment_doubt.payout and payment_doubt.settled_on >= p.from_on;

-- Programs that are paid by themselves have a number; 0 is everybody, and as a row's owner everybody else.
create or replace temp table own_number as
select program, currency, row_number() over (order by program, currency) as payer
from (select distinct owner as program, currency from payment_scope where kind = 'program');

-- Money of these payments that nothing says what it is for: not that of payments whose rows are stated. What is left of
-- those before the first day (not `due`) may still help to pay a row; a `doubtful` one several sets of rows make up.
create or replace temp table cohort_money as
with given as (
    select payout, sum(amount) as amount, max(case when tier in ('reference', 'line') then 1 else 0 end) as stated
    from payment_link group by payout
)
select p.pool, p.payout, coalesce(o.payer, 0) as payer, p.paid_on as day,
    p.amount - coalesce(g.amount, 0) as money, p.paid_on >= p.from_on as due,
    p.payout in (select payout from payment_doubt where settled_on is null) as doubtful,
    row_number() over (order by p.pool, p.paid_on, p.kind = 'network', p.source, p.account, p.key) as place
from looked_at p
left join given g on g.payout = p.payout
left join own_number o on p.kind = 'program' and o.program = p.owner and o.currency = p.currency
where coalesce(g.stated, 0) = 0 and p.amount > coalesce(g.amount, 0);

-- Rows that were validated and are declined by now: as they stood, by the version that counted most. A payment may have
-- paid them before. `ends`: the day of the decline where the network tells it; the day we heard of it says nothing.
create or replace temp table ended_row as
with former as (
    select *, row_number() over (partition by id order by commission desc, coalesce(validated_on, event_on), updated_at nulls last,
        paid_on nulls last, currency, validated_on nulls last) as place
    from network_row where not current and validation = 'validated' and not correction and commission > 0
)
select r.id, r.program, r.network, r.currency, f.commission, r.source, r.account, r.key,
    least(coalesce(f.validated_on, f.event_on), f.paid_on) as day,
    case when r.vanished then null when r.updated_at > f.updated_at or f.updated_at is null then cast(r.updated_at as date)
        when r.validated_on > f.validated_on then r.validated_on end as ends
from former f join row_now r on r.id = f.id
where f.place = 1 and r.validation = 'declined' and r.currency = f.currency;

-- Rows nobody has said to be paid by a payment, oldest first; those the network calls received before all others.
-- `place` counts those of a pool from 0. `ends` of a declined row is 0001-01-01 where the day is not told. Declined rows that
-- were paid are here too, each with what was paid and the day of it (`paid_on`), until a payment lacked them.
create or replace temp table cohort_row as
with told as (
    select l.row_id, sum(l.amount) as amount, max(p.paid_on) as paid_on
    from payment_link l join payout p on p.id = l.payout and p.current
    where l.row_id in (select id from ended_row)
    group by l.row_id having sum(l.amount) > 0 and max(case when l.tier = 'clawback' then 1 else 0 end) = 0
), claim as not materialized (  -- where no pool is looked at, no row is
    select id, program, network, currency, commission, payment = 'received' as told, source, account, key,
        least(coalesce(validated_on, event_on), paid_on) as day, cast(null as date) as ends, cast(null as date) as paid_on
    from row_now where validation = 'validated'
    union all
    select e.id, e.program, e.network, e.currency, coalesce(t.amount, e.commission), false, e.source, e.account, e.key, e.day,
        coalesce(e.ends, date '0001-01-01'), t.paid_on
    from ended_row e left join told t on t.row_id = e.id
), pooled as (
    select c.*, p.pool from claim c join pay_pool p on p.kind = 'program' and p.owner = c.program and p.currency = c.currency
    union all
    select c.*, p.pool from claim c join pay_pool p on p.kind = 'network' and p.owner = c.network and p.currency = c.currency
)
select c.pool, c.id as row_id, c.day, c.told, c.ends, c.paid_on, c.commission as amount, coalesce(o.payer, 0) as payer,
    row_number() over (partition by c.pool order by not c.told, c.day, c.key, c.source, c.account) - 1 as place
from pooled c
join (select pool, max(day) as until from cohort_money where due group by pool) m on m.pool = c.pool and c.day <= m.until
left join own_number o on o.program = c.program and o.currency = c.currency
where c.id not in (select row_id from idle_now)
    and (c.paid_on is not null or not exists (select 1 from payment_link l where l.row_id = c.id));
