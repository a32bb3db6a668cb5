-- The codes of findings in their order, each with what it means and what to do next.
create or replace temp table finding_code as
select unnest(range(1, len($codes) + 1)) as place, unnest($codes) as code, unnest($severities) as severity,
    unnest($meanings) as meaning, unnest($steps) as next;
