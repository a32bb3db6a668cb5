-- title: Channels
-- column: code text Code
-- column: name text Title
-- column: utm_source text utm_source
-- column: utm_medium text utm_medium
-- column: utm_campaign text utm_campaign
-- column: state class State
--
-- Channels and their patterns.
select code, name, utm_source, utm_medium, utm_campaign, case when archived then 'archived' else 'active' end as state
from channel where $archived or not archived order by code;
