-- 0008 Outcome: what became of every sale and row, kept so that a reconcile after an import costs what the import brought.
-- A cache: it holds what the view `outcome_live` says of the links and facts of entry `reconciled`, and nothing else.

-- A row that speaks for several sales gives each of them a share of its commission; null = all of it.
alter table link add column amount decimal(18, 4);

create table outcome (
    sale         bigint,                 -- null: a row without a sale
    row_id       bigint,                 -- the main row; null: a sale without a row
    lead         bigint,
    program      varchar,
    channel      varchar,
    network      varchar,
    currency     varchar not null,
    on_day       date    not null,
    expected     decimal(38, 4),
    actual       decimal(38, 4),
    paid         decimal(38, 4),         -- of `actual`, what is paid
    class        varchar not null,       -- `missing` stands for not_due too: the day decides (verdict.sql)
    reason       varchar not null,
    standing     varchar not null,
    due_on       date,
    tracked_on   date,
    validated_on date,
    tier         varchar,
    rows_n       bigint  not null,
    claim_days   integer
);

-- Stores of before have no outcomes yet: everything is looked at anew.
update reconciled set entry = 0;
