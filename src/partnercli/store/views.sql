-- The shared vocabulary: TEMP views over facts and decisions, made anew on each connection (they work read-only).
-- Reports are short selects over these words. Here: the day, money, terms, sales and rows as they are now, what is
-- expected. What became of it stands in verdict.sql.

create or replace temp table clock as select cast($today as date) as today;

-- Money is rounded to the currency's minor unit: most have two decimals.
create or replace temp macro unit(currency) as case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then cast(1 as decimal(18, 4))
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then cast(0.001 as decimal(18, 4))
    else cast(0.01 as decimal(18, 4)) end;
create or replace temp macro rounded(amount, currency) as case unit(currency)
    when 1 then cast(round(amount, 0) as decimal(38, 4)) when 0.001 then cast(round(amount, 3) as decimal(38, 4))
    else cast(round(amount, 2) as decimal(38, 4)) end;

-- An amount inside a sentence: at least two decimals, no further zeros.
create or replace temp macro spelled(amount) as regexp_replace(cast(amount as varchar), '(\.[0-9]{2}[0-9]*?)0+$', '\1');

-- `/` on DECIMAL makes a DOUBLE; a mean of money is an integer division of ten-thousandths, half up.
create or replace temp macro mean_money(total, n) as case when n > 0 then
    cast(cast(sign(total) * ((cast(abs(total) * 10000 as hugeint) * 2 + n) // (2 * n)) as decimal(30, 0))
        * cast(0.0001 as decimal(5, 4)) as decimal(38, 4)) end;
-- What falls on a part when a sum is spread over the whole: rounded down to ten-thousandths, then to the minor unit.
create or replace temp macro portion(part, amount, whole, currency) as rounded(cast(
    cast(cast(part * 10000 as hugeint) * cast(amount * 10000 as hugeint) // cast(whole * 10000 as hugeint) as decimal(30, 0))
        * cast(0.0001 as decimal(5, 4)) as decimal(38, 4)), currency);
-- What some days get of a total that is spread over `days`: whole steps a day, what the division leaves on the last day.
create or replace temp macro spread(total, step, days, taken, with_last) as
    total // (step * days) * step * taken + case when with_last then total - total // (step * days) * step * days else 0 end;
-- The first pay day on or after a day; without one in the terms, thirty days.
create or replace temp macro pay_date(on_day, pay_day) as case
    when pay_day is null then on_day + 30
    when least(pay_day, day(last_day(on_day))) >= day(on_day)
        then cast(date_trunc('month', on_day) as date) + cast(least(pay_day, day(last_day(on_day))) - 1 as integer)
    else cast(date_trunc('month', on_day) + interval 1 month as date)
        + cast(least(pay_day, day(last_day(cast(date_trunc('month', on_day) + interval 1 month as date)))) - 1 as integer) end;

-- Share of counts in percent points with one decimal, half up.
create or replace temp macro share(part, whole) as case when whole > 0 then
    cast(((part * 2000 + whole) // (2 * whole)) * cast(0.1 as decimal(3, 1)) as decimal(9, 1)) end;

-- The part of an amount that is left without the VAT inside it (of 120 at 20 % it is 100), rounded half up. A division
-- of ten-thousandths: integers, because `/` would make a DOUBLE.
create or replace temp macro less_vat(amount, vat_percent, currency) as
    cast(cast(sign(amount) * cast(unit(currency) * 10000 as hugeint)
        * ((cast(abs(amount) * 10000 as hugeint) * 2000000 + cast(1000000 + vat_percent * 10000 as hugeint) * cast(unit(currency) * 10000 as hugeint))
            // (2 * cast(1000000 + vat_percent * 10000 as hugeint) * cast(unit(currency) * 10000 as hugeint))) as decimal(30, 0))
        * cast(0.0001 as decimal(5, 4)) as decimal(38, 4));

-- What a percent is taken of: the amount, less delivery and less VAT where the terms say so. VAT the order states is taken
-- as stated; else it is the terms' rate of what is left.
create or replace temp macro taken_of(amount, delivery, vat, without_delivery, vat_percent, currency) as case
    when vat_percent is null then amount - case when without_delivery then coalesce(delivery, 0) else 0 end
    when vat is not null then amount - case when without_delivery then coalesce(delivery, 0) else 0 end - vat
    else less_vat(amount - case when without_delivery then coalesce(delivery, 0) else 0 end, vat_percent, currency) end;

-- What a rate earns, rounded half up to the minor unit; and that, but no more than the cap.
create or replace temp macro earned(base, percent, flat, currency) as
    coalesce(cast(flat as decimal(38, 4)), rounded(cast(base as decimal(24, 4)) * percent * cast(0.01 as decimal(3, 2)), currency));
create or replace temp macro at_most(amount, cap) as case when amount > cap then cast(cap as decimal(38, 4)) else amount end;

-- Terms as said: of two promos, or of two terms that last, from one day the later written one counts.
create or replace temp view term_said as
select * from (
    select t.*, row_number() over (partition by program, valid_from, valid_until is null order by entry desc, id desc) as place
    from program_term t
) where place = 1;

-- Programs in which a sale's commission depends on the others: tiers by volume, a cap by month.
create or replace temp view volume_program as
select distinct program from term_said where month_cap is not null or id in (select term from term_rate where kind = 'tier');

-- Terms with the days they hold (`valid_to` is the day after): the latest ones begun that have not ended. When a promo is
-- over, those before it hold again. `said_from` is the first day they name.
create or replace temp view term as
with edge as (
    select program, valid_from as day from term_said
    union
    select program, valid_until + 1 from term_said where valid_until is not null
), stretch as (
    select program, day as valid_from,
        coalesce(lead(day) over (partition by program order by day), date '9999-12-31') as valid_to
    from edge
), fit as (
    select e.program, e.valid_from, e.valid_to, t.id, row_number() over (
        partition by e.program, e.valid_from order by t.valid_from desc, coalesce(t.valid_until, date '9999-12-31'), t.id) as place
    from stretch e
    join term_said t on t.program = e.program and t.valid_from <= e.valid_from
        and coalesce(t.valid_until, date '9999-12-31') >= e.valid_from
)
select f.program, f.valid_from, t.per, t.percent, t.flat, t.hold_days, t.pay_day, t.minimum, t.claim_days, t.track_days, f.valid_to,
    t.id, t.valid_from as said_from, t.valid_until, t.sale_minimum, t.sale_cap, t.month_cap, t.vat_percent, t.without_delivery,
    t.recurs_months, t.renewal_percent, t.tier_by, t.tier_over, t.tier_applies, v.program is not null as by_volume
from fit f join term_said t on t.id = f.id left join volume_program v on v.program = f.program
where f.place = 1;

-- The tiers of terms, numbered from 1, each with the volume at which the next one begins.
create or replace temp view tier as
select term, reach, percent, flat, row_number() over (partition by term order by reach) as step,
    coalesce(lead(reach) over (partition by term order by reach), cast(99999999999999 as decimal(18, 4))) as next_reach
from term_rate where kind = 'tier';

-- What program a row speaks of: ours where it is known, else the network's id of it, else its name there.
create or replace temp macro program_said(program, ref, name) as coalesce('=' || program, '#' || ref, '~' || name, '');

-- A sale with what its lead and program say of it.
create or replace temp view sale_now as
select s.id as sale, s.lead, s.kind, s.sold_on, s.order_id, s.amount, s.currency, l.program, l.channel, l.status as lead_status,
    l.click, l.email_key, l.phone_key, l.name, p.network, p.account, s.vat, s.delivery, s.goods, s.action
from sale s join lead l on l.id = s.lead join program p on p.code = l.program;

create or replace temp view row_now as select * from network_row where current;

-- The sales whose terms the words below work out: all of them, or what a reconcile touches (outcomes_renewed.sql).
create or replace temp view case_sale_now as select * from sale_now;

-- A sale with the terms valid on its day and the rate they have for it: that of its action, else of its goods, else the
-- general one. `nothing` says why it earns nothing. A program that pays per lead pays once, for the lead
-- (kind = 'lead'); its further orders are worth nothing.
create or replace temp view sale_rated as
select s.*, t.hold_days, t.pay_day, t.claim_days, coalesce(t.track_days, 7) as track_days, t.minimum,
    t.id as term, coalesce(t.by_volume, false) as by_volume, t.recurs_months, t.renewal_percent, t.sale_cap, t.month_cap,
    t.tier_by, t.tier_over, t.tier_applies,
    case when a.term is not null then a.percent when g.term is not null then g.percent else t.percent end as percent,
    case when a.term is not null then a.flat when g.term is not null then g.flat else t.flat end as flat,
    case when t.id is null then null
        when t.per = 'lead' and s.kind <> 'lead' then 'not_the_lead'
        when g.term is not null and g.percent is null and g.flat is null then 'excluded'
        when s.amount < t.sale_minimum then 'below_minimum' end as nothing,
    case when a.term is not null then 'action' when g.term is not null then 'goods' when t.valid_until is not null then 'promo'
        when t.flat is not null then 'flat' when t.percent is not null then 'percent' end as how,
    taken_of(s.amount, s.delivery, s.vat, t.without_delivery, t.vat_percent, s.currency) as net
from case_sale_now s
left join term t on t.program = s.program and t.valid_from <= s.sold_on and s.sold_on < t.valid_to
left join term_rate a on a.term = t.id and a.kind = 'action' and a.word = lower(s.action)
left join term_rate g on g.term = t.id and g.kind = 'goods' and g.word = lower(s.goods);

-- What the sales of such programs add to the volume: those of refused leads and those that earn nothing add none.
create or replace temp view sale_counted as
select sale, lead, program, cast(date_trunc('month', sold_on) as date) as month, sold_on, order_id, coalesce(amount, 0) as amount,
    cast(lead_status <> 'refused' and nothing is null as integer) as counts
from sale_rated where by_volume;

-- The volume of each month, of its quarter, and of the quarter's earlier months.
create or replace temp view month_volume as
select *, sum(n) over quarter as quarter_n, sum(money) over quarter as quarter_money,
    sum(n) over so_far - n as earlier_n, sum(money) over so_far - money as earlier_money
from (select program, month, sum(counts) as n, sum(counts * amount) as money from sale_counted group by program, month)
window quarter as (partition by program, date_trunc('quarter', month)),
    so_far as (partition by program, date_trunc('quarter', month) order by month);

-- The volume reached in the month with each sale included. The order of sales is that of their days, then of what
-- identifies them, not of when we were told.
create or replace temp view running_volume as
select c.sale, c.program, c.month, c.counts, row_number() over so_far as place,
    sum(c.counts) over so_far + 1 - c.counts as n, sum(c.counts * c.amount) over so_far + (1 - c.counts) * c.amount as money
from sale_counted c join lead l on l.id = c.lead
window so_far as (partition by c.program, c.month order by c.sold_on, c.order_id, l.source, l.key, c.sale rows unbounded preceding);

-- The volume a sale's tier is chosen by: with it included (`above`: a tier applies from the sale that reaches it), or that
-- of the whole period (`all`: once reached it applies to all of them).
create or replace temp view sale_reached as
select s.*, v.month, v.place, v.counts, cast(case
    when s.tier_applies = 'all' and s.tier_by = 'amount' then case s.tier_over when 'month' then m.money else m.quarter_money end
    when s.tier_applies = 'all' then case s.tier_over when 'month' then m.n else m.quarter_n end
    when s.tier_by = 'amount' then v.money + case s.tier_over when 'month' then 0 else m.earlier_money end
    else v.n + case s.tier_over when 'month' then 0 else m.earlier_n end end as decimal(38, 4)) as reached
from sale_rated s
join running_volume v on v.sale = s.sale
join month_volume m on m.program = v.program and m.month = v.month;

-- The road of programs with tiers or a cap by month: the tier's rate, then what the month's cap has left.
create or replace temp view sale_by_volume as
with tiered as (
    select s.* replace (case when x.term is null then s.percent else x.percent end as percent,
            case when x.term is null then s.flat else x.flat end as flat), x.step
    from sale_reached s
    left join tier x on x.term = s.term and s.how not in ('action', 'goods') and x.reach <= s.reached and s.reached < x.next_reach
), capped as (
    select sale, sum(takes) over (partition by program, month order by place rows unbounded preceding) - takes as taken
    from (
        select sale, program, month, place, case when nothing is null and counts = 1
            then at_most(earned(net, percent, flat, currency), sale_cap) else 0 end as takes
        from tiered where program in (select program from term_said where month_cap is not null)
    )
)
select t.* exclude (month, counts, place, reached),
    case when t.month_cap is not null then greatest(0, t.month_cap - coalesce(c.taken, 0)) end as month_left
from tiered t left join capped c on c.sale = t.sale;

-- The commission the terms of a sale's day promise (`expected`; null = no terms or no amount), what made the figure
-- (`rule`), at which rate, and the money a percent was taken of (`base`). `recurs_months` are the months it is paid in,
-- the first one included; `renewal` is what each further one earns. Programs without tiers and monthly caps, which are
-- most, take the plain road: no window.
create or replace temp view sale_terms as
with rated as (
    select *, cast(null as bigint) as step, cast(null as decimal(38, 4)) as month_left from sale_rated where not by_volume
    union all
    select * from sale_by_volume
), uncapped as (
    select *, earned(net, percent, flat, currency) as full_price from rated
), priced as (
    select *, case when nothing is null then at_most(full_price, sale_cap) else 0 end as alone from uncapped
)
select * exclude (nothing, how, net, step, month_left, full_price, alone),
    case when month_left < alone then cast(month_left as decimal(38, 4)) else cast(alone as decimal(38, 4)) end as expected,
    case when alone is null then null when nothing is not null then nothing when month_left < alone then 'month_cap'
        when full_price > sale_cap then 'cap' when step is not null then concat('tier ', step) else how end as rule,
    case when nothing is null and flat is null and percent is not null then cast(net as decimal(38, 4)) end as base,
    case when recurs_months is null then null when nothing is not null then cast(0 as decimal(38, 4))
        when renewal_percent is null then at_most(full_price, sale_cap)
        else at_most(earned(net, renewal_percent, null, currency), sale_cap) end as renewal
from priced;

create or replace temp view expected as
select sale, hold_days, pay_day, claim_days, track_days, minimum, expected as amount from sale_terms;
