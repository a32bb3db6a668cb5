"""Currencies: the marks that stand for them, their smallest coins, and amounts counted in those."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercli.domain.currency import CURRENCIES, CURRENCY_MARKS, currency_code, minor_unit
from partnercli.domain.money import Amount, parse_amount, parse_minor, round_money
from partnercli.domain.problem import Refused
from refusals import refused

NBSP = "\u00a0"


def test_currency_codes() -> None:
    assert [currency_code(text) for text in ("rub", "RUR", " ₽ ", "Руб.", "us$", "eur")] == [
        "RUB", "RUB", "RUB", "RUB", "USD", "EUR",
    ]  # fmt: skip
    with refused(Refused, "unknown_currency"):
        currency_code("XXX")
    with refused(Refused, "unknown_currency"):
        currency_code("")
    with refused(Refused, "unknown_currency"):  # a long s that upper-cases to S
        currency_code("U\u017fD")


@pytest.mark.parametrize("mark", sorted(CURRENCY_MARKS))
def test_every_mark_is_read_on_either_side_in_any_case(mark: str) -> None:
    expected = Amount(Decimal("-1234.5"), CURRENCY_MARKS[mark])
    for text in (f"-1 234,50{mark}", f"{mark.upper()} -1234.50", f"({mark.title()}{NBSP}1'234.5)"):
        assert parse_amount(text) == expected, text


def test_rounding_is_half_away_from_zero_to_the_smallest_coin() -> None:
    assert [minor_unit(code) for code in ("RUB", "JPY", "KWD", None)] == [
        Decimal("0.01"), Decimal(1), Decimal("0.001"), Decimal("0.01"),
    ]  # fmt: skip
    assert str(round_money(Decimal("1.005"), "RUB")) == "1.01"
    assert str(round_money(Decimal("-1.005"), "RUB")) == "-1.01"
    assert str(round_money(Decimal("2.5"), "JPY")) == "3"
    assert str(round_money(Decimal("1.0005"), "KWD")) == "1.001"
    assert str(round_money(Decimal("-0.004"), "RUB")) == "0.00"
    assert round_money(Decimal("9" * 30), "RUB") == Decimal("9" * 30)


@pytest.mark.parametrize(
    ("text", "currency", "value", "code"),
    [
        ("12345", "USD", "123.45", "USD"),
        ("12345", "JPY", "12345", "JPY"),
        ("12345", "KWD", "12.345", "KWD"),
        ("5", "rur", "0.05", "RUB"),
        ("-5", "€", "-0.05", "EUR"),
        ("−5", "EUR", "-0.05", "EUR"),
        ("+007", "EUR", "0.07", "EUR"),
        (" 0 ", "EUR", "0.00", "EUR"),
        ("-0", "EUR", "0.00", "EUR"),
        ("9999999999999999", "EUR", "99999999999999.99", "EUR"),
    ],
)
def test_minor_units(text: str, currency: str, value: str, code: str) -> None:
    amount = parse_minor(text, currency)
    assert (str(amount.value), amount.currency) == (value, code)


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("12345.0", "USD", "bad_minor"),
        ("12,345", "USD", "bad_minor"),
        ("12 345", "USD", "bad_minor"),
        ("$5", "USD", "bad_minor"),
        ("5-", "USD", "bad_minor"),
        ("(5)", "USD", "bad_minor"),
        ("--5", "USD", "bad_minor"),
        ("1e3", "USD", "bad_minor"),
        ("٥", "USD", "bad_minor"),
        ("-", "USD", "bad_minor"),
        ("1" * 41, "USD", "bad_minor"),
        ("", "USD", "empty_amount"),
        ("10000000000000000", "USD", "too_many_digits"),
        ("100000000000000", "JPY", "too_many_digits"),
        ("5", "XXX", "unknown_currency"),
        ("5", "¥", "ambiguous_currency"),
        ("5", None, "minor_without_currency"),
    ],
)
def test_refused_minor_units(text: str, currency: str | None, code: str) -> None:
    with refused(Refused, code):
        parse_minor(text, currency)


@given(st.integers(-(10**14) + 1, 10**14 - 1), st.sampled_from(sorted(CURRENCIES)))
def test_a_count_of_coins_is_that_many_coins(count: int, currency: str) -> None:
    value = parse_minor(str(count), currency).value
    assert value / minor_unit(currency) == count
    assert round_money(value, currency) == value
