-- The cases outcome.sql speaks of: all of them.
create or replace temp view case_sale as select * from sale_terms;
create or replace temp view case_row as select * from row_now;
create or replace temp view case_link as select * from link;
