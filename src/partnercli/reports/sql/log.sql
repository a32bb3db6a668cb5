-- title: Changes made
-- column: id id Id
-- column: at time At
-- column: by text By
-- column: command code Command
-- column: subject text About
-- column: what facts What
-- column: undone id Taken back by
--
-- Every change of the store, newest first: who made it, when, by which command, how many records it wrote: not those of
-- which only the number of the change (`touched`) is another.
with traced as (
    select entry,
        sum(case when tbl = 'lead' then 1 end) as leads, sum(case when tbl = 'sale' then 1 end) as sales,
        sum(case when tbl = 'payout' then 1 end) as payouts, sum(case when tbl = 'program' then 1 end) as programs,
        sum(case when tbl = 'program_term' then 1 end) as terms, sum(case when tbl = 'channel' then 1 end) as channels,
        string_agg(case when tbl = 'decision' then 'D' || record end, ' ' order by n) as decided,
        sum(case when tbl = 'decision' then 1 end) as decisions, sum(case when tbl = 'tolerance' then 1 end) as tolerances,
        sum(case when tbl = 'lead_event' and record like '%/note' then 1 end) as notes
    from trace
    where json_merge_patch(before, '{"touched": null}') is distinct from json_merge_patch(after, '{"touched": null}')
    group by entry
), rated as (
    select entry, count(*) as rates from rate group by entry
)
select 'I' || e.id as id, e.made_at as "at", concat_ws('@', nullif(e.who, ''), nullif(e.host, '')) as "by", e.command,
    e.subject,
    to_json({
        'file': f.file, 'new_records': nullif(f.new_n, 0), 'changed_records': nullif(f.changed_n, 0),
        'same_records': nullif(f.same_n, 0), 'rejected_rows': nullif(f.rejected_n, 0), 'leads': t.leads, 'sales': t.sales, 'payouts': t.payouts,
        'programs': t.programs, 'terms': t.terms, 'channels': t.channels, 'decision': case when t.decisions <= 3 then t.decided end,
        'decisions': case when t.decisions > 3 then t.decisions end,
        'tolerances': t.tolerances, 'notes': t.notes, 'rates': r.rates
    }) as what,
    'I' || u.undoing as undone
from entry e
left join import_file f on f.entry = e.id
left join traced t on t.entry = e.id
left join rated r on r.entry = e.id
left join entry_undone u on u.entry = e.id
where ($entry is null or e.id = $entry) and ($since is null or cast(e.made_at as date) >= $since)
    and ($who is null or $who in (e.who, e.who || '@' || e.host))
order by e.id desc
limit coalesce($most, 9223372036854775807);
