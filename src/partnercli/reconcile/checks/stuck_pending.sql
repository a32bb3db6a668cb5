-- code: STUCK_PENDING
-- next: Ask the network when it decides; send what proves the sale: partnercli explain ID.
--
-- Commissions that are pending for longer than their program normally takes (store/awaited.sql). The reason says what the
-- norm is taken from.
select w.id as subject, w.program, p.network, w.currency, w.amount, w.late_after + 1 as since, cast(null as date) as until,
    case w.source when 'learned' then 'beyond_usual' when 'terms' then 'beyond_hold'
        when 'network' then 'beyond_network' else 'beyond_default' end as reason,
    to_json({'waits since': cast(w.waits_from as varchar), 'due': cast(w.due_on as varchar), 'median': cast(w.median as varchar),
        'nine tenths': cast(w.p90 as varchar), 'longest': cast(w.longest as varchar), 'norm': cast(w.days as varchar),
        'sample': cast(w.n as varchar), 'still open': cast(w.censored as varchar)}) as facts
from awaited w join program p on p.code = w.program cross join clock k
where w.step = 'validation' and w.late_after < k.today;
