-- Nothing changed since the last reconcile: what it kept is what the views would say.
create or replace temp view outcome_now as select * from outcome;
