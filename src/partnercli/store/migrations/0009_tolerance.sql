-- 0009 Tolerance: how far a network row may be from its sale in money and days where no id says that they belong together.
create table tolerance (
    program     varchar not null,        -- '' = every program
    currency    varchar not null,        -- '' = every currency
    amount      decimal(18, 4) not null, -- a fixed sum, or
    percent     decimal(9, 4) not null,  -- percent points of the sale's amount, whichever is more
    days_before integer not null,        -- how early the row may be
    days_after  integer not null,        -- and how late
    entry       bigint  not null
);
