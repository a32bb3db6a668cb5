-- What became of each sale and row: paid by what, in which class, due when. TEMP views over facts and links.
-- Reading order: part, sale_row, sale_outcome and row_outcome, outcome_live. They speak of `case_sale`, `case_row` and
-- `case_link`: everything (outcome_whole.sql), or what a reconcile touches (reconcile/touched.sql).
--
-- Nothing here knows what day it is: the answer can be kept (table `outcome`). The day comes in with verdict.sql.

-- What the payments linked to a row gave for it, in sum: one that was taken out of a payment again is below zero there.
create or replace temp view row_paid as
select row_id, sum(amount) as amount from payment_link group by row_id;

-- What the network said it had paid for rows before it declined them.
create or replace temp view former_paid as
select id, max(commission) as amount from network_row
where not current and payment = 'received' and validation = 'validated' group by id;

create or replace temp view paid_row as
select r.id, r.network, r.program, r.currency, r.event_on, r.validated_on, r.validation, r.commission, r.correction,
    p.row_id is not null as is_linked,
    case when r.validation = 'declined' then coalesce(p.amount, f.amount, 0) when r.payment = 'received' then r.commission
        else coalesce(p.amount, 0) end as paid,
    r.payment = 'received' or coalesce(p.amount >= r.commission, false) as is_paid
from case_row r
left join row_paid p on p.row_id = r.id
left join former_paid f on f.id = r.id and r.validation = 'declined';

-- What the further rows of a sale say together: corrections, lines, renewals, repeats that were declined. A declined
-- row counts for nothing. A correction of what is not validated yet takes nothing from what was paid.
create or replace temp view part as
select l.sale, count(*) as rows_n,
    sum(case when r.validation <> 'declined' then r.commission else 0 end) as commission,
    sum(r.paid) as paid,
    sum(case when l.role = 'renewal' and r.validation <> 'declined' then 1 else 0 end) as renewals_n,
    bool_or(r.validation <> 'declined' and not r.correction) as live,
    bool_or(r.validation = 'pending' and not r.correction) as pending,
    bool_or(r.correction and r.validation <> 'declined') as corrected,
    bool_or(r.validation = 'validated' and not r.correction and not r.is_paid) as unpaid,
    max(case when r.validation <> 'declined' and not r.correction then r.validated_on end) as validated_on
from case_link l join paid_row r on r.id = l.row_id
where l.role in ('part', 'renewal')
group by l.sale;

-- A row that speaks for several sales is counted with the first of them.
create or replace temp view joint_row as
select row_id, min(sale) as sale from case_link where role = 'main' and amount is not null group by row_id;

-- A sale is tracked on the day of its first row, and validated on that of a row that counts: where the first one was
-- declined, of the claim that was granted for it.
create or replace temp view sale_row as
select m.sale, m.row_id, m.tier, r.event_on, case when r.validation = 'declined' then p.validated_on else r.validated_on end as validated_on,
    case when h.sale is null or h.sale = m.sale then 1 else 0 end + coalesce(p.rows_n, 0) as rows_n,
    case when r.validation <> 'declined' then coalesce(m.amount, r.commission) else 0 end + coalesce(p.commission, 0) as actual,
    case when m.amount is null then r.paid when r.is_paid and r.paid > 0 then m.amount else 0 end + coalesce(p.paid, 0) as paid,
    coalesce(p.renewals_n, 0) as renewals_n,
    r.validation <> 'declined' or coalesce(p.live, false) as live,
    r.validation = 'pending' or coalesce(p.pending, false) as pending,
    coalesce(p.corrected, false) or r.correction as corrected,
    (r.is_paid or r.validation = 'declined') and not coalesce(p.unpaid, false) as is_paid,
    r.is_linked
from case_link m
join paid_row r on r.id = m.row_id
left join part p on p.sale = m.sale
left join joint_row h on h.row_id = m.row_id
where m.role = 'main';

-- One class for each sale with its rows. `due_on` is the day after which it is late. What a recurring program owes is
-- its first commission and one for each renewal there is.
create or replace temp view sale_outcome as
select *, case
        when row_id is null and unclear then 'ambiguous'
        when row_id is null and lead_status = 'refused' then 'declined'
        when row_id is null and expected = 0 then 'not_due'
        when row_id is null then 'missing'
        when not live or (corrected and actual <= 0) then 'declined'
        when pending then 'pending'
        when expected - actual >= unit(currency) then 'underpaid'
        when actual - expected >= unit(currency) then 'overpaid'
        when is_paid then 'paid'
        else 'awaiting' end as class,
    case
        when row_id is null and expected = 0 then null
        when row_id is null then sold_on + track_days
        when pending then event_on + coalesce(hold_days, 30)
        when not is_paid then pay_date(greatest(validated_on, event_on + coalesce(hold_days, 30)), pay_day) end as due_on
from (
    select s.sale, c.row_id, s.lead, s.program, s.channel, s.network, s.currency, s.sold_on, s.lead_status,
        s.expected + coalesce(c.renewals_n * s.renewal, 0) as expected,
        cast(c.actual as decimal(38, 4)) as actual, cast(c.paid as decimal(38, 4)) as paid, c.tier, coalesce(c.rows_n, 0) as rows_n,
        s.claim_days, s.hold_days, s.pay_day, s.track_days, c.event_on, c.validated_on, c.live, c.pending, c.corrected, c.is_paid,
        c.is_linked, a.sale is not null as unclear
    from case_sale s
    left join sale_row c on c.sale = s.sale
    left join (select distinct sale from case_link where role = 'candidate') a on a.sale = s.sale
);

-- Each row without a sale. A declined row counts for nothing, whatever it says.
--
-- `twice`: the same sale told twice under two transaction ids, in a batch and in real time: of rows of one program and
-- order that agree in both amounts and in the day, give or take two, the later ones. Where a sale of ours has the order,
-- its links say it. An order id that more than twenty rows share says nothing.
-- `gone`: rows that corrections took down to nothing, and these corrections. A correction belongs to the one row it
-- names, else to the one of its order (as in the tier `correction`).
create or replace temp view row_outcome as
with loose as materialized (
    select r.id, r.source, r.account, r.key, r.program, program_said(r.program, r.program_ref, r.program_name) as said, r.currency,
        r.transaction_id, r.order_id, r.original_ref, r.correction, r.validation, r.commission, r.sale_amount, r.event_on,
        coalesce(r.event_at, cast(r.event_on as timestamp)) as moment, l.sale, l.role, l.tier,
        case when r.validation <> 'declined' then r.commission else 0 end as counts
    from case_row r
    left join (
        select row_id, max(role) as role, max(tier) as tier, case when count(*) = 1 then max(sale) end as sale
        from case_link where role in ('duplicate', 'candidate') group by row_id
    ) l on l.row_id = r.id
    where not exists (select 1 from case_link k where k.row_id = r.id and k.role in ('main', 'part', 'renewal'))
), free as materialized (
    select * from loose where role is null
), asking as (
    select distinct program, order_id from free
    where order_id <> '' and program is not null and validation <> 'declined' and not correction
), told as materialized (
    select r.program, r.order_id, r.currency, r.commission, r.sale_amount, r.transaction_id, r.event_on, r.source, r.account,
        r.key, coalesce(r.event_at, cast(r.event_on as timestamp)) as moment
    from asking o join case_row r on r.order_id = o.order_id and r.program = o.program
    where r.validation <> 'declined' and not r.correction
), few as materialized (
    select program, order_id from told group by program, order_id having count(*) between 2 and 20
), beside as materialized (
    select t.* from told t join few f on f.program = t.program and f.order_id = t.order_id
), asked as materialized (
    select b.* from free b join few f on f.program = b.program and f.order_id = b.order_id
    where b.validation <> 'declined' and not b.correction
), twice as (
    select distinct b.id
    from asked b
    join beside a on a.program = b.program and a.order_id = b.order_id and a.currency = b.currency
        and a.commission = b.commission and a.sale_amount is not distinct from b.sale_amount
        and a.transaction_id <> b.transaction_id and abs(a.event_on - b.event_on) <= 2
    where row(a.moment, a.source, a.account, a.key) < row(b.moment, b.source, b.account, b.key)
), named as (
    select c.id, o.id as original, c.counts
    from free c
    join free o on o.transaction_id = c.original_ref and o.source = c.source and o.account = c.account and o.currency = c.currency
    where c.correction and not o.correction
    union all
    select c.id, o.id, c.counts
    from free c
    join free o on o.order_id = c.order_id and o.source = c.source and o.account = c.account and o.currency = c.currency
        and o.said = c.said
    where c.correction and not o.correction and c.original_ref is null and c.order_id <> ''
), correcting as (
    select id, min(original) as original, min(counts) as counts from named group by id having count(*) = 1
), nothing_left as (
    select c.original from correcting c join free o on o.id = c.original
    group by c.original, o.counts having o.counts + sum(c.counts) <= 0
), gone as (
    select original as id from nothing_left
    union all
    select id from correcting where original in (select original from nothing_left)
)
select r.id as row_id, o.sale, coalesce(r.program, n.program) as program, r.network, r.currency, r.event_on,
    cast(o.counts as decimal(38, 4)) as actual, cast(r.paid as decimal(38, 4)) as paid, o.tier,
    case when o.role = 'duplicate' then 'duplicate' when o.role = 'candidate' then 'ambiguous'
        when r.validation = 'declined' or g.id is not null then 'declined'
        when t.id is not null then 'duplicate' else 'unknown' end as class,
    r.validation, r.validated_on, r.is_paid
from loose o
join paid_row r on r.id = o.id
left join case_sale_now n on n.sale = o.sale
left join gone g on g.id = o.id
left join twice t on t.id = o.id;

-- Both, as the table `outcome` keeps them. `standing`: how far the money of the case is: none, pending, validated, paid.
create or replace temp view outcome_live as
select sale, row_id, lead, program, channel, network, currency, sold_on as on_day, expected, actual, paid, class,
    case class
        when 'ambiguous' then 'several_fit'
        when 'declined' then case when row_id is null then 'lead_refused' when corrected then 'corrected_to_zero' else 'network_declined' end
        when 'missing' then 'no_row'
        when 'not_due' then 'nothing_promised'
        when 'pending' then 'waits_for_validation'
        when 'underpaid' then 'commission_short'
        when 'overpaid' then 'commission_over'
        when 'paid' then case when is_linked then 'covered_by_payouts' else 'network_says_paid' end
        else 'payment_to_come' end as reason,
    case when row_id is null or class = 'declined' then 'none' when class = 'pending' then 'pending'
        when is_paid then 'paid' else 'validated' end as standing,
    due_on, event_on as tracked_on, validated_on, tier, cast(rows_n as bigint) as rows_n, claim_days
from sale_outcome
union all
select case when class = 'duplicate' then sale end, row_id, null, program, null, network, currency, event_on, null, actual, paid, class,
    case when class = 'declined' then case validation when 'declined' then 'network_declined' else 'corrected_to_zero' end
        when class = 'duplicate' and sale is null then 'double_reported'
        when class = 'duplicate' then 'same_order_again' when class = 'ambiguous' then 'several_fit'
        when program is null then 'no_program' else 'no_sale' end,
    case when class = 'declined' or validation = 'declined' then 'none' when validation = 'pending' then 'pending'
        when is_paid then 'paid' else 'validated' end,
    null, event_on, validated_on, tier, 1, null
from row_outcome;
