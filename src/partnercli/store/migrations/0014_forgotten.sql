-- 0014 Forgotten: people whose data was erased. What tells a script that a file names them again, and the links that
-- stood on what is gone.

-- A record that is not to be read back: of a network row its key, of a lead a mark of its key, and of its e-mails and
-- phones a mark each (forgotten.sql). Nothing here says who it was.
create table forgotten (
    kind    varchar not null,            -- lead, contact, network_row
    id      bigint  not null,            -- of the lead, of the row
    source  varchar not null,
    account varchar not null,
    key     varchar not null,
    until   date    not null,            -- the day it was forgotten: whoever comes later is new
    reason  varchar not null,
    entry   bigint  not null
);

-- Links by click, contact or name whose evidence is erased, and those that were weighed against them: they stay as they
-- were (reconcile/tiers/18_kept.sql).
create table kept_link (
    sale   bigint  not null,
    row_id bigint  not null,
    role   varchar not null,
    entry  bigint  not null
);
