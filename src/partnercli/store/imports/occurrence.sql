-- Equal records without an id of their own are all kept: which of them a record is, in the order of the file.
create or replace temp table occurrence as
select n, row_number() over (partition by digest order by n) as occurrence
from incoming
where digest in (select digest from incoming where digest is not null group by digest having count(*) > 1);
