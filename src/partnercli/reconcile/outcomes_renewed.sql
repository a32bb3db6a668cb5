-- The outcomes of the cases a reconcile touched: outcome.sql looks at those alone, laid out before it once.
--
-- A sale's commission may depend on the other sales of its quarter: those are laid out too.
create or replace temp table case_volume as
select distinct s.program, date_trunc('quarter', s.sold_on) as quarter
from touched_sale t join sale_now s on s.sale = t.sale
where s.program in (select program from volume_program);
create or replace temp table case_sale_id as
select sale from touched_sale
union
select s.sale from case_volume v join sale_now s on s.program = v.program and date_trunc('quarter', s.sold_on) = v.quarter;
create or replace temp table touched_sale_now as select s.* from case_sale_id t join sale_now s on s.sale = t.sale;
create or replace temp view case_sale_now as select * from touched_sale_now;

create or replace temp table touched_case_sale as
select s.sale, s.lead, s.lead_status, s.program, s.channel, s.network, s.currency, s.sold_on, s.expected, s.renewal,
    s.claim_days, s.hold_days, s.pay_day, s.track_days
from touched_sale t join sale_terms s on s.sale = t.sale;
create or replace temp table touched_case_row as
select r.id, r.source, r.account, r.key, r.network, r.program, r.program_ref, r.program_name, r.currency, r.transaction_id,
    r.order_id, r.original_ref, r.correction, r.validation, r.payment, r.commission, r.sale_amount, r.event_at, r.event_on, r.validated_on
from touched_row t join row_now r on r.id = t.id;
create or replace temp table touched_case_link as
select l.* from touched_sale t join link l on l.sale = t.sale
union
select l.* from touched_row t join link l on l.row_id = t.id;

create or replace temp view case_sale as select * from touched_case_sale;
create or replace temp view case_row as select * from touched_case_row;
create or replace temp view case_link as select * from touched_case_link;

delete from outcome where sale in (select sale from touched_sale);
delete from outcome where row_id in (select id from touched_row);

insert into outcome select * from outcome_live;

create or replace temp view case_sale_now as select * from sale_now;
