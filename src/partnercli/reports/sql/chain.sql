-- title: Chain of each sale
-- about: each sale from agreed to received: days, money, where it stands, what to do next
-- by: 
-- convert: agreed_on expected tracked validated paid received gap
-- column: id id Id
-- column: program code Program
-- column: currency currency Currency
-- column: agreed_on date Agreed
-- column: expected money Expected
-- column: tracked_on date Tracked on
-- column: tracked money Tracked
-- column: validated_on date Validated on
-- column: validated money Validated
-- column: paid_on date Paid on
-- column: paid money Paid
-- column: received_on date Received on
-- column: received money Received
-- column: gap money Gap
-- column: step class Step
-- column: days days Days
-- column: class class Class
-- column: next class Next
-- note: Days = since the last step that has a day. Gap = expected less what was paid and, where statements cover it, arrived. A payment counts as received when a bank statement has it, or you entered it by hand; of one that arrived short by more than a fee each sale has its share.
--
-- Where does each sale stand, how much is missing, since when, and what is the next action?
select 'S' || c.sale as id, c.program, c.currency, c.agreed_on, c.expected, c.tracked_on, c.tracked, c.validated_on, c.validated,
    c.paid_on, c.paid, c.received_on, c.received, c.expected - coalesce(c.paid - c.lost, 0) as gap, c.step,
    cast(k.today - case c.step when 'received' then coalesce(c.received_on, c.paid_on, c.agreed_on)
        when 'paid' then coalesce(c.paid_on, c.validated_on, c.tracked_on, c.agreed_on)
        when 'validated' then coalesce(c.validated_on, c.tracked_on, c.agreed_on)
        when 'tracked' then coalesce(c.tracked_on, c.agreed_on) else c.agreed_on end as bigint) as days,
    c.class,
    case when c.class = 'missing' then case when c.agreed_on + c.claim_days < k.today then 'ask_program' else 'claim' end
        when c.class = 'ambiguous' then 'link'
        when c.class = 'declined' and c.reason = 'lead_refused' then 'nothing'
        when c.class = 'declined' then 'read_reason'
        when c.paid > c.validated and c.paid - c.lost >= c.validated then 'ask_which_payment_counts'
        when c.trouble is not null then 'ask_for_payment'
        when c.class = 'underpaid' then 'claim_difference'
        when c.class = 'pending' and c.due_on < k.today then 'ask_for_validation'
        when c.standing = 'validated' and c.due_on < k.today then 'ask_for_payment'
        when c.class = 'overpaid' then 'check_terms'
        when c.standing in ('pending', 'validated') or c.class = 'not_due' then 'wait'
        else 'nothing' end as next
from sale_chain c cross join clock k
where ($start is null or c.agreed_on >= $start) and ($stop is null or c.agreed_on < $stop)
    and ($program is null or c.program = $program) and ($channel is null or c.channel = $channel)
    and ($currency is null or c.currency = $currency)
order by c.agreed_on, c.sale;
