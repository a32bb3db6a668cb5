-- What is said outright of which payment paid which row: by a person, by the row itself (it names its payment), or by a
-- paystub, line by line. `stated_moved` are the rows and payments of which it is said otherwise now.
create or replace temp table refused_payment as
select cast(substr(subject, 2) as bigint) as row_id, cast(substr(object, 2) as bigint) as payout
from refused_pair where subject like 'R%' and object like 'P%';

create or replace temp table stated_was as
select row_id, payout, tier, amount, evidence from payment_link
where tier in ('person', 'reference', 'line')
    and (row_id in (select id from anew_row) or payout in (select id from anew_payout));

insert into payment_gone select row_id, payout, tier, amount from stated_was;
delete from payment_link
where tier in ('person', 'reference', 'line')
    and (row_id in (select id from anew_row) or payout in (select id from anew_payout));

-- Of payments with one reference the first one is meant; a further one is another payment, or the same one twice.
create or replace temp table referred as
select id, network, account, program, currency, reference from (
    select *, row_number() over (
        partition by network, account, coalesce(program, ''), currency, reference order by paid_on, source, key) as place
    from payout_now where reference <> ''
) where place = 1;

create or replace temp table referring as
select r.id, r.network, r.account, r.program, r.currency, r.commission, r.payment_ref
from row_now r
where r.payment_ref <> '' and (r.id in (select id from anew_row)
    or r.payment_ref in (select reference from payout where id in (select id from anew_payout)));

create or replace temp table anew_named as
select transaction_id, order_id from row_now where id in (select id from anew_row);

-- A line of a paystub names its row by transaction id, or else by order id; one that fits several rows names none.
create or replace temp table stub as
select l.id, l.network, l.program, l.row_ref, l.order_id, l.amount, l.currency, p.id as payout, p.reference, p.account
from payout_line l
join referred p on p.reference = l.payment_ref and p.network = l.network
    and (p.account = '' or l.account = '' or p.account = l.account)
    and (p.program is null or l.program is null or p.program = l.program)
where l.current and l.state <> 'declined' and (p.id in (select id from anew_payout)
    or l.row_ref in (select transaction_id from anew_named where transaction_id is not null)
    or l.order_id in (select order_id from anew_named where order_id is not null));

create or replace temp table stub_row as
with named as (
    select s.id, s.payout, s.reference, s.amount, r.id as row_id, r.commission, 1 as grade
    from stub s join row_now r on r.network = s.network and r.transaction_id = s.row_ref
    where (s.currency is null or s.currency = r.currency) and (s.account = '' or r.account = '' or r.account = s.account)
        and (s.program is null or r.program is null or r.program = s.program)
    union all
    select s.id, s.payout, s.reference, s.amount, r.id, r.commission, 0
    from stub s join row_now r on r.network = s.network and r.order_id = s.order_id
    where s.order_id <> '' and r.validation <> 'declined' and (s.currency is null or s.currency = r.currency)
        and (s.account = '' or r.account = '' or r.account = s.account)
        and (s.program is null or r.program is null or r.program = s.program)
), best as (
    select n.* from named n join (select id, payout, max(grade) as grade from named group by id, payout) b
        on b.id = n.id and b.payout = n.payout and b.grade = n.grade
), single as (
    select id, payout from best group by id, payout having count(*) = 1
)
select b.row_id, b.payout, min(b.reference) as reference, sum(coalesce(b.amount, b.commission)) as amount
from best b join single s on s.id = b.id and s.payout = b.payout
group by b.row_id, b.payout;

create or replace temp table stated as
with pin as (
    select r.id as row_id, p.id as payout, r.commission as amount
    from pinned d
    join row_now r on r.id = try_cast(substr(d.subject, 2) as bigint)
    join payout_now p on p.id = try_cast(substr(d.object, 2) as bigint)
    where d.subject like 'R%' and d.object like 'P%'
), named as (
    select r.id as row_id, p.id as payout, r.commission as amount, p.reference
    from referring r
    join referred p on p.reference = r.payment_ref and p.network = r.network and p.currency = r.currency
        and (p.account = '' or r.account = '' or p.account = r.account)
        and (p.program is null or r.program is null or p.program = r.program)
), told as (
    select row_id, payout, 'reference' as tier, amount, reference as evidence from named
    where (row_id, payout) not in (select row_id, payout from stub_row)
    union all
    select s.row_id, s.payout, case when n.row_id is null then 'line' else 'reference' end, s.amount, s.reference
    from stub_row s left join named n on n.row_id = s.row_id and n.payout = s.payout
)
select row_id, payout, 'person' as tier, amount, '' as evidence from pin
union all
select row_id, payout, tier, amount, evidence from told
where row_id not in (select row_id from pin) and (row_id, payout) not in (select row_id, payout from refused_payment);

insert into payment_link (row_id, payout, tier, amount, evidence)
select row_id, payout, tier, amount, evidence from stated
where row_id in (select id from anew_row) or payout in (select id from anew_payout);
insert into payment_come select row_id, payout, tier, amount from stated
where row_id in (select id from anew_row) or payout in (select id from anew_payout);

create or replace temp table stated_moved as
with now as (
    select row_id, payout, tier, amount, evidence from stated
    where row_id in (select id from anew_row) or payout in (select id from anew_payout)
)
select row_id, payout from (select * from now except select * from stated_was)
union
select row_id, payout from (select * from stated_was except select * from now);
