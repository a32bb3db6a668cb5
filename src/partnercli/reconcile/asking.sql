-- Before a tier: what asks others by the keys of its `-- meets:`. That is what moved and has no link of an earlier tier
-- ($before is the one just before it), or had none before it moved ($place: how many earlier ones there are).
insert into near_link select l.* from link l where l.tier = $before and l.row_id in (select id from moved_row);

create or replace temp table asking_sale as
select * from moved_sale where before > $place or sale not in (select sale from near_link);
create or replace temp table asking_row as
select * from moved_row where before > $place or id not in (select row_id from near_link);

create or replace temp table asked (look integer, value varchar);
