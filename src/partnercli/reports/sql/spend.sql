-- title: Spend
-- about: what advertising cost, by day and campaign
-- column: date date Date
-- column: until date Until
-- column: campaign text Campaign
-- column: utm_source text Source
-- column: utm_medium text Medium
-- column: utm_campaign text UTM campaign
-- column: amount money Amount
-- column: currency currency Currency
-- column: clicks int Clicks
-- column: impressions int Impressions
-- column: from text From
--
-- Lines of ad cabinets, newest first; a line of several days says its last one.
select s.spent_on as date, nullif(s.spent_until, s.spent_on) as until,
    coalesce(nullif(s.campaign, ''), s.campaign_ref) as campaign, s.utm_source, s.utm_medium, s.utm_campaign,
    s.amount, s.currency, s.clicks, s.impressions, f.file || ':' || s.line as "from"
from spend s
left join import_file f on f.entry = s.entry
where s.current and ($start is null or s.spent_until >= $start) and ($stop is null or s.spent_on < $stop)
    and ($currency is null or s.currency = $currency)
order by s.spent_on desc, s.id desc;
