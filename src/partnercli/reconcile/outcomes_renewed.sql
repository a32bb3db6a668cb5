-- The outcomes of the cases a reconcile touched: outcome.sql looks at those alone, laid out before it once.
create or replace temp table touched_case_sale as
select s.sale, s.lead, s.lead_status, s.program, s.channel, s.network, s.currency, s.sold_on, s.expected, s.renewal,
    s.claim_days, s.hold_days, s.pay_day, s.track_days
from touched_sale t join sale_terms s on s.sale = t.sale;
create or replace temp table touched_case_row as
select r.id, r.source, r.account, r.key, r.network, r.program, r.program_ref, r.program_name, r.currency, r.transaction_id,
    r.order_id, r.original_ref, r.correction, r.validation, r.payment, r.commission, r.sale_amount, r.event_at, r.event_on, r.validated_on
from touched_row t join row_now r on r.id = t.id;
create or replace temp table touched_case_link as
select l.* from link l where l.sale in (select sale from touched_sale) or l.row_id in (select id from touched_row);

create or replace temp view case_sale as select * from touched_case_sale;
create or replace temp view case_row as select * from touched_case_row;
create or replace temp view case_link as select * from touched_case_link;

delete from outcome
where sale in (select sale from touched_sale) or row_id in (select id from touched_row);

insert into outcome select * from outcome_live;
