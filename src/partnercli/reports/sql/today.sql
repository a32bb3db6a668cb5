-- title: Today
-- column: what class What
-- column: count int Count
-- column: amount money Amount
-- column: currency currency Currency
-- column: next code Command
--
-- What needs doing: contacts that are due, and money that is missing, later than is normal for its program, unclear, or
-- sent and not arrived.
select what, count, amount, currency, next from (
    select 1 as place, 'contact_due' as what, count(*) as count, cast(null as decimal(38, 4)) as amount, cast(null as varchar) as currency,
        'partnercli lead list --status in_work' as next
    from lead cross join clock where next_on <= today and status in ('new', 'in_work')
    union all
    select 2, v.class, count(*), sum(v.expected - coalesce(v.actual, 0)), v.currency, 'partnercli report missing'
    from verdict v where v.class in ('missing', 'underpaid') group by v.class, v.currency
    union all
    select 3, case step when 'validation' then 'stuck' else 'late' end, count(*), sum(amount), currency, 'partnercli report due'
    from awaited cross join clock where late_after < today and sale is not null group by step, currency
    union all
    select 4, v.class, count(*), sum(coalesce(v.actual, v.expected)), v.currency, 'partnercli findings list'
    from verdict v where v.class in ('overpaid', 'unknown', 'duplicate', 'ambiguous') group by v.class, v.currency
    union all
    select 5, v.class, count(*), sum(case v.class when 'short' then v.residual else p.amount end), p.currency, 'partnercli report payments'
    from payout_verdict v join payout p on p.id = v.payout and p.current cross join clock
    where v.class in ('not_received', 'short') and coalesce(v.received_on, p.paid_on + 11) <= today group by v.class, p.currency
    union all
    select 6, 'unplaced_payout', count(*), sum(amount), currency, 'partnercli payout list' from unplaced group by currency
) where count > 0
order by place, what, currency;
