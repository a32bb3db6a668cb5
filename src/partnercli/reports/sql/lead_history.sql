-- title: History
-- column: at time At
-- column: command code Command
-- column: what class What
-- column: of id Of
-- column: old text Before
-- column: new text After
--
-- What happened to the lead and its sales, oldest first. What was said at first is what the first change replaced.
with first_said as (
    select field, min_by(old, entry) as old from lead_event where lead = $lead group by field
)
select e.made_at as "at", e.command, v.what, v.of, v.old, v.new
from (
    select l.entry, 0 as place, 'created' as what, 'L' || l.id as of, '' as old, coalesce(f.old, l.name) as new
    from lead l left join first_said f on f.field = 'name' where l.id = $lead
    union all
    select s.entry, 2, 'sale', 'S' || s.id, '', concat_ws(' ', coalesce(d.old, cast(s.sold_on as varchar)),
        nullif(coalesce(o.old, s.order_id), ''), coalesce(a.old, spelled(s.amount)), s.currency)
    from sale s
    left join first_said d on d.field = 'sale S' || s.id || ' sold_on'
    left join first_said o on o.field = 'sale S' || s.id || ' order_id'
    left join first_said a on a.field = 'sale S' || s.id || ' amount'
    where s.lead = $lead
    union all
    select entry, case field when 'status' then 1 else 3 end, case when field like 'sale S%' then split_part(field, ' ', 3) else field end,
        case when field like 'sale S%' then split_part(field, ' ', 2) end, old, new
    from lead_event where lead = $lead
) v
join entry e on e.id = v.entry
order by v.entry, v.place, v.of, v.what, v.old, v.new;
