-- What moved is free of links but for those of tiers in $earlier, and open where it has none of those.
create or replace temp table freed_link as select sale, row_id, tier from near_link where not list_contains($earlier, tier);

delete from near_link where not list_contains($earlier, tier);
delete from link using freed_link f where link.sale = f.sale and link.row_id = f.row_id and link.tier = f.tier;
