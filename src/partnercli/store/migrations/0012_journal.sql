-- 0012 Journal: who made each change, what it changed field by field, and what every table of facts and decisions adds
-- up to after it, chained by hashes, so that `undo` can take any change back and `check` finds edits made past the tool.

alter table entry add column who varchar default '';     -- the login; '' in lines from before this was kept
alter table entry add column host varchar default '';
alter table entry add column undoes bigint;              -- the entry this one took back
alter table entry add column chain varchar default '';   -- sha256 over the line before, this line and its seals (journal.py)

-- What a change made of each record: all its columns as JSON text, before and after. Imports and other changes of many
-- rows at once keep none: their rows name their entry.
create table trace (
    entry  bigint  not null,
    n      bigint  not null,             -- the order in which the change first wrote the records
    tbl    varchar not null,
    record varchar not null,             -- what tells the record in its table: '17', 'shop', '17/5/note'
    before varchar,                      -- null: it was not there
    after  varchar                       -- null: it is gone
);

-- What a change added to the sum of a table: of the number of rows and of their digests (seals.py). The sums over all
-- entries are what the table is now. No personal data, whatever the facts hold.
create table seal (
    entry  bigint  not null,
    tbl    varchar not null,
    part   bigint  not null,             -- of tables that imports fill: the entry the rows came with; else 0
    n      bigint  not null,
    digest decimal(38, 0) not null
);
