-- How far a row may be from its sale in money and days, by program and currency, and the keys of what is that near. TEMP
-- views and macros. Without a word of the user's: the very amount, three days before and after.

-- The most specific word counts: of the program in this currency, of the program, of the currency, of everything.
create or replace temp view tolerance_now as
select program, currency, amount, percent, days_before, days_after from (
    select p.code as program, c.currency, coalesce(t.amount, 0) as amount, coalesce(t.percent, 0) as percent,
        coalesce(t.days_before, 3) as days_before, coalesce(t.days_after, 3) as days_after,
        row_number() over (partition by p.code, c.currency order by t.program <> '' desc, t.currency <> '' desc) as place
    from program p
    cross join (select currency from program union select currency from tolerance where currency <> '') c
    left join tolerance t on t.program in ('', p.code) and t.currency in ('', c.currency)
) where place = 1;

-- Sales of a table or view (as sale_now) with what each allows: `slack` in its currency, the larger of the fixed sum and the percent; first and last day.
create or replace temp macro slack_of(sale_amount, fixed, points) as
    greatest(cast(fixed as decimal(38, 8)), cast(abs(sale_amount) * points * cast(0.01 as decimal(3, 2)) as decimal(38, 8)));
create or replace temp macro with_slack(sales) as table
select s.*, slack_of(s.amount, t.amount, t.percent) as slack, s.sold_on - t.days_before as first_day, s.sold_on + t.days_after as last_day
from query_table(sales) s join tolerance_now t on t.program = s.program and t.currency = s.currency;

-- Amounts meet by equal text, or, where there is slack, by a bucket of a power of ten that is wider than the whole span:
-- the sale names the one or two it touches, the row its own of every width. Days meet by stretches of eight.
create or replace temp macro ten_thousandths(x) as cast(floor(x * 10000) as hugeint);
create or replace temp macro bucket_width(slack) as length(cast(ten_thousandths(2 * slack) + 1 as varchar));
create or replace temp macro ten_to_the(n) as cast('1' || repeat('0', n) as hugeint);
create or replace temp macro sale_amounts(x, slack) as case when slack = 0 then ['=' || x] else list_distinct([
    bucket_width(slack) || ':' || ten_thousandths(x - slack) // ten_to_the(bucket_width(slack)), bucket_width(slack) || ':' || ten_thousandths(x + slack) // ten_to_the(bucket_width(slack))]) end;
create or replace temp macro row_amounts(x) as
    list_concat(['=' || x], list_transform(range(1, 25), lambda n: n || ':' || ten_thousandths(x) // ten_to_the(n)));
create or replace temp macro day_stretch(day) as (day - date '1970-01-01') // 8;
create or replace temp macro day_stretches(first, last) as range(day_stretch(first), day_stretch(last) + 1);

-- A word of the name with an amount and a stretch of days: what two people of one name rarely share by chance.
create or replace temp macro name_keys(words, amounts, days) as flatten(list_transform(name_bones(words), lambda w:
    flatten(list_transform(amounts, lambda a: list_transform(days, lambda d: w || '|' || a || '|' || d)))));
create or replace temp macro sale_name_keys(words, of_program, of_currency, x, sold_on) as (
    select name_keys(words, sale_amounts(x, slack_of(x, t.amount, t.percent)), day_stretches(sold_on - t.days_before, sold_on + t.days_after))
    from tolerance_now t where t.program = of_program and t.currency = of_currency);
create or replace temp macro row_name_keys(words, x, event_on) as case when exists (select 1 from tolerance)
    then name_keys(words, row_amounts(x), [day_stretch(event_on)]) else name_keys(words, ['=' || x], [day_stretch(event_on)]) end;
