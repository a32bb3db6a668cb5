-- 0010 Close: the figures of a period as they were when it was closed. Nothing here is ever changed: `reopened` takes a
-- close back, and closing again freezes anew.
create table close (
    entry    bigint  not null,           -- the change that closed it; its id
    period   varchar not null,           -- as people name it: 2026-10
    first_on date    not null,
    stop_on  date    not null,           -- the first day after it
    hash     varchar not null,           -- close_seal of what is frozen (closes.sql)
    reopened bigint,                     -- the change that took it back
    reason   varchar not null            -- why it was taken back
);

-- Every case of the period (`verdict`): a sale with its rows, or a row without a sale.
create table close_case (
    close    bigint  not null,
    id       varchar not null,
    class    varchar not null,
    program  varchar,
    network  varchar,
    channel  varchar,
    sale     bigint,
    row_id   bigint,
    currency varchar not null,
    on_day   date    not null,
    expected decimal(38, 4),
    actual   decimal(38, 4),
    paid     decimal(38, 4),
    standing varchar not null
);

-- Payouts that arrived in the period and what the statements of banks say, per program, network and currency.
create table close_money (
    close    bigint  not null,
    kind     varchar not null,           -- payouts, receipts
    program  varchar,
    network  varchar,
    currency varchar not null,
    n        bigint  not null,
    total    decimal(38, 4) not null
);
