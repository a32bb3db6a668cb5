-- What a person decided and did not take back. Ids are spelled: 'S12', 'R45', 'P3', 'B7'; the newest word about a pair
-- counts, so that a later `unlink` overtakes a `link` and taking it back brings that one back.
create or replace temp view decision_now as select * from decision where taken_back is null;

create or replace temp view decided_pair as
select id, kind, subject, object from (
    select *, row_number() over (partition by subject, object order by id desc) as place
    from decision_now where kind in ('link', 'unlink')
) where place = 1;

-- Pairs that belong together whatever the tiers say: sale and row, row and payout, receipt and payout.
create or replace temp view pinned as select subject, object from decided_pair where kind = 'link';

-- Pairs no tier may ever propose.
create or replace temp view refused_pair as select subject, object from decided_pair where kind = 'unlink';

-- Findings a person put aside: how much was accepted at most, and until when the others were snoozed.
create or replace temp view accepted_finding as
select subject as id, currency, max(amount) as amount from decision_now where kind = 'accept' group by subject, currency;

create or replace temp view snoozed_finding as
select subject as id, max(until) as until from decision_now where kind = 'snooze' group by subject;
