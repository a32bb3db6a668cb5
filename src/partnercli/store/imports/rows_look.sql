-- Network rows, a first look: are they all new, never taken back, each once, and none to be refused? Then rows_new.sql takes them as they
-- are, in half the time.
create or replace temp table look as select key from placed;

select
    not exists (select 1 from resolved where code is not null)
    and not exists (select 1 from look group by key having count(*) > 1)
    and not exists (
        select 1 from network_row v
        where v.source = $source and v.account = $account and v.key in (select key from look))
    and not exists (
        select 1 from retired t
        where t.kind = 'network_row' and t.source = $source and t.account = $account and t.key in (select key from look));
