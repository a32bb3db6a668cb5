-- The chain of each sale: agreed, tracked, validated, in payment, received; the day and the money of every step that was
-- reached. TEMP views over verdicts and payments.

-- What of a payment's rows did not arrive, as statements say: all of it, or of a short payment each row's share, so
-- that the shares add up to what is missing.
create or replace temp view not_arrived as
with trouble as (
    select v.payout, p.currency, case when v.class = 'short' then v.residual end as missing, p.amount as paid
    from payout_verdict v join payout p on p.id = v.payout and p.current
    where v.class in ('not_received', 'short')
), beside as (
    select l.row_id, l.payout, l.amount, t.currency, t.missing, sum(l.amount) over so_far as upto,
        greatest(t.paid, sum(l.amount) over (partition by l.payout)) as total
    from trouble t
    join (select row_id, payout, sum(amount) as amount from payment_link
          where tier <> 'clawback' group by row_id, payout) l on l.payout = t.payout
    join network_row r on r.id = l.row_id and r.current
    window so_far as (partition by l.payout order by r.source, r.account, r.key rows unbounded preceding)
)
select row_id, payout, case when missing is null then amount
        else portion(upto, missing, total, currency) - portion(upto - amount, missing, total, currency) end as amount
from beside;

-- What the payments of a sale's rows gave in sum, the day of those that gave something, and what of it was seen at the bank. A payment entered by hand is money that
-- arrived, by a person's word; of one that arrived short each row has its share; what an export states and no statement covers is paid, and not known to have arrived.
create or replace temp view sale_paid as
select l.sale, max(case when k.amount > 0 then p.paid_on end) as paid_on,
    max(case when k.amount <= 0 then null when v.class in ('received', 'over', 'short') then v.received_on
        when v.class = 'stated' and p.source = '' then p.paid_on end) as received_on,
    sum(case when v.class in ('received', 'over') or (v.class = 'stated' and p.source = '') then k.amount
        when v.class = 'short' then k.amount - coalesce(n.amount, 0) else 0 end) as received,
    string_agg(distinct 'P' || p.id, ' ' order by 'P' || p.id) as payouts,
    max(case when v.class in ('not_received', 'short') then v.class end) as trouble, sum(n.amount) as lost
from link l
join payment_link k on k.row_id = l.row_id
join payout p on p.id = k.payout and p.current
join payout_verdict v on v.payout = p.id
left join not_arrived n on n.row_id = k.row_id and n.payout = k.payout
where l.role in ('main', 'part', 'renewal')
group by l.sale;

-- What was paid and reversed afterwards is paid until it is taken back.
create or replace temp view sale_chain as
select *, case when received >= paid and paid > 0 then 'received' when paid > 0 and (standing = 'paid' or class = 'declined') then 'paid'
        when validated is not null then 'validated' when tracked is not null then 'tracked' else 'agreed' end as step
from (
    select v.sale, v.lead, v.program, v.channel, v.network, v.currency, v.class, v.reason, v.standing, v.due_on, v.claim_days,
        v.on_day as agreed_on, v.expected, v.tracked_on,
        cast(case when v.row_id is null then null when v.class = 'declined' then r.commission else v.actual end as decimal(38, 4)) as tracked,
        case when v.standing in ('validated', 'paid') then v.validated_on end as validated_on,
        case when v.standing in ('validated', 'paid') then v.actual end as validated,
        coalesce(m.paid_on, case when v.standing = 'paid' or v.class = 'declined' and v.paid > 0 then coalesce(r.paid_on, f.paid_on) end) as paid_on,
        case when v.paid <> 0 or v.standing = 'paid' or m.paid_on is not null then v.paid end as paid,
        m.received_on, case when m.received > 0 then cast(least(m.received, v.paid) as decimal(38, 4)) end as received, m.payouts, m.trouble,
        cast(least(greatest(coalesce(m.lost, 0), 0), greatest(v.paid, 0)) as decimal(38, 4)) as lost
    from verdict v
    left join network_row r on r.id = v.row_id and r.current
    left join (select id, max(paid_on) as paid_on from network_row where not current and payment = 'received' group by id) f on f.id = r.id
    left join sale_paid m on m.sale = v.sale
    where v.sale is not null and v.lead is not null
);
