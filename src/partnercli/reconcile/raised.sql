-- What the checks fill, each finding without its id and state; and what several of them ask for.
create or replace temp table raised (
    code varchar, subject varchar, program varchar, network varchar, currency varchar, amount decimal(38, 4), since date,
    until date, reason varchar, facts varchar
);

-- Three checks ask for it.
create or replace temp table reversed as select * from reversal;

-- Two ask which slip explains a figure.
create or replace temp table explained as select sale, reason, facts as slip from drift;
