-- The keys of all that no id has linked, which is what is open now; of rows that list ids, of all of them.
delete from sale_key;
delete from row_key;
insert into sale_key from kept_sale_keys('open_sale');
insert into row_key from kept_row_keys('open_row');
insert into row_key from listed_keys('row_now');
