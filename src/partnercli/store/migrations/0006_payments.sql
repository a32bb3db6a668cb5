-- 0006 Payments: which rows a payment paid and which line of a statement brought it. Decisions, as `link` is; but for the
-- pairs a person decided they can be made anew from the facts at any time.

-- What a payment gave for a row. tier: person, reference (the row names its payment), line (a paystub names the row),
-- cohort (the oldest rows first), subset (the only rows that make up the payment exactly).
create table payment_link (
    row_id   bigint  not null,
    payout   bigint  not null,
    tier     varchar not null,
    amount   decimal(18, 4) not null,    -- in the row's currency; below zero for a correction
    evidence varchar not null            -- the payment's reference; of a cohort the day by which the row was validated
);

-- Payments several sets of rows make up exactly: none is linked, until a later payment uses up whatever is open.
create table payment_doubt (
    payout     bigint not null,
    settled_on date                      -- the day of that payment; null = it is open which rows are meant
);

-- Corrections that take nothing from what was paid, since what they correct is not validated. Kept so that a change is
-- seen: it moves all later payments of the program or network.
create table payment_idle (
    row_id bigint not null
);

-- role: main | candidate (several fit, none is accepted). tier: person, reference, amount, group, fee.
create table receipt_link (
    receipt  bigint  not null,
    payout   bigint  not null,
    tier     varchar not null,
    role     varchar not null,
    evidence varchar not null
);
