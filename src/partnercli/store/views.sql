-- The shared vocabulary: TEMP views over facts and decisions, made anew on each connection (they work read-only).
-- Reports are short selects over these words. Here: the day, money, terms, sales and rows as they are now, what is
-- expected. What became of it stands in verdict.sql.

create or replace temp table clock as select cast($today as date) as today;

-- Money is rounded to the currency's minor unit: most have two decimals.
create or replace temp macro unit(currency) as case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then cast(1 as decimal(18, 4))
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then cast(0.001 as decimal(18, 4))
    else cast(0.01 as decimal(18, 4)) end;
create or replace temp macro rounded(amount, currency) as case unit(currency)
    when 1 then cast(round(amount, 0) as decimal(38, 4)) when 0.001 then cast(round(amount, 3) as decimal(38, 4))
    else cast(round(amount, 2) as decimal(38, 4)) end;

-- An amount inside a sentence: at least two decimals, no further zeros.
create or replace temp macro spelled(amount) as regexp_replace(cast(amount as varchar), '(\.[0-9]{2}[0-9]*?)0+$', '\1');

-- `/` on DECIMAL makes a DOUBLE; a mean of money is an integer division of ten-thousandths, half up.
create or replace temp macro mean_money(total, n) as case when n > 0 then
    cast(cast(sign(total) * ((cast(abs(total) * 10000 as hugeint) * 2 + n) // (2 * n)) as decimal(30, 0))
        * cast(0.0001 as decimal(5, 4)) as decimal(38, 4)) end;
-- What some days get of a total that is spread over `days`: whole steps a day, what the division leaves on the last day.
create or replace temp macro spread(total, step, days, taken, with_last) as
    total // (step * days) * step * taken + case when with_last then total - total // (step * days) * step * days else 0 end;
-- Share of counts in percent points with one decimal, half up.
create or replace temp macro share(part, whole) as case when whole > 0 then
    cast(((part * 2000 + whole) // (2 * whole)) * cast(0.1 as decimal(3, 1)) as decimal(9, 1)) end;

-- Terms with the day they end; of two terms from one day the later written one counts.
create or replace temp view term as
select program, valid_from, per, percent, flat, hold_days, pay_day, minimum, claim_days, track_days,
    coalesce(lead(valid_from) over (partition by program order by valid_from), date '9999-12-31') as valid_to
from (
    select t.*, row_number() over (partition by program, valid_from order by entry desc) as place from program_term t
) where place = 1;

-- A sale with what its lead and program say of it.
create or replace temp view sale_now as
select s.id as sale, s.lead, s.kind, s.sold_on, s.order_id, s.amount, s.currency, l.program, l.channel, l.status as lead_status,
    l.click, l.email_key, l.phone_key, l.name, p.network, p.account
from sale s join lead l on l.id = s.lead join program p on p.code = l.program;

create or replace temp view row_now as select * from network_row where current;

-- A sale with the terms valid on its day and the commission they promise; null = no terms or no amount. A program that
-- pays per lead pays once, for the lead (kind = 'lead'); its further orders are worth nothing.
create or replace temp view sale_terms as
select s.*, t.hold_days, t.pay_day, t.claim_days, coalesce(t.track_days, 7) as track_days, t.minimum,
    case when t.per = 'lead' and s.kind <> 'lead' then cast(0 as decimal(18, 4)) else coalesce(t.flat, rounded(cast(s.amount as decimal(24, 4)) * t.percent * cast(0.01 as decimal(3, 2)), s.currency)) end as expected
from sale_now s
left join term t on t.program = s.program and t.valid_from <= s.sold_on and s.sold_on < t.valid_to;

create or replace temp view expected as
select sale, hold_days, pay_day, claim_days, track_days, minimum, expected as amount from sale_terms;
