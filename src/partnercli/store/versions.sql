-- Which version of a record counts: one rule for imports, for taking them back and for the check of the cache
-- `current`. `versions` names a table or view of (id, version, updated_at, undecided, vanished); place 1 is the one
-- that counts.
--
-- The latest by its update date; of one date a decided one before a pending one (an older export read later takes
-- nothing back); then the last to arrive. A version without an update date is as new as what was known when it came.
-- That a row vanished overtakes all that was said before, and any later word of the row overtakes that.
create or replace temp macro ranked(versions) as table
select id, version,
    row_number() over (
        partition by id order by era desc, vanished, as_of desc nulls last, undecided, version desc) as place
from (
    select id, version, undecided, vanished, coalesce(updated_at, max(updated_at) over so_far) as as_of,
        sum(cast(vanished as integer)) over so_far as era
    from query_table(versions)
    window so_far as (partition by id order by version rows unbounded preceding)
);
