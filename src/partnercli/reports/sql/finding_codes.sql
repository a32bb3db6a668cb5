-- title: Codes of findings
-- column: code code Code
-- column: severity class Severity
-- column: meaning sentence What it means
-- column: next sentence Next step
--
-- The codes with what they mean and what to do about such a finding.
select code, severity, meaning, next from finding_code order by place;
