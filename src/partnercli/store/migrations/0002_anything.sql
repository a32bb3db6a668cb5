-- 0002 Anything: bank receipts, ad spend and the lines of payments, each with its versions as payouts have them; what
-- every import saw, so that it can be taken back and compared with another; rows that vanished from a full export.

-- Lines of a bank's or a payment system's statement. The amount is signed: + came in, - went out.
create table receipt (
    id              bigint  not null,
    version         integer not null,
    current         boolean not null,
    entry           bigint  not null,
    line            bigint  not null,
    source          varchar not null,
    account         varchar not null,
    key             varchar not null,
    booked_at       timestamp,
    booked_on       date    not null,
    status          varchar not null,    -- the bank's word
    state           varchar not null,    -- booked, pending, failed
    amount          decimal(18, 4) not null,
    fee             decimal(18, 4),
    currency        varchar not null,
    type            varchar not null,
    counterparty    varchar not null,
    counterparty_id varchar not null,
    purpose         varchar not null,
    reference       varchar not null,
    own_account     varchar not null     -- our own account as the file names it
);

-- What advertising cost on a day, or on the days of a range.
create table spend (
    id           bigint  not null,
    version      integer not null,
    current      boolean not null,
    entry        bigint  not null,
    line         bigint  not null,
    source       varchar not null,
    account      varchar not null,
    key          varchar not null,
    spent_on     date    not null,
    spent_until  date    not null,       -- the last day, included; that of `spent_on` where it is one day
    utm_source   varchar not null,
    utm_medium   varchar not null,
    utm_campaign varchar not null,
    utm_term     varchar not null,
    utm_content  varchar not null,
    campaign     varchar not null,
    campaign_ref varchar not null,
    amount       decimal(18, 4) not null,
    currency     varchar not null,
    clicks       bigint,
    impressions  bigint
);

-- Which rows a payment covers, as its paystub says.
create table payout_line (
    id           bigint  not null,
    version      integer not null,
    current      boolean not null,
    entry        bigint  not null,
    line         bigint  not null,
    source       varchar not null,
    account      varchar not null,
    key          varchar not null,
    network      varchar not null,
    program      varchar,                -- our code, where the line's own program id or name resolves to exactly one
    program_ref  varchar,
    program_name varchar,
    payment_ref  varchar not null,
    row_ref      varchar,                -- the network's transaction id
    order_id     varchar,
    paid_on      date,
    status       varchar not null,
    state        varchar not null,       -- received, waiting, declined
    amount       decimal(18, 4),
    currency     varchar
);

-- What an import saw of records that were there already; the import that brought a version stands in the version
-- itself. Leads have no versions: each line of each import stands here, with a number for all it said of the lead
-- (lead.said); version 1, or 0 where the file had been read before and was not listened to.
create table sighting (
    kind    varchar not null,            -- rows, payouts, lines, receipts, spend, leads
    entry   bigint  not null,
    id      bigint  not null,
    version integer not null,
    line    bigint  not null,
    said    ubigint
);

-- A row that a full export of its period does not name any more gets a declined version of ours.
alter table network_row add column vanished boolean default false;

alter table import_file add column place varchar default '';        -- absolute path, '' for standard input
alter table import_file add column archive varchar default '';      -- where the bytes are kept, '' = nowhere
alter table import_file add column first_on date;                   -- the days its records speak of
alter table import_file add column last_on date;
alter table import_file add column replaces boolean default false;  -- the full export of its period
alter table import_file add column undone_by bigint;                -- the entry that took it back
alter table import_file add column ignored_n bigint default 0;      -- lines that are no records of ours
alter table import_file add column sighted boolean default false;   -- false: from before, what it saw is not known
