-- What a payment leaves over after the rows it pays (below zero: what they come to beyond it), and why. A reason counts
-- only when it explains the money to the minor unit; the first of them in the order below is the answer, the others
-- stand beside it. TEMP views over payments.sql.

create or replace temp view payment_left as
select p.id as payout, p.network, s.kind, s.owner, p.currency, p.paid_on, p.amount as paid,
    cast(p.amount - coalesce(m.amount, 0) as decimal(38, 4)) as amount, cast(coalesce(m.amount, 0) as decimal(38, 4)) as rows_amount,
    coalesce(m.rows_n, 0) as rows_n, m.foreign_amount, m.foreign_currency,
    lag(p.amount - coalesce(m.amount, 0)) over beside as before, lead(p.amount - coalesce(m.amount, 0)) over beside as after,
    lead(p.paid_on) over beside as next_on
from payout_now p
join payment_scope s on s.payout = p.id
left join payment_sum m on m.payout = p.id
window beside as (partition by s.kind, s.owner, p.currency order by p.paid_on, p.source, p.account, p.key);

-- Percentages payment systems, banks and tax offices take: of the rows, of what came on top of them.
create or replace temp view known_share as
select 'fee' as reason, unnest([0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0]) as percent
union all
select 'tax', unnest([4.0, 6.0, 13.0, 15.0, 20.0, 22.0]);

-- Open rows of the same program or network beside each payment that leaves something over.
create or replace temp view open_beside as
select l.payout, r.id, r.commission, r.validation, r.correction, coalesce(r.validated_on, r.event_on) as day, l.paid_on, l.next_on
from payment_left l
join row_now r on r.currency = l.currency and case l.kind when 'program' then r.program = l.owner else r.network = l.owner end
where l.amount <> 0 and (r.validation = 'validated' or r.validation = 'declined')
    and not exists (select 1 from payment_link k where k.row_id = r.id);

create or replace temp view residual_reason as
-- Several sets of rows make up the payment.
select l.payout, 0 as place, 'several_fit' as reason, cast(null as varchar) as fact
from payment_left l where l.payout in (select payout from payment_doubt where settled_on is null)
union all
-- Rows that were paid before and declined, taken out of it (reconcile/clawbacks.py).
select k.payout, 0, 'clawback', string_agg('R' || k.row_id, ' ' order by k.row_id)
from payment_link k where k.tier = 'clawback' group by k.payout
union all
-- Rows in another currency: the rate the payment implies.
select l.payout, 1, 'fx', spelled(l.foreign_amount) || ' ' || l.foreign_currency || ' at ' || cast(
    cast(cast(l.amount * 10000 as hugeint) * 1000000 // cast(l.foreign_amount * 10000 as hugeint) as decimal(38, 0))
        * cast(0.000001 as decimal(7, 6)) as varchar)
from payment_left l where l.foreign_amount > 0
union all
select l.payout, case k.reason when 'fee' then 2 else 4 end, k.reason, cast(k.percent as varchar) || '%'
from payment_left l join known_share k on rounded(l.rows_amount * k.percent * cast(0.01 as decimal(3, 2)), l.currency) = abs(l.amount)
where l.rows_amount > 0 and (l.amount < 0 or (l.amount > 0 and k.reason = 'tax'))
union all
-- The same sum is missing from another payment of this payer.
select l.payout, 3, 'fee', 'flat ' || spelled(-l.amount)
from payment_left l where l.amount < 0 and l.rows_amount > 0 and exists (
    select 1 from payment_left o where o.kind = l.kind and o.owner = l.owner and o.currency = l.currency and o.amount = l.amount and o.payout <> l.payout)
union all
-- What one payment has too much the payment before or after it lacks; or rows validated before the next one are paid early.
select payout, 5, 'carry_over', case when before = -amount then 'payment before' else 'payment after' end
from payment_left where amount <> 0 and (before = -amount or after = -amount)
union all
select l.payout, 6, 'carry_over', 'rows validated later'
from payment_left l
join (select payout, sum(commission) as amount from open_beside
      where validation = 'validated' and day > paid_on and (next_on is null or day <= next_on) group by payout) o
    on o.payout = l.payout and o.amount = l.amount
where l.amount > 0
union all
-- Programs whose part stayed below their minimum.
select l.payout, 7, 'below_minimum', o.programs
from payment_left l
join (
    select s.payout, sum(s.amount) as amount, string_agg(s.program, ', ' order by s.program) as programs
    from (select k.payout, r.program, sum(k.amount) as amount from payment_link k join row_now r on r.id = k.row_id
          where r.program is not null group by k.payout, r.program) s
    join payout p on p.id = s.payout and p.current
    join term t on t.program = s.program
    where t.valid_from <= p.paid_on and p.paid_on < t.valid_to and s.amount < t.minimum
    group by s.payout
) o on o.payout = l.payout and o.amount = -l.amount
union all
-- A correction, or a row declined after it was validated, that was taken out of the payment.
select l.payout, 8, 'clawback', 'R' || min(o.id)
from payment_left l join open_beside o on o.payout = l.payout and abs(o.commission) = -l.amount and o.day <= o.paid_on
where l.amount < 0 and (o.correction or (o.validation = 'declined' and exists (
    select 1 from network_row v where v.id = o.id and not v.current and v.validation = 'validated')))
group by l.payout
union all
-- The rows of a cut-off come to a little more, and nothing above says why: a fee nobody stated (reconcile/cohorts.py).
select l.payout, 9, 'fee', '≤ ' || fee_limit() || '%'
from payment_left l where l.amount < 0 and l.payout in (select payout from payment_link where tier = 'fee');

-- What is left of each payment, 0 left out, with its reason; 'unexplained' where nothing above fits.
create or replace temp view payout_residual as
with ranked as (
    select payout, reason, fact, row_number() over (partition by payout order by place, fact) as place from residual_reason
), told as (
    select payout, max(case when place = 1 then reason end) as reason, max(case when place = 1 then fact end) as fact,
        string_agg(case when place > 1 then reason || coalesce(' ' || fact, '') end, '; ' order by place) as others
    from ranked group by payout
)
select l.payout, l.amount, l.currency, coalesce(t.reason, 'unexplained') as reason,
    cast(to_json({'why': t.fact, 'also': t.others, 'of': case when l.rows_amount <> 0 then spelled(l.rows_amount) end}) as varchar) as facts
from payment_left l left join told t on t.payout = l.payout
where l.amount <> 0;

-- Money of payments that no row accounts for and nothing explains, per program or network.
create or replace temp view unplaced as
select l.owner, l.currency, cast(sum(r.amount) as decimal(38, 4)) as amount
from payout_residual r join payment_left l on l.payout = r.payout
where r.amount > 0 and r.reason in ('unexplained', 'several_fit')
group by l.owner, l.currency;
