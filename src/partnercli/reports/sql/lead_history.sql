-- title: History
-- column: at time At
-- column: by text By
-- column: what text What
-- column: old text Before
-- column: new text After
--
-- What happened to the lead and its sales, oldest first.
select e.made_at as "at", e.command as by, v.field as what, v.old, v.new
from (
    select entry, 0 as place, 'created' as field, '' as old, name as new from lead where id = $lead
    union all
    select s.entry, 1, 'sale S' || s.id, '', concat_ws(' ', cast(s.sold_on as varchar), nullif(s.order_id, ''), spelled(s.amount), s.currency)
    from sale s where s.lead = $lead
    union all
    select entry, 2, field, old, new from lead_event where lead = $lead
) v
join entry e on e.id = v.entry
order by v.entry, v.place, v.field, v.old, v.new;
