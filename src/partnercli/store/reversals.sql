-- Money that was paid and then taken back, by a later version of the row or by a correction.

-- What speaks against a row: an older version that counted more, or a correction of it. Few rows of many.
create or replace temp view correction_of as
with correction as (
    select id, source, account, original_ref, -commission as amount, event_on as since
    from row_now where correction and validation <> 'declined' and commission < 0
), named as (
    select c.id, m.row_id as original from correction c
    join link l on l.row_id = c.id and l.role = 'part'
    join link m on m.sale = l.sale and m.role = 'main'
    union
    select c.id, o.id from correction c
    join row_now o on o.source = c.source and o.account = c.account and o.transaction_id = c.original_ref
    where not o.correction
)
select n.original as row_id, c.amount, c.since
from (select id, min(original) as original from named group by id having count(*) = 1) n
join correction c on c.id = n.id;

create or replace temp view lower_than_before as
select r.id as row_id, o.commission as before, case when r.validation = 'declined' then 0 else r.commission end as counts,
    coalesce(cast(r.updated_at as date), r.validated_on, r.event_on) as since
from (select id, max(commission) as commission from network_row
      where not current and validation = 'validated' and not correction group by id) o
join row_now r on r.id = o.id
where not r.vanished and o.commission > case when r.validation = 'declined' then 0 else r.commission end;

-- What was ever paid for such a row, and the last day of it: as a version of it says (the day of its validation where it
-- does not say when), or as the payments say that are linked to it.
create or replace temp view once_paid as
with spoken_against as (
    select row_id from correction_of union select row_id from lower_than_before
)
select id, max(amount) as amount, max(paid_on) as paid_on from (
    select id, commission as amount, coalesce(paid_on, validated_on, event_on) as paid_on
    from network_row
    where payment = 'received' and validation = 'validated' and not correction and id in (select row_id from spoken_against)
    union all
    select l.row_id, sum(l.amount), max(p.paid_on)
    from payment_link l join payout p on p.id = l.payout and p.current
    where l.row_id in (select row_id from spoken_against) and l.tier <> 'clawback'
    group by l.row_id
) group by id;

-- One line a row that was paid: `amount` of it is gone since `since`. Corrections count from the day after it was paid.
create or replace temp view reversal as
select row_id, cast(sum(amount) as decimal(38, 4)) as amount, min(since) as since from (
    select v.row_id, least(v.before, p.amount) - v.counts as amount, greatest(p.paid_on, v.since) as since
    from lower_than_before v join once_paid p on p.id = v.row_id
    where p.amount > v.counts
    union all
    select c.row_id, c.amount, c.since
    from correction_of c join once_paid p on p.id = c.row_id
    where c.since > p.paid_on
) group by row_id;
