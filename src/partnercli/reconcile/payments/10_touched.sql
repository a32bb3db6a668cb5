-- Which payments and rows are looked at anew for what is said outright of who paid what: those that changed since the
-- entry $since, those a person decided about, and those that a changed reference or line of a paystub names. From 0 on
-- it is every payment, and a row is looked at with its payment.
create or replace temp table changed_line as
select distinct network, payment_ref, row_ref, order_id from payout_line where id in (select id from payout_line where entry > $since);

create or replace temp table decided_payment as
select subject, object from decision
where kind in ('link', 'unlink') and object like 'P%' and (entry > $since or taken_back > $since);

create or replace temp table anew_payout as
with changed as (
    select id from payout where entry > $since
    union
    select cast(substr(object, 2) as bigint) from decided_payment
), reference as (
    select network, reference from payout where id in (select id from changed) and reference <> ''
    union
    select network, payment_ref from changed_line
)
select id from changed
union
select p.id from payout p join reference r on r.network = p.network and r.reference = p.reference;

create or replace temp table anew_row as
select id from network_row where entry > $since and $since > 0
union
select cast(substr(subject, 2) as bigint) from decided_payment where subject like 'R%'
union
select r.id from network_row r join changed_line l on l.network = r.network and l.row_ref = r.transaction_id
where $since > 0
union
select r.id from network_row r join changed_line l on l.network = r.network and l.order_id = r.order_id where l.order_id <> '' and $since > 0;

-- What was linked and is not any more, and what is now: what differs between the two changed.
create or replace temp table payment_gone as select row_id, payout, tier, amount from payment_link where $since = 0;
create or replace temp table payment_come as select row_id, payout, tier, amount from payment_link where false;
