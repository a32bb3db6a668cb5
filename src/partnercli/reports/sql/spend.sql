-- title: Spend
-- about: what advertising cost, by day and campaign
-- convert: date amount
-- column: date date Date
-- column: until date Until
-- column: campaign code Campaign
-- column: utm_source code Source
-- column: utm_medium code Medium
-- column: utm_campaign code UTM campaign
-- column: amount money Amount
-- column: currency currency Currency
-- column: clicks int Clicks
-- column: impressions int Impressions
-- column: from text From
--
-- Lines of ad cabinets, newest first; a line of several days says its last one. A period takes its days of a line and
-- the share of these days: money and counts are spread evenly, in whole coins of the currency, and what the division
-- leaves lies on the last day, so that periods side by side add up to the line.
with cut as (
    select s.*, greatest(s.spent_on, coalesce($start, s.spent_on)) as first_on,
        least(s.spent_until, coalesce(cast($stop as date) - 1, s.spent_until)) as last_on,
        s.spent_until - s.spent_on + 1 as days
    from spend s
    where s.current and ($start is null or s.spent_until >= $start) and ($stop is null or s.spent_on < $stop)
        and ($currency is null or s.currency = $currency)
)
select c.first_on as date, nullif(c.last_on, c.first_on) as until,
    coalesce(nullif(c.campaign, ''), c.campaign_ref) as campaign, c.utm_source, c.utm_medium, c.utm_campaign,
    cast(cast(spread(cast(cast(c.amount as decimal(24, 4)) * 10000 as hugeint), cast(unit(c.currency) * 10000 as hugeint),
        c.days, c.last_on - c.first_on + 1, c.last_on = c.spent_until) as decimal(30, 0))
        * cast(0.0001 as decimal(5, 4)) as decimal(38, 4)) as amount,
    c.currency, spread(c.clicks, 1, c.days, c.last_on - c.first_on + 1, c.last_on = c.spent_until) as clicks,
    spread(c.impressions, 1, c.days, c.last_on - c.first_on + 1, c.last_on = c.spent_until) as impressions,
    f.file || ':' || c.line as "from"
from cut c
left join import_file f on f.entry = c.entry
order by c.first_on desc, c.id desc;
