-- title: Rejected rows
-- column: line int Line
-- column: reason problem Reason
-- column: raw text Row
-- column: facts text Facts
--
-- The rows an import refused, as they stood.
select line, code as reason, raw, facts from reject where entry = $entry order by line;
