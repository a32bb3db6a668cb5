-- A link joins a sale and a current row; a row speaks for one sale, or gives each of several its share; a sale has one
-- main row.
select 'S' || l.sale || '-R' || l.row_id from link l
where l.sale not in (select id from sale) or l.row_id not in (select id from network_row where current)
union all
select 'R' || row_id from link where role in ('main', 'part', 'renewal') group by row_id
having count(*) > 1 and count(amount) < count(*)
union all
select 'R' || l.row_id from link l join row_now r on r.id = l.row_id where l.amount is not null
group by l.row_id, r.commission having sum(l.amount) <> r.commission
union all
select 'S' || sale from link where role = 'main' group by sale having count(*) > 1
union all
select 'S' || sale from link where role in ('part', 'renewal') and sale not in (select sale from link where role = 'main');
