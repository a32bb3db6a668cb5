-- 0004 Decisions: what a person said of pairs and findings, which findings a script has been told of, and ids that are
-- given again to nobody else.

-- One line a decision. The newest of a pair that stands counts (decisions.sql).
create table decision (
    id         bigint  not null,
    entry      bigint  not null,
    kind       varchar not null,         -- link, unlink: a pair of records; accept, snooze: a finding
    subject    varchar not null,         -- 'S12' of S-R, 'R45' of R-P, 'B7' of B-P; or the finding's id
    object     varchar not null,         -- the other record of the pair; '' for findings
    reason     varchar not null,
    amount     decimal(18, 4),           -- the money at stake when the finding was accepted
    currency   varchar,
    until      date,                     -- snooze: the day it comes back
    taken_back bigint                    -- the entry that took it back
);

-- The open findings as the last `reconcile --only-new` left them.
create table finding_seen (
    id    varchar not null,
    entry bigint  not null               -- the run that told it
);

-- Ids of records that went with an import taken back: the same record gets its id again, no other ever does. What makes
-- it the same is its key; for a sale the key of its lead, with what tells it from the lead's other sales.
create table retired (
    kind    varchar not null,            -- the table the id belongs to
    id      bigint  not null,
    source  varchar not null,
    account varchar not null,
    key     varchar not null
);
