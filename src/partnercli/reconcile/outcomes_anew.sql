-- All outcomes.
delete from outcome;
insert into outcome select * from outcome_live;
