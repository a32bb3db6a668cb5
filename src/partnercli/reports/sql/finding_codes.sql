-- title: Codes of findings
-- column: code text Code
-- column: severity class Severity
-- column: meaning sentence What it means
-- column: next sentence Next step
-- column: open int Open
--
-- The codes with what they mean, what to do about such a finding, and how many are open.
select c.code, c.severity, c.meaning, c.next, coalesce(n.open, 0) as open
from finding_code c
left join (select code, count(*) as open from finding where state = 'open' group by code) n on n.code = c.code
order by c.place;
