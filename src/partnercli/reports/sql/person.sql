-- title: What is kept of a person
-- column: step class Step
-- column: id id Id
-- column: date date Date
-- column: amount money Amount
-- column: currency currency Currency
-- column: state class State
-- column: says facts What it says
-- column: from text From
--
-- What is kept of a lead beside the evidence of its sales (explain.sql): its own fields, its history, the contacts in the
-- rows linked to it, the files that speak of it with the place where their bytes are kept, and what is wrong with its
-- sales, rows and payments (`finding` is made by reconcile).
with of_lead as (
    select l.*, coalesce(f.file || ':' || l.line, e.command) as place
    from lead l left join entry e on e.id = l.entry left join import_file f on f.entry = l.entry
    where l.id = $lead
), own_row as (
    select distinct k.row_id as id from link k join sale s on s.id = k.sale where s.lead = $lead
), subject as (
    select 'S' || id as id from sale where lead = $lead
    union all
    select 'R' || id from own_row
    union all
    select 'P' || payout from payment_link where row_id in (select id from own_row)
), told as (
    select entry, line from of_lead where line is not null
    union
    select entry, line from sighting where kind = 'leads' and id = $lead
    union
    select entry, line from network_row where id in (select id from own_row)
    union
    select entry, line from sighting where kind = 'rows' and id in (select id from own_row)
)
select step, id, date, amount, currency, state, cast(says as varchar) as says, "from" from (
    select 1 as place, 0 as n, 0 as m, 'lead' as step, 'L' || l.id as id, l.lead_on as date, l.value as amount, p.currency,
        l.status as state,
        to_json({'name': l.name, 'email': l.email, 'phone': l.phone, 'click': l.click, 'program': l.program,
            'channel': l.channel, 'interest': l.interest, 'next contact': cast(l.next_on as varchar), 'owner': l.owner,
            'reason': l.reason}) as says,
        l.place as "from"
    from of_lead l join program p on p.code = l.program
    union all
    select 2, v.entry, row_number() over (order by v.entry, v.field, v.old, v.new), 'history', 'I' || v.entry, cast(e.made_at as date),
        null, null, case when v.field not like 'sale %' then v.field end,
        to_json({'field': case when v.field like 'sale %' then v.field end, 'before': v.old, 'after': v.new}), e.command
    from lead_event v join entry e on e.id = v.entry where v.lead = $lead
    union all
    select 3, r.id, r.version, 'contact', 'R' || r.id, r.event_on, null, null, null,
        to_json({'name': r.name, 'email': r.email_key, 'phone': r.phone_key}),
        f.file || case when r.line > 0 then ':' || r.line else '' end
    from network_row r left join import_file f on f.entry = r.entry
    where r.id in (select id from own_row) and (r.name <> '' or r.email_key <> '' or r.phone_key <> '')
    union all
    select 4, f.entry, v.line, 'file', 'I' || f.entry, cast(e.made_at as date), null, null, f.kind,
        to_json({'place': f.place, 'kept in': f.archive}), f.file || ':' || v.line
    from told v join import_file f on f.entry = v.entry join entry e on e.id = f.entry
    union all
    select 5, row_number() over (order by f.id), 0, 'finding', f.id, f.since, f.amount, f.currency, f.state, f.facts, 'reconcile'
    from finding f where f.subject in (select id from subject)
)
order by place, n, m, id;
