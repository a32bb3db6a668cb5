-- 0007 Rates: what currencies cost, by day and source. Facts: a later entry of the same pair, day and source counts, the
-- earlier ones stay. `nominal` units of `currency` cost `price` units of `base`: 100 JPY = 59.1234 RUB, 1 EUR = 1.0831 USD.
create table rate (
    source   varchar not null,           -- cbr, ecb, or the name a person gave
    currency varchar not null,
    base     varchar not null,
    on_day   date    not null,           -- the day the source names; how long it holds: rates.sql
    nominal  bigint  not null,
    price    decimal(18, 8) not null,
    entry    bigint  not null,
    line     bigint  not null            -- of the file; 0 by hand
);
