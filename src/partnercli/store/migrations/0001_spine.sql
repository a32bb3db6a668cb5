-- 0001 The spine: what is kept. Facts are appended, decisions are links; everything else is a view (views.sql).
--
-- Ids are made by us (max + 1 inside the writing transaction): no sequences, so that the same road runs on an
-- attached PostgreSQL. Uniqueness is held by the writing statements and proved by `partnercli check`; indexes on
-- bulk tables would cost more than the import itself. Money is DECIMAL(18,4); timestamps are naive UTC.

-- The journal: one line a change. An import is one change.
create table entry (
    id      bigint    not null,
    made_at timestamp not null,
    command varchar   not null,          -- 'lead add', 'import', …
    subject varchar   not null default ''
);

-- What was read from where. Totals are text: '1234.50 RUB, 20.00 USD'.
create table import_file (
    entry    bigint  not null,
    file     varchar not null,
    sha256   varchar not null,
    profile  varchar not null,
    kind     varchar not null,           -- rows, payouts, leads
    source   varchar not null,           -- name space of the keys: the network, or the profile where a file names none
    account  varchar not null,
    encoding varchar not null,
    read_n   bigint  not null,
    new_n    bigint  not null,
    changed_n bigint not null,
    same_n   bigint  not null,
    rejected_n bigint not null,
    totals   varchar not null
);

-- Rows that were refused, whole, with the reason as a code and its facts (JSON).
create table reject (
    entry  bigint  not null,
    line   bigint  not null,
    raw    varchar not null,
    code   varchar not null,
    facts  varchar not null
);

create table program (
    code        varchar not null,
    name        varchar not null,
    network     varchar not null,        -- lower case; '' = direct
    network_id  varchar not null,        -- the program's id or name inside the network's exports
    account     varchar not null,
    currency    varchar not null,
    contact     varchar not null,        -- who to write to about missing money
    archived    boolean not null,
    entry       bigint  not null
);

-- Terms valid from a day until the next ones. Expected commission is frozen by the day of the sale.
create table program_term (
    program      varchar not null,
    valid_from   date    not null,
    per          varchar not null,       -- sale | lead
    percent      decimal(9, 4),          -- percent points of the sale amount, or
    flat         decimal(18, 4),         -- a fixed sum
    hold_days    integer not null,       -- from the event to validation
    pay_day      integer,                -- day of the month; null = not said
    minimum      decimal(18, 4),         -- payout threshold
    claim_days   integer,                -- claim window after the sale; null = not said
    track_days   integer not null,       -- a sale without a row is missing after so many days
    entry        bigint  not null
);

create table channel (
    code         varchar not null,
    name         varchar not null,
    utm_source   varchar not null,       -- patterns with *; '' = any
    utm_medium   varchar not null,
    utm_campaign varchar not null,
    archived     boolean not null,
    entry        bigint  not null
);

create table lead (
    id         bigint  not null,
    source     varchar not null,         -- '' by hand, else the profile that read it
    key        varchar not null,         -- the id in that source, or the row's content and occurrence
    program    varchar not null,
    channel    varchar not null,         -- '' = not known
    lead_on    date    not null,
    status     varchar not null,         -- new, in_work, customer, refused
    reason     varchar not null,
    name       varchar not null,
    email      varchar not null,
    phone      varchar not null,
    email_key  varchar,                  -- norm_email(email): what duplicates and matching compare
    phone_key  varchar,                  -- norm_phone(phone)
    click      varchar not null,
    interest   varchar not null,         -- '', cold, warm, hot
    value      decimal(18, 4),           -- potential value
    next_on    date,
    owner      varchar not null,
    said       ubigint,                  -- what its line said last, as a number: the same line again changes nothing
    entry      bigint  not null,         -- created by
    line       bigint,
    touched    bigint  not null          -- last changed by
);

-- Every change of a lead and of its sales, and its notes (field = 'note').
create table lead_event (
    lead  bigint  not null,
    entry bigint  not null,
    field varchar not null,
    old   varchar not null,
    new   varchar not null
);

-- What we say was earned: an order, or the lead itself where a program pays per lead (kind = 'lead').
create table sale (
    id       bigint  not null,
    lead     bigint  not null,
    kind     varchar not null,           -- sale | lead
    sold_on  date    not null,
    order_id varchar not null,
    amount   decimal(18, 4),             -- null for kind = 'lead'
    currency varchar not null,
    entry    bigint  not null,
    touched  bigint  not null
);

-- Every version of every network row. `version` counts arrivals; `current` marks the one that counts now: the latest
-- by the row's own update date, then by arrival. `current` and `program` are caches `check` recomputes.
create table network_row (
    id            bigint  not null,
    version       integer not null,
    current       boolean not null,
    entry         bigint  not null,
    line          bigint  not null,
    source        varchar not null,
    account       varchar not null,
    key           varchar not null,
    network       varchar not null,
    program       varchar,               -- our code, where the row's own program id or name resolves to exactly one
    program_ref   varchar,
    program_name  varchar,
    transaction_id varchar,
    order_id      varchar,
    refs          varchar[],             -- click and sub ids
    event_at      timestamp,
    event_on      date,                  -- the day as the file spells it
    validated_on  date,
    paid_on       date,
    updated_at    timestamp,             -- the row's own last date; orders versions
    status        varchar not null,      -- the network's raw words
    validation    varchar not null,      -- pending, validated, declined
    payment       varchar not null,      -- unknown, awaiting, available, in_payment, received
    correction    boolean not null,      -- a row that corrects another one (negative)
    original_ref  varchar,               -- the transaction it corrects, where the export says so
    sale_amount   decimal(18, 4),
    commission    decimal(18, 4) not null,
    currency      varchar not null,
    reason        varchar,               -- the network's reason, raw
    payment_ref   varchar,
    name          varchar,
    email_key     varchar,
    phone_key     varchar
);

-- Money that arrived. By hand: source = '' and version 1.
create table payout (
    id        bigint  not null,
    version   integer not null,
    current   boolean not null,
    entry     bigint  not null,
    line      bigint  not null,
    source    varchar not null,
    account   varchar not null,
    key       varchar not null,
    network   varchar not null,
    program   varchar,                   -- our code; null = the whole network
    paid_on   date    not null,
    status    varchar not null,
    received  boolean not null,          -- the export says it was sent; others are kept but do not count
    amount    decimal(18, 4) not null,
    currency  varchar not null,
    reference varchar not null
);

-- Decisions: which row speaks of which sale, by which tier, on what evidence.
-- role: main | part (nets into the sale) | duplicate (same order, counted apart) | candidate (ambiguous, not accepted)
create table link (
    sale     bigint  not null,
    row_id   bigint  not null,
    tier     varchar not null,
    role     varchar not null,
    evidence varchar not null
);

-- The last journal entry the links have seen.
create table reconciled (
    entry bigint not null
);
insert into reconciled values (0);
