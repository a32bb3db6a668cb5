-- 0005 Terms: what programs really promise. Promo terms end on a day; the general rate has exceptions (tiers by volume,
-- goods, actions); money is bounded below and above; the percent is taken of what is left without VAT and delivery;
-- a commission may come again each month. A sale says what these need to know of it.

-- What `term_rate` belongs to. Made by us: the order in which the terms were written.
alter table program_term add column id bigint;
update program_term set id = n.id from (
    select program, valid_from, entry, row_number() over (order by entry, program, valid_from) as id from program_term
) n where n.program = program_term.program and n.valid_from = program_term.valid_from and n.entry = program_term.entry;

alter table program_term add column valid_until date;                       -- the last day of a promo; null = until other terms
alter table program_term add column sale_minimum decimal(18, 4);            -- a smaller sale earns nothing
alter table program_term add column sale_cap decimal(18, 4);                -- the most one sale earns
alter table program_term add column month_cap decimal(18, 4);               -- the most the program pays for one month's sales
alter table program_term add column vat_percent decimal(9, 4);              -- VAT inside the price that the percent is not taken of
alter table program_term add column without_delivery boolean default false; -- nor is it taken of delivery
alter table program_term add column recurs_months integer;                  -- the months it pays in, the first one included
alter table program_term add column renewal_percent decimal(9, 4);          -- of the further months; null = the same rate
alter table program_term add column tier_by varchar default 'count';        -- count | amount: what the volume is
alter table program_term add column tier_over varchar default 'month';      -- month | quarter: in which it is counted
alter table program_term add column tier_applies varchar default 'above';   -- above | all: to sales from there on, or all of them

-- Rates that hold instead of the general one. Both null: nothing is earned.
create table term_rate (
    term    bigint  not null,            -- program_term.id
    kind    varchar not null,            -- tier, goods, action
    word    varchar not null,            -- of goods or an action, lower case; '' for a tier
    reach   decimal(18, 4) not null,     -- of a tier: the volume from which it holds, 0 for the others
    percent decimal(9, 4),
    flat    decimal(18, 4)
);

alter table sale add column vat decimal(18, 4);          -- inside the amount, where the order says it
alter table sale add column delivery decimal(18, 4);     -- inside the amount
alter table sale add column goods varchar default '';    -- the category of the goods
alter table sale add column action varchar default '';   -- what was done, where a program pays for several actions
