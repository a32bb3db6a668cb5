-- What no tier of `$tiers` had linked when the last reconcile kept its outcomes. What changed since has moved anyway.
create or replace temp table loose_sale as
select sale from outcome where lead is not null and (tier is null or not list_contains($tiers, tier));

create or replace temp table loose_row as
select row_id as id from outcome where lead is null
union
select row_id from link where not list_contains($tiers, tier);
