"""Money in one currency: converted exactly by the rate of its day, and what is told where a rate lacks."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import partnercli
from books import TODAY, Books, Row, named, new_books
from conftest import Desk
from partnercli.domain.exchange import Rate, convert
from partnercli.domain.table import Table
from partnercli.errors import UsageError
from partnercli.reconcile.findings import find
from partnercli.reports.conversion import converted, unconverted
from partnercli.store.programs import Terms
from partnercli.store.store import Store
from payments_books import Receipt, paid, received
from rates_books import FRIDAY, quote, told

CHECKS = Path(partnercli.__file__).parent / "reconcile" / "checks"


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


# ── converting ──────────────────────────────────────────────────────────────────────────────────────────────────────

AMOUNTS = st.decimals(min_value=-(10**14), max_value=10**14, places=4)
RATES = st.builds(Rate, st.integers(1, 10**36), st.integers(1, 10**36), st.just(FRIDAY), st.just("cbr"))


@given(st.lists(st.tuples(AMOUNTS, RATES), max_size=12), st.sampled_from(["RUB", "JPY", "KWD"]))
@settings(max_examples=200, deadline=None)
def test_converting_is_exact_and_rounds_once(parts: list[tuple[Decimal, Rate]], target: str) -> None:
    exact = sum((Fraction(amount) * rate.times / rate.parts for amount, rate in parts), Fraction(0))
    coins = {"RUB": 100, "JPY": 1, "KWD": 1000}[target]
    half_up = abs(exact) * coins + Fraction(1, 2)
    expected = Fraction(half_up.numerator // half_up.denominator, coins) * (1 if exact >= 0 else -1)
    assert Fraction(convert(parts, target)) == expected


def test_half_a_kopeck_is_rounded_away_from_zero() -> None:
    rate = Rate(1, 2, FRIDAY, "cbr")
    assert convert([(Decimal("0.01"), rate)], "RUB") == Decimal("0.01")
    assert convert([(Decimal("-0.01"), rate)], "RUB") == Decimal("-0.01")
    assert convert([(Decimal("0.01"), rate), (Decimal("0.01"), rate)], "RUB") == Decimal("0.01"), "rounded once"


@pytest.fixture
def abroad(books: Books) -> Books:
    """A program in roubles and one in dollars: 100 USD expected on each of two days, one of them validated."""
    books.program("abroad", currency="USD", network_id="12")
    books.sale("A", amount="1000", on="2026-09-01")
    books.sale("B", amount="1000", program="abroad", on="2026-10-01")
    books.sale("C", amount="1000", program="abroad", on="2026-10-02")
    books.rows(
        Row(transaction="1", order="A", date="2026-09-01"),
        Row(transaction="2", order="B", program="abroad", currency="USD", date="2026-10-01"),
    )
    books.reconcile()
    return books


def income(books: Books, target: str, **wishes: Any) -> Table:
    with books.open() as store:
        return converted(store, "income", target, **wishes)


def test_income_in_one_currency_stands_beside_its_own(abroad: Books) -> None:
    told(abroad, "cbr", quote("USD", "80.005", date(2026, 10, 1)), quote("USD", "90", FRIDAY))
    table = income(abroad, "RUB")
    dollars, roubles = named(table)
    assert (dollars["currency"], dollars["expected"], dollars["validated"]) == ("USD", Decimal(200), Decimal(100))
    assert (dollars["expected_in"], dollars["validated_in"]) == (Decimal("17000.50"), Decimal("8000.50"))
    assert (dollars["rate"], dollars["rate_date"]) == ("80.005..90", "2026-10-01..2026-10-02")
    assert (dollars["rates"], dollars["rate_source"], dollars["into"]) == (2, "cbr", "RUB")
    assert (roubles["expected_in"], roubles["rate"], roubles["rates"]) == (Decimal(100), None, 0)
    assert table.summary
    assert named(table.summary)[0] | {"currency": "RUB", "expected": Decimal("17100.50")} == named(table.summary)[0]


def test_the_day_of_the_rate_can_be_the_report_s(abroad: Books) -> None:
    told(abroad, "cbr", quote("USD", "70", TODAY))
    dollars = named(income(abroad, "RUB", rate_on="report"))[0]
    assert (dollars["expected_in"], dollars["rate"], dollars["rate_date"]) == (Decimal(14000), "70", "2026-11-01")


def test_the_day_of_the_rate_can_be_that_of_the_payment(abroad: Books) -> None:
    abroad.payout("100", "2026-10-20", program="abroad")
    abroad.reconcile()
    told(abroad, "own", quote("USD", "60", date(2026, 10, 20)), quote("USD", "70", TODAY))
    dollars = named(income(abroad, "RUB", rate_on="payment"))[0]
    assert (dollars["paid"], dollars["paid_in"]) == (Decimal(100), Decimal(6000))
    assert dollars["expected_in"] == Decimal(13000), "what is not paid, by the day of the report"


def test_without_a_rate_there_is_no_figure_and_a_note(abroad: Books) -> None:
    told(abroad, "own", quote("USD", "80", date(2026, 10, 1)))
    table = income(abroad, "RUB")
    dollars, roubles = named(table)
    assert (dollars["expected_in"], dollars["validated_in"]) == (None, Decimal(8000)), "one day of two has no rate"
    assert roubles["expected_in"] == Decimal(100)
    assert table.summary
    assert named(table.summary)[0]["expected"] is None
    assert table.extra == {"no_rate": [{"currency": "USD", "into": "RUB", "days": ["2026-10-02"]}]}
    assert "No rate USD to RUB, 2026-10-02 to 2026-10-02 (days: 1): partnercli rates import FILE" in table.notes


def test_grouping_does_not_change_what_is_converted(abroad: Books) -> None:
    told(abroad, "cbr", quote("USD", "80", date(2026, 10, 1)), quote("USD", "90", FRIDAY))
    for by in (["month"], ["day"], ["network", "account"], ["currency"]):
        total = income(abroad, "RUB", by=by).summary
        assert total
        assert named(total)[0]["expected"] == Decimal(17100), by


def test_a_report_of_lines_is_converted_line_by_line(books: Books) -> None:
    with books.open() as store:
        columns = {"id": 1, "version": 1, "current": True, "entry": 1, "line": 2, "source": "s", "account": "", "key": "k"}
        texts = dict.fromkeys(("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "campaign", "campaign_ref"), "")
        for number in (1, 2):
            store.insert("spend", {**columns, **texts, "id": number, "spent_on": FRIDAY, "spent_until": FRIDAY, "amount": Decimal(10), "currency": "USD"})
    told(books, "cbr", quote("USD", "80"))
    with books.open() as store:
        table = converted(store, "spend", "RUB")
    assert [row["amount_in"] for row in named(table)] == [Decimal(800), Decimal(800)]


def test_a_report_without_a_day_of_its_money_is_not_converted(books: Books) -> None:
    with books.open() as store, pytest.raises(UsageError, match="The report channels is not converted"):
        converted(store, "channels", "RUB")


@pytest.mark.parametrize(("name", "money", "converted_to"), [
    ("chain", "expected", ["8000.00", "8000.00"]),  # the rate of each sale's day
    ("missing", "amount", ["8000.00"]),
    ("payments", "amount", ["7000.00"]),
    ("receipts", "amount", ["7000.00"]),
    ("due", "amount", ["9000.00"]),  # what is open has the rate of today
    ("findings", "amount", ["9000.00"]),
])  # fmt: skip
def test_a_list_of_money_is_converted(name: str, money: str, converted_to: list[str], abroad: Books) -> None:
    paid(abroad, "2026-10-20,abroad,100,USD,P-7")
    received(abroad, Receipt(id="1", on="2026-10-20", amount="100.00", currency="USD", reference="P-7"))
    abroad.terms("abroad", Terms(percent=Decimal(10), claim_days=31))
    abroad.reconcile()
    told(abroad, "own", *(quote("USD", price, date(2026, *on)) for price, *on in (("80", 10, 1), ("80", 10, 2), ("70", 10, 20), ("90", 11, 1))))
    with abroad.open() as store:
        find(store)
        wishes = {"codes": ["UNTRACKED"], "everything": False, "unseen": False} if name == "findings" else {}
        table = converted(store, name, "RUB", **wishes)
    assert sorted(str(row[f"{money}_in"]) for row in named(table) if row["currency"] == "USD") == sorted(converted_to)
    assert unconverted(table) == []


def test_a_pipe_is_told_of_a_missing_rate_too(desk: Desk) -> None:
    desk.fact("init")
    desk.fact("program", "add", "abroad", "--rate", "10%", "--currency", "USD")
    desk.fact("channel", "add", "tg")
    desk.fact("lead", "add", "--program", "abroad", "--channel", "tg", "--name", "Ann", "--status", "customer", "--amount", "1000", "--date", "2026-10-01")
    for words in (["report", "income"], ["report", "missing"], ["findings", "list"]):
        done = desk(*words, "--in", "RUB")
        assert "No rate USD to RUB" in done.err, words
        assert "partnercli rates import FILE" in done.err


# ── NO_RATE ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def no_rate(books: Books, **wishes: Any) -> list[tuple[Any, ...]]:
    """What the check tells: subject, currency, money at stake, first day, number of days."""
    with Store(books.path, today=TODAY, wishes=wishes) as store:
        found = store.run(CHECKS / "no_rate.sql")
    return [(subject, currency, amount, since, json.loads(facts)["days"]) for subject, _, _, currency, amount, since, _, _, facts in found]


def test_money_without_a_rate_is_a_finding_where_conversions_are_in_use(abroad: Books) -> None:
    assert no_rate(abroad) == [], "nobody converts"
    asked = no_rate(abroad, report_currency="RUB")
    assert asked == [("USD RUB", "USD", Decimal(200), date(2026, 10, 1), "2")]
    told(abroad, "own", quote("USD", "80", date(2026, 10, 1)))
    assert no_rate(abroad) == [("USD RUB", "USD", Decimal(100), FRIDAY, "1")]
    assert no_rate(abroad, report_currency="USD") == [("RUB USD", "RUB", Decimal(100), date(2026, 9, 1), "1")]
    told(abroad, "cbr", quote("USD", "80", date(2026, 9, 30)))
    assert no_rate(abroad) == []


def test_a_currency_asked_for_without_its_rates_is_a_finding_of_the_list(desk: Desk) -> None:
    desk.fact("init")
    desk.fact("program", "add", "abroad", "--rate", "10%", "--currency", "USD")
    desk.fact("lead", "add", "--program", "abroad", "--name", "Ann", "--status", "customer", "--amount", "1000", "--date", "2026-10-01")
    desk.fact("reconcile", "-q")
    found = desk("findings", "list", "--in", "RUB", "--json").json()["rows"]
    assert [row["id"] for row in found if row["code"] == "NO_RATE"] == ["NO_RATE-USD-RUB"]
    assert "NO_RATE" not in desk.fact("findings", "list", "--json")


def test_money_nobody_told_is_not_converted_to_nothing(abroad: Books) -> None:
    abroad.reconcile()
    told(abroad, "own", quote("USD", "80", date(2026, 10, 1)), quote("USD", "80", FRIDAY))
    with abroad.open() as store:
        rows = named(converted(store, "chain", "RUB"))
    assert {row["paid_in"] for row in rows} == {None}
    assert None not in {row["gap_in"] for row in rows}
