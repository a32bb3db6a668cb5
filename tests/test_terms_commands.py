"""Terms on the command line: said, listed, tried with `program expect`; and what cannot be taken."""

from __future__ import annotations

import pytest

from conftest import Desk

CONDITIONS = (
    "--rate", "10%", "--tier", "3=12%", "--tier", "5=700", "--cap", "3000", "--cap-month", "50000", "--minimum-sale", "500",
    "--vat", "20%", "--without-delivery", "--exclude", "Gift cards", "--goods", "books=5%", "--action", "call=100",
    "--recurring", "12", "--renewal", "5%",
)  # fmt: skip

LISTED = """\
Valid from  Until       Per   Rate  Flat  Currency  Conditions  Hold  Pay day  Minimum  Claim window  Track days
-           2026-11-19  sale    10     -  RUB       tiers 3=12% 5=700.00, by count/month/above, goods books=5%, \
excluded gift cards, actions call=100.00, least sale 500.00, cap 3000.00, cap a month 50000.00, without vat 20%, \
without delivery, months 12, renewal 5%    30        -        -             -           7
2026-11-20  2026-11-30  sale    20     -  RUB       goods books=5%, \
excluded gift cards, actions call=100.00, least sale 500.00, cap 3000.00, cap a month 50000.00, without vat 20%, \
without delivery, months 12, renewal 5%    30        -        -             -           7
2026-12-01  -           sale    12     -  RUB       goods books=5%, actions call=100.00, least sale 500.00, \
cap a month 50000.00, without delivery    30        -        -             -           7
"""


@pytest.fixture
def acme(desk: Desk) -> Desk:
    """A desk with the program `acme`, on all conditions there are, then a promo, then fewer."""
    desk.fact("init")
    desk.fact("program", "add", "acme", *CONDITIONS)
    desk.fact("program", "edit", "acme", "--rate", "20%", "--from", "2026-11-20", "--until", "2026-11-30")
    desk.fact(
        "program", "edit", "acme", "--rate", "12%", "--from", "2026-12-01", "--tier", "", "--cap", "", "--vat", "",
        "--recurring", "0", "--renewal", "", "--exclude", "",
    )  # fmt: skip
    return desk


def test_program_terms_lists_them_by_date(acme: Desk) -> None:
    shown = [line.split() for line in acme.fact("program", "terms", "acme").splitlines()]
    assert shown == [line.split() for line in LISTED.splitlines()]


@pytest.mark.parametrize(
    ("words", "expected", "rule"),
    [
        (("--amount", "12000"), "1000.00", "percent"),  # of 10 000 without VAT
        (("--amount", "12000", "--date", "2026-11-25"), "2000.00", "promo"),
        (("--amount", "12000", "--date", "2026-12-25"), "1440.00", "percent"),
        (("--amount", "12500", "--delivery", "500"), "1000.00", "percent"),
        (("--amount", "12000", "--vat", "1000"), "1100.00", "percent"),
        (("--amount", "12000", "--goods", "BOOKS"), "500.00", "goods"),
        (("--amount", "12000", "--goods", "gift cards"), "0.00", "excluded"),
        (("--action", "call"), "100.00", "action"),
        (("--amount", "499"), "0.00", "below_minimum"),
        (("--amount", "120000"), "3000.00", "cap"),
    ],
)
def test_program_expect_says_the_commission_and_the_rule(
    acme: Desk, words: tuple[str, ...], expected: str, rule: str
) -> None:
    (row,) = acme("program", "expect", "acme", "--json", *words).json()["rows"]
    assert (row["expected"], row["rule"]) == (expected, rule)


def test_program_expect_counts_the_sales_there_are_and_stores_nothing(acme: Desk) -> None:
    acme.fact("lead", "add", "--program", "acme", "--name", "Anna", "--order", "1", "--amount", "1200")
    acme.fact("sale", "add", "--lead", "last", "--order", "2", "--amount", "1200", "--goods", "tv")
    before = acme.state()
    (row,) = acme("program", "expect", "acme", "--amount", "12000", "--json").json()["rows"]
    assert (row["expected"], row["rule"], row["tier"]) == ("1200.00", "volume_tier", 1)
    assert acme.state() == before


def test_program_expect_asks_for_the_amount_of_a_percentage(acme: Desk) -> None:
    done = acme("program", "expect", "acme")
    assert (done.code, done.out) == (2, "")
    assert "--amount: A percentage needs the amount of the sale" in done.err


def test_more_than_the_sale_itself_is_asked_about(desk: Desk) -> None:
    desk.fact("init")
    assert "120% is more than the sale itself" in desk("program", "add", "acme", "--rate", "120%").err
    assert "more than" not in desk("program", "edit", "acme", "--rate", "100%").err


def test_program_expect_without_terms_says_so(desk: Desk) -> None:
    desk.fact("init")
    desk.fact("program", "add", "acme")
    done = desk("program", "expect", "acme", "--amount", "100")
    assert done.code == 0
    assert "No terms for that day" in done.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--tier", "12%"), "--tier: "),
        (("--tier", "0=5%"), "--tier: '0' "),
        (("--tier", "5=5%", "--tier", "5=6%"), "--tier, --goods, --exclude, --action: "),
        (("--cap", "-1"), "--cap: '-1' cannot be negative"),
        (("--cap", "5 USD"), "--cap: The amount is in USD"),
        (("--vat", "x"), "--vat: 'x' is not a percentage"),
        (("--tiers-by", "weight"), "--tiers-by: 'weight' is not one of: count, amount"),
        (("--from", "2026-11-02", "--until", "2026-11-01"), "--until: "),
        (("--until", "2026-12-01"), "--until: After that day no terms hold"),
        (("--per", "click"), "--per: 'click' is not one of: sale, lead, action"),
    ],
)
def test_a_flag_that_cannot_be_taken_is_named(desk: Desk, words: tuple[str, ...], says: str) -> None:
    desk.fact("init")
    done = desk("program", "add", "acme", "--rate", "5%", *words)
    assert done.code == 2
    assert says in done.err


def test_a_sale_keeps_what_the_terms_need_to_know(acme: Desk) -> None:
    acme.fact("lead", "add", "--program", "acme", "--name", "Anna")
    said = acme.fact(
        "sale", "add", "--lead", "last", "--amount", "1500", "--vat", "100", "--delivery", "300", "--goods", " Books "
    )
    assert "expected commission 55.00 RUB" in said  # 5 % of 1500 - 300 - 100
    assert acme.fact("sale", "edit", "last", "--goods", "", "--vat", "") == "S1: vat 100.00 → –\nS1: goods Books → –\n"
    assert "expected" in acme.fact("sale", "show", "last")
    assert "--vat, --delivery: 1600.00 is more" in acme("sale", "edit", "last", "--vat", "1300").err
    assert "--vat, --delivery: 300.00 is more" in acme("sale", "edit", "last", "--amount", "299").err
    assert acme("sale", "add", "--lead", "last").code == 2
