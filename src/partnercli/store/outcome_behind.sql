-- Something changed since the last reconcile: the views say what became of everything by the links there are.
create or replace temp view outcome_now as select * from outcome_live;
