-- title: Changes between two exports
-- about: what appeared, vanished, was declined, cut or re-dated from one import to the next
-- column: what class What
-- column: id id Id
-- column: program code Program
-- column: order code Order
-- column: date date Date
-- column: before money Before
-- column: after money After
-- column: currency currency Currency
-- column: days days Days moved
-- column: from text From
-- column: to text To
--
-- Two imports of network rows compared by what each of them saw: $entry and the older one, $other. One line a row that
-- differs, the gravest word for it. Before and After are what counts: nothing of a declined row. A row has vanished where
-- the newer one does not name it and its day lies in the period of both; not read where that one had rows refused, any of
-- which it may be. What we made of that is no word of the file's.
with seen as (
    select entry, id, version, line from network_row where entry in ($entry, $other) and not vanished
    union all
    select entry, id, version, line from sighting where kind = 'rows' and line > 0 and entry in ($entry, $other)
), told as (
    select * from (
        select s.entry, s.line, r.*,
            case when r.validation <> 'declined' then r.commission else 0 end as counts, row_number() over (
            partition by s.entry, s.id order by r.updated_at desc nulls last, r.version desc, s.line desc) as place
        from seen s join (select * exclude (entry, line) from network_row) r on r.id = s.id and r.version = s.version
    ) where place = 1
), a as (
    select * from told where entry = $other
), b as (
    select * from told where entry = $entry
), both_say as (
    select greatest((select min(event_on) from a), (select min(event_on) from b)) as first_on,
        least((select max(event_on) from a), (select max(event_on) from b)) as last_on
), compared as (
    select coalesce(b.id, a.id) as id,
        coalesce(b.program, b.program_name, b.program_ref, a.program, a.program_name, a.program_ref) as program,
        coalesce(b.order_id, a.order_id) as order_id, coalesce(b.event_on, a.event_on) as event_on,
        coalesce(b.currency, a.currency) as currency, a.counts as before, b.counts as after,
        b.event_on - a.event_on as days, a.line as old_line, b.line as new_line,
        case
            when a.id is null then 'appeared'
            when b.id is null then case when a.event_on not between p.first_on and p.last_on then null
                when (select rejected_n from import_file where entry = $entry) > 0 then 'not_read' else 'vanished' end
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
            when a.currency = b.currency and b.counts < a.counts then 'cut'
            when a.currency = b.currency and b.counts > a.counts then 'raised'
            when a.event_on <> b.event_on then 'redated'
            when a.validation <> 'validated' and b.validation = 'validated' then 'validated'
            else 'changed' end as what
    from a full join b on b.id = a.id cross join both_say p
)
select c.what, 'R' || c.id as id, c.program, c.order_id as "order", c.event_on as date, c.before, c.after,
    c.currency, c.days,
    (select file from import_file where entry = $other) || ':' || c.old_line as "from",
    (select file from import_file where entry = $entry) || ':' || c.new_line as "to"
from compared c
where c.what is not null and ($program is null or c.program = $program)
order by list_position(
    ['vanished', 'not_read', 'declined', 'cut', 'redated', 'raised', 'undeclined', 'validated', 'changed', 'appeared'], c.what), c.id;
