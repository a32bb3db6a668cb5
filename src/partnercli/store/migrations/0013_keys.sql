-- 0013 Keys: by what the tiers after `order` find the sales and rows that no id has linked, so that a reconcile after a
-- change looks them up instead of working them out of all of them. A cache: it holds what `sale_keys` and `row_keys`
-- (keys.sql) say of these records as entry `reconciled` knew them. Whoever changes these words empties it and says
-- `update reconciled set entry = 0`, as below.
create table sale_key (
    kind  varchar not null,
    id    bigint  not null,
    value varchar not null
);
create table row_key (
    kind  varchar not null,
    id    bigint  not null,
    value varchar not null
);

update reconciled set entry = 0;
