-- Spend: what advertising cost on a day or a range of days. A newer file's line of the same key replaces the older one.
create or replace temp table refused as
select n, 'no_currency_here' as code, to_json({'line': line}) as facts from keyed where currency is null;

create or replace temp table noticed as select n, code, facts from refused where false;

create or replace temp view staged as
select n, line, key, spent_on, coalesce(spent_until, spent_on) as spent_until, coalesce(utm_source, '') as utm_source,
    coalesce(utm_medium, '') as utm_medium, coalesce(utm_campaign, '') as utm_campaign,
    coalesce(utm_term, '') as utm_term, coalesce(utm_content, '') as utm_content,
    coalesce(campaign, '') as campaign, coalesce(campaign_ref, '') as campaign_ref,
    amount, currency, clicks, impressions
from keyed where n not in (select n from refused);
