-- What became of each sale and row: paid by what, in which class, due when. TEMP views over the words of views.sql.
-- Reading order: payouts and what they cover, part, chain, sale_verdict and row_verdict, verdict.

-- Payouts that arrived, and how much of each program and network they still cover after the rows the network itself
-- marks as received. A payout that names no program covers the whole network.
create or replace temp view payout_now as select * from payout where current and received;

create or replace temp view said_received as
select network, program, currency, sum(commission) as amount
from row_now where validation = 'validated' and payment = 'received'
group by network, program, currency;

create or replace temp view cover_program as
select p.program, p.currency, p.amount - coalesce(r.amount, 0) as amount, p.last_on
from (select program, currency, sum(amount) as amount, max(paid_on) as last_on
      from payout_now where program is not null group by program, currency) p
left join (select program, currency, sum(amount) as amount from said_received group by program, currency) r
    on r.program = p.program and r.currency = p.currency;

create or replace temp view cover_network as
select p.network, p.currency, p.amount - coalesce(r.amount, 0) as amount, p.last_on
from (select network, currency, sum(amount) as amount, max(paid_on) as last_on
      from payout_now where program is null group by network, currency) p
left join (
    select s.network, s.currency, sum(s.amount) as amount from said_received s
    where s.program is null or s.program not in (select program from cover_program)
    group by s.network, s.currency
) r on r.network = p.network and r.currency = p.currency;

-- Validated rows the payouts cover, oldest first, none validated after the last payout. First in, first out is the
-- bookkeeping convention where no payment id says more. `running` may fall again (corrections are negative): a row is
-- covered when from it on there is a point up to which everything is paid. The correction of a row that is not
-- validated yet takes nothing from what was paid.
create or replace temp view idle_correction as
select c.row_id from link c join link m on m.sale = c.sale and m.role = 'main' join row_now o on o.id = m.row_id
where c.role = 'part' and c.row_id in (select id from row_now where correction) and o.validation <> 'validated';

create or replace temp view in_scope as
select r.id, 'program' as kind, r.program as owner, r.currency, r.commission, coalesce(r.validated_on, r.event_on) as day, r.key, c.amount
from row_now r join cover_program c on c.program = r.program and c.currency = r.currency
where r.validation = 'validated' and r.payment <> 'received' and coalesce(r.validated_on, r.event_on) <= c.last_on
    and r.id not in (select row_id from idle_correction)
union all
select r.id, 'network', r.network, r.currency, r.commission, coalesce(r.validated_on, r.event_on), r.key, c.amount
from row_now r join cover_network c on c.network = r.network and c.currency = r.currency
where r.validation = 'validated' and r.payment <> 'received' and coalesce(r.validated_on, r.event_on) <= c.last_on
    and r.id not in (select row_id from idle_correction)
    and (r.program is null or r.program not in (select program from cover_program));

create or replace temp view covered as
select id from (
    select id, amount, min(running) over (
        partition by kind, owner, currency order by day, key, id rows between current row and unbounded following) as least_running
    from (
        select *, sum(commission) over (
            partition by kind, owner, currency order by day, key, id rows unbounded preceding) as running
        from in_scope
    )
) where least_running <= amount;

-- What arrived beyond the rows it pays: per program, or per network where the payouts name no program.
create or replace temp view unplaced as
select owner, currency, amount from (
    select c.program as owner, c.currency, c.amount - coalesce(sum(r.commission), 0) as amount
    from cover_program c
    left join row_now r on r.program = c.program and r.currency = c.currency and r.id in (select id from covered)
    group by c.program, c.currency, c.amount
    union all
    select c.network, c.currency, c.amount - coalesce(sum(r.commission), 0)
    from cover_network c
    left join row_now r on r.network = c.network and r.currency = c.currency and r.id in (select id from covered)
        and (r.program is null or r.program not in (select program from cover_program))
    group by c.network, c.currency, c.amount
) where amount > 0;

-- What the rows of one sale say together: the main row and the parts that net into it (corrections, lines, repeats
-- that were declined). A declined row counts for nothing.
create or replace temp view part as
select l.sale, count(*) as rows_n,
    sum(case when r.validation <> 'declined' then r.commission else 0 end) as commission,
    bool_or(r.validation <> 'declined' and not r.correction) as live,
    bool_or(r.validation = 'pending' and not r.correction) as pending,
    bool_or(r.correction and r.validation <> 'declined') as corrected,
    bool_or(r.validation = 'validated' and not r.correction and r.payment <> 'received' and r.id not in (select id from covered)) as unpaid
from link l join row_now r on r.id = l.row_id
where l.role = 'part'
group by l.sale;

create or replace temp view chain as
select m.sale, m.row_id, m.tier, m.evidence, r.network, r.event_on, r.validated_on, r.validation, r.payment, r.reason,
    1 + coalesce(p.rows_n, 0) as rows_n,
    case when r.validation <> 'declined' then r.commission else 0 end + coalesce(p.commission, 0) as actual,
    r.validation <> 'declined' or coalesce(p.live, false) as live,
    r.validation = 'pending' or coalesce(p.pending, false) as pending,
    coalesce(p.corrected, false) or r.correction as corrected,
    (r.payment = 'received' or c.id is not null) and not coalesce(p.unpaid, false) as is_paid,
    c.id is not null as is_covered
from link m
join row_now r on r.id = m.row_id
left join part p on p.sale = m.sale
left join covered c on c.id = m.row_id
where m.role = 'main';

-- The first pay day on or after a day; without one in the terms, thirty days.
create or replace temp macro pay_date(on_day, pay_day) as case
    when pay_day is null then on_day + 30
    when least(pay_day, day(last_day(on_day))) >= day(on_day)
        then cast(date_trunc('month', on_day) as date) + cast(least(pay_day, day(last_day(on_day))) - 1 as integer)
    else cast(date_trunc('month', on_day) + interval 1 month as date)
        + cast(least(pay_day, day(last_day(cast(date_trunc('month', on_day) + interval 1 month as date)))) - 1 as integer) end;

-- One class for each sale with its rows, and for each row without a sale. `due_on` is the day after which it is late.
create or replace temp view sale_verdict as
select s.sale, c.row_id, s.lead, s.program, s.channel, s.network, s.currency, s.sold_on as on_day, s.expected,
    case when c.sale is not null then cast(c.actual as decimal(38, 4)) end as actual, c.tier, coalesce(c.rows_n, 0) as rows_n, s.claim_days,
    case
        when c.sale is null and a.sale is not null then 'ambiguous'
        when c.sale is null and s.lead_status = 'refused' then 'declined'
        when c.sale is null and k.today > s.sold_on + s.track_days then 'missing'
        when c.sale is null then 'not_due'
        when not c.live or (c.corrected and c.actual <= 0) then 'declined'
        when c.pending then 'pending'
        when s.expected - c.actual >= unit(s.currency) then 'underpaid'
        when c.actual - s.expected >= unit(s.currency) then 'overpaid'
        when c.is_paid then 'paid'
        else 'awaiting' end as class,
    case
        when c.sale is null then s.sold_on + s.track_days
        when c.pending then c.event_on + coalesce(s.hold_days, 30)
        when not c.is_paid then pay_date(greatest(c.validated_on, c.event_on + coalesce(s.hold_days, 30)), s.pay_day) end as due_on,
    s.lead_status, c.live, c.corrected, c.is_paid, c.is_covered, s.order_id, s.amount as sale_amount, c.validation, c.payment
from sale_terms s
cross join clock k
left join chain c on c.sale = s.sale
left join (select distinct sale from link where role = 'candidate') a on a.sale = s.sale;

-- The same sale told twice under two transaction ids, in a batch and in real time: of rows of one program and order
-- that agree in both amounts and in the day, give or take two, the later ones. Where a sale of ours has the order, its
-- links say it. An order id that more than twenty rows share says nothing.
create or replace temp view double_reported as
with told as (
    select r.*, coalesce(r.event_at, cast(r.event_on as timestamp)) as moment
    from row_now r
    join (select program, order_id from row_now where order_id <> '' and program is not null
          group by program, order_id having count(*) between 2 and 20) o
        on o.program = r.program and o.order_id = r.order_id
    where r.validation <> 'declined' and not r.correction
)
select distinct b.id
from told b
join told a on a.program = b.program and a.order_id = b.order_id and a.currency = b.currency
    and a.commission = b.commission and a.sale_amount is not distinct from b.sale_amount
    and a.transaction_id <> b.transaction_id and abs(a.event_on - b.event_on) <= 2
where row(a.moment, a.source, a.account, a.key) < row(b.moment, b.source, b.account, b.key)
    and b.id not in (select row_id from link);

-- Rows without a sale of ours that corrections took down to nothing, and these corrections. A correction belongs to the
-- one row it names, else to the one of its order (as in the tier `correction`).
create or replace temp view corrected_away as
with open_now as (
    select id, source, account, currency, program_ref, transaction_id, order_id, original_ref, correction,
        case when validation <> 'declined' then commission else 0 end as counts
    from row_now where id not in (select row_id from link)
), correction as (
    select * from open_now where correction
), named as (
    select c.id, o.id as original from correction c
    join open_now o on o.source = c.source and o.account = c.account and o.currency = c.currency
        and o.transaction_id = c.original_ref
    where not o.correction
    union all
    select c.id, o.id from correction c
    join open_now o on o.source = c.source and o.account = c.account and o.currency = c.currency
        and o.order_id = c.order_id and o.program_ref is not distinct from c.program_ref
    where not o.correction and c.original_ref is null and c.order_id <> ''
), told as (
    select min(original) as original, id from named group by id having count(*) = 1
), net as (
    select t.original from told t join correction c on c.id = t.id join open_now o on o.id = t.original
    group by t.original, o.counts having o.counts + sum(c.counts) <= 0
)
select original as id from net
union all
select id from told where original in (select original from net);

-- A declined row counts for nothing, whatever it says.
create or replace temp view row_verdict as
select r.id as row_id, l.sale, coalesce(r.program, n.program) as program, r.network, r.currency, r.event_on as on_day,
    cast(case when r.validation <> 'declined' then r.commission else 0 end as decimal(38, 4)) as actual, l.tier,
    case when l.role = 'duplicate' then 'duplicate' when l.role = 'candidate' then 'ambiguous'
        when r.validation = 'declined' or r.id in (select id from corrected_away) then 'declined'
        when r.id in (select id from double_reported) then 'duplicate' else 'unknown' end as class,
    r.validation, r.payment = 'received' or r.id in (select id from covered) as is_paid
from row_now r
left join (
    select row_id, max(role) as role, max(tier) as tier, case when count(*) = 1 then max(sale) end as sale
    from link where role in ('duplicate', 'candidate') group by row_id
) l on l.row_id = r.id
left join sale_now n on n.sale = l.sale
where r.id not in (select row_id from link where role in ('main', 'part'));

-- `standing`: how far the money of the case is: none, pending, validated, paid.
create or replace temp view verdict as
select 'S' || sale as id, class, program, channel, network, lead, sale, row_id, expected, actual, currency, on_day, due_on,
    tier, rows_n, claim_days,
    case when row_id is null or class = 'declined' then 'none' when class = 'pending' then 'pending'
        when is_paid then 'paid' else 'validated' end as standing,
    case class
        when 'ambiguous' then 'several_fit'
        when 'declined' then case when row_id is null then 'lead_refused' when corrected then 'corrected_to_zero' else 'network_declined' end
        when 'missing' then 'no_row'
        when 'not_due' then 'row_still_to_come'
        when 'pending' then 'waits_for_validation'
        when 'underpaid' then 'commission_short'
        when 'overpaid' then 'commission_over'
        when 'paid' then case when is_covered then 'covered_by_payouts' else 'network_says_paid' end
        else case when due_on < today then 'payment_late' else 'payment_to_come' end end as reason
from sale_verdict cross join clock
union all
select 'R' || row_id, class, program, null, network, null, case when class = 'duplicate' then sale end, row_id,
    null, actual, currency, on_day, null, tier, 1, null,
    case when class = 'declined' or validation = 'declined' then 'none' when validation = 'pending' then 'pending'
        when is_paid then 'paid' else 'validated' end,
    case when class = 'declined' then case validation when 'declined' then 'network_declined' else 'corrected_to_zero' end
        when class = 'duplicate' and sale is null then 'double_reported'
        when class = 'duplicate' then 'same_order_again' when class = 'ambiguous' then 'several_fit'
        when program is null then 'no_program' else 'no_sale' end
from row_verdict;
