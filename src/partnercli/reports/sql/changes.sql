-- title: Changes between two exports
-- about: what appeared, vanished, was declined, cut or re-dated from one import to the next
-- column: what class What
-- column: id id Id
-- column: program text Program
-- column: order text Order
-- column: date date Date
-- column: before money Before
-- column: after money After
-- column: currency currency Currency
-- column: days days Days moved
-- column: from text From
-- column: to text To
--
-- Two imports of network rows of one source, account and format compared by what each of them saw: $entry (the newest
-- one)
-- and $other (the one before it). One line a row that differs, the gravest word for it. A row has vanished where the
-- newer
-- one does not name it and its day lies in the period of both; what we made of that is no word of the file's.
with newer as (
    select max(entry) as entry from import_file
    where kind = 'rows' and undone_by is null and ($entry is null or entry = $entry)
), older as (
    select max(o.entry) as entry
    from import_file o
    join import_file n on n.entry = (select entry from newer)
    where o.kind = 'rows' and o.undone_by is null and o.entry <> n.entry
        and case when $other is not null then o.entry = $other
            else o.entry < n.entry and o.source = n.source and o.account = n.account and o.profile = n.profile end
), seen as (
    select entry, id, version, line from network_row
    where entry in (select entry from newer union select entry from older) and not vanished
    union all
    select entry, id, version, line from sighting
    where kind = 'rows' and line > 0 and entry in (select entry from newer union select entry from older)
), told as (
    select * from (
        select s.entry, s.line, r.*, row_number() over (
            partition by s.entry, s.id order by r.updated_at desc nulls last, r.version desc, s.line desc) as place
        from seen s join (select * exclude (entry, line) from network_row) r on r.id = s.id and r.version = s.version
    ) where place = 1
), a as (
    select * from told where entry = (select entry from older)
), b as (
    select * from told where entry = (select entry from newer)
), both_say as (
    select greatest((select min(event_on) from a), (select min(event_on) from b)) as first_on,
        least((select max(event_on) from a), (select max(event_on) from b)) as last_on
), compared as (
    select coalesce(b.id, a.id) as id,
        coalesce(b.program, b.program_name, b.program_ref, a.program, a.program_name, a.program_ref) as program,
        coalesce(b.order_id, a.order_id) as order_id, coalesce(b.event_on, a.event_on) as event_on,
        coalesce(b.currency, a.currency) as currency, a.commission as before, b.commission as after,
        b.event_on - a.event_on as days, a.line as old_line, b.line as new_line,
        case
            when a.id is null then 'appeared'
            when b.id is null then case when a.event_on between p.first_on and p.last_on then 'vanished' end
            when a.version = b.version then null
            when (a.status, a.validation, a.payment, a.order_id, a.refs, a.sale_amount, a.commission, a.currency,
                    a.event_at, a.event_on, a.validated_on, a.paid_on, a.updated_at, a.reason, a.original_ref,
                    a.payment_ref)
                is not distinct from
                (b.status, b.validation, b.payment, b.order_id, b.refs, b.sale_amount, b.commission, b.currency,
                    b.event_at, b.event_on, b.validated_on, b.paid_on, b.updated_at, b.reason, b.original_ref,
                    b.payment_ref) then null
            when a.validation <> 'declined' and b.validation = 'declined' then 'declined'
            when a.validation = 'declined' and b.validation <> 'declined' then 'undeclined'
            when a.currency = b.currency and b.commission < a.commission then 'cut'
            when a.currency = b.currency and b.commission > a.commission then 'raised'
            when a.event_on <> b.event_on then 'redated'
            when a.validation <> 'validated' and b.validation = 'validated' then 'validated'
            else 'changed' end as what
    from a full join b on b.id = a.id cross join both_say p
)
select c.what, 'R' || c.id as id, c.program, c.order_id as "order", c.event_on as date, c.before, c.after,
    c.currency, c.days,
    (select file from import_file where entry = (select entry from older)) || ':' || c.old_line as "from",
    (select file from import_file where entry = (select entry from newer)) || ':' || c.new_line as "to"
from compared c
where c.what is not null and (select entry from older) is not null and ($program is null or c.program = $program)
order by list_position(
    ['vanished', 'declined', 'cut', 'redated', 'raised', 'undeclined', 'validated', 'changed', 'appeared'], c.what), c.id;
