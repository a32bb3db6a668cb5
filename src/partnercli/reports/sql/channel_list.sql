-- title: Channels
-- column: code code Code
-- column: name code Title
-- column: utm_source code utm_source
-- column: utm_medium code utm_medium
-- column: utm_campaign code utm_campaign
-- column: state class State
--
-- Channels and their patterns.
select code, name, utm_source, utm_medium, utm_campaign, case when archived then 'archived' else 'active' end as state
from channel where $archived or not archived order by code;
