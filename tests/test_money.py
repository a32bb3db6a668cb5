"""The grammar of money: what is read, what is refused, and a model that counts the readings of a number."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import chain, product, zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercli.domain.money import (
    Amount,
    DecimalMark,
    currency_code,
    decide_decimal,
    format_amount,
    minor_unit,
    parse_amount,
    parse_percent,
    plain,
    round_money,
)
from partnercli.domain.problem import Refused

NBSP, NARROW, THIN = "\u00a0", "\u202f", "\u2009"


def refusal(call: Callable[[], object]) -> str:
    """The code a call is refused with."""
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.problem.code


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1500", "1500", None),
        ("1500.50", "1500.50", None),
        ("12,5", "12.5", None),
        (".5", "0.5", None),
        ("0,123", "0.123", None),
        ("1234,567", "1234.567", None),
        ("1,234.56", "1234.56", None),
        ("1.234,56", "1234.56", None),
        ("1.234.567", "1234567", None),
        ("1,234,567", "1234567", None),
        ("1 500,000", "1500", None),
        ("1'234.50", "1234.50", None),
        ("1’234’567", "1234567", None),
        (f"1{NBSP}500,00", "1500", None),
        (f"1{NARROW}500{THIN}000,5", "1500000.5", None),
        ("12.50000000", "12.5", None),
        ("99 999 999 999 999,9999", "99999999999999.9999", None),
    ],
)
def test_numbers(text: str, value: str, currency: str | None) -> None:
    assert parse_amount(text) == Amount(Decimal(value), currency)


@pytest.mark.parametrize("text", ["-5", "5-", "- 5", "5 -", "−5", "–5", "(5)", "( 5.00 )", " -5\t"])
def test_negative_spellings(text: str) -> None:
    assert parse_amount(text).value == -5


def test_plus_is_positive_and_zero_has_no_sign() -> None:
    assert parse_amount("+5").value == 5
    assert str(parse_amount("-0,00").value) == "0.00"


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1 500,00 ₽", "1500", "RUB"),
        ("1500руб.", "1500", "RUB"),
        ("руб.5", "5", "RUB"),
        ("5 р.", "5", "RUB"),
        ("5 RUR", "5", "RUB"),
        ("$1,234.50", "1234.50", "USD"),
        ("$.50", "0.50", "USD"),
        ("-$5", "-5", "USD"),
        ("$-5", "-5", "USD"),
        ("($5.00)", "-5", "USD"),
        ("(5) USD", "-5", "USD"),
        ("US$ 7", "7", "USD"),
        ("7€", "7", "EUR"),
        ("£7", "7", "GBP"),
        ("7 ₸", "7", "KZT"),
        ("7 Br", "7", "BYN"),
        ("7 грн", "7", "UAH"),
        ("7 zł", "7", "PLN"),
        ("chf 7", "7", "CHF"),
    ],
)
def test_currencies_beside_the_number(text: str, value: str, currency: str) -> None:
    assert parse_amount(text) == Amount(Decimal(value), currency)


@pytest.mark.parametrize(
    "text",
    [
        "1 5 00,00", "15 00", "1234 567", "1 234.567,89", "1,234 567", "0 500", "1.5 00",  # groups
        "5.", "5. руб", ",", "1..5", "1,2.3,4", "..5",  # marks
        "--5", "+-5", "-5-", "(-5)", "(5", "5)", ")5(", "((5))", "-", "()",  # signs
        "$5 USD", "$ € 5", "5%", "5 ₽/шт", "RUB",  # words
        "1e5", "0x10", "NaN", "inf", "Infinity", "12-5", "5\n6",  # not amounts
        "٥", "５", "1５", "1٬234", "²",  # digits of other scripts
    ],
)  # fmt: skip
def test_refused_as_no_amount(text: str) -> None:
    assert refusal(lambda: parse_amount(text)) == "bad_amount"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_amount"),
        (f" {NBSP}\t", "empty_amount"),
        ("1,234", "ambiguous_amount"),
        ("1.234", "ambiguous_amount"),
        ("-12,345 ₽", "ambiguous_amount"),
        ("5 XXX", "unknown_currency"),
        ("5 apples", "unknown_currency"),
        ("1.23456", "too_many_decimals"),
        ("100000000000000", "too_many_digits"),
        ("1" * 41, "bad_amount"),
    ],
)
def test_refusals_have_their_own_codes(text: str, code: str) -> None:
    assert refusal(lambda: parse_amount(text)) == code


def test_an_ambiguous_amount_tells_both_readings() -> None:
    with pytest.raises(Refused) as caught:
        parse_amount("1,234")
    assert caught.value.problem.facts == {"text": "1,234", "grouped": "1234", "decimal": "1.234"}


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1,234", ",", "1.234"),
        ("1,234", ".", "1234"),
        ("1.234", ",", "1234"),
        ("1.234.567", ",", "1234567"),
        ("1 500,00", ",", "1500"),
        ("1500", ",", "1500"),
    ],
)
def test_a_known_decimal_mark_is_followed(text: str, mark: DecimalMark, value: str) -> None:
    assert parse_amount(text, mark).value == Decimal(value)


@pytest.mark.parametrize(("text", "mark"), [("1500.50", ","), ("1,234.56", ","), ("1.234.567", "."), ("0,123", ".")])
def test_a_text_at_odds_with_the_known_mark_is_refused(text: str, mark: DecimalMark) -> None:
    assert refusal(lambda: parse_amount(text, mark)) == "bad_amount"


def test_a_column_proves_its_decimal_mark() -> None:
    assert decide_decimal(["1,234", "", "n/a", "15,5", "2,345"]) == ","
    assert decide_decimal(["1,234,567"]) == "."
    assert decide_decimal(["1,234", "1500", "1 500"]) is None
    assert refusal(lambda: decide_decimal(["15,5", "15.5"])) == "mixed_decimal_marks"


def readings(number: str) -> set[Decimal]:
    """The model: every value that some pair of a group mark and a decimal mark gives, by splitting, not by patterns."""
    found = set()
    for group, mark in product((None, " ", "'", ".", ","), (None, ".", ",")):
        whole, *fractions = number.split(mark) if mark else [number]
        first, *others = whole.split(group) if group else [whole]
        grouped_right = 1 <= len(first) <= 3 and first.strip("0") and others and all(len(g) == 3 for g in others)
        one_fraction = len(fractions) == (1 if mark else 0) and all(part.isdigit() for part in fractions)
        only_digits = "".join([first, *others]).isdigit() or (whole == "" and mark)
        if one_fraction and only_digits and (grouped_right or not group):
            found.add(Decimal(first + "".join(others) + "." + "".join(fractions)))
    return found


pieces = st.lists(st.sampled_from(["0", "00", "1", "12", "234", "500", "000", "5678"]), min_size=1, max_size=4)
marks = st.lists(st.sampled_from(".,' "), min_size=3, max_size=3) | st.sampled_from([["."] * 3, [",", ",", "."]])


@given(pieces, marks)
def test_a_number_is_read_exactly_when_it_has_one_reading(pieces: list[str], marks: list[str]) -> None:
    number = "".join(chain.from_iterable(zip_longest(pieces, marks[: len(pieces) - 1], fillvalue="")))
    values = readings(number)
    if not values:
        assert refusal(lambda: parse_amount(number)) == "bad_amount"
    elif len(values) > 1:
        assert refusal(lambda: parse_amount(number)) == "ambiguous_amount"
    else:
        assert {parse_amount(number).value} == values


cents = st.integers(min_value=-(10**15), max_value=10**15)


@given(cents, st.sampled_from(["", " ", NBSP, NARROW, "'", "."]), st.sampled_from(["", "₽", " руб.", " USD"]))
def test_an_amount_written_by_anyone_is_read_back(value: int, group: str, currency: str) -> None:
    units, rest = divmod(abs(value), 100)
    text = f"{'-' if value < 0 else ''}{units:,}".replace(",", group) + f",{rest:02}{currency}"
    assert parse_amount(text).value == Decimal(value) / 100


any_text = st.text(max_size=60) | st.text(alphabet="0123456789.,'’ -+()−$₽рубE\u00a0", max_size=45)


@given(any_text, st.sampled_from([None, ".", ","]))
def test_any_text_is_an_exact_amount_or_refused(text: str, mark: DecimalMark | None) -> None:
    try:
        amount = parse_amount(text, mark)
    except Refused:
        return
    exponent = amount.value.as_tuple().exponent
    assert isinstance(exponent, int)
    assert -4 <= exponent <= 0
    assert abs(amount.value) < 10**14
    assert parse_amount(plain(amount.value), ".").value == amount.value


@pytest.mark.parametrize("unit", ["1 ", "(", "1,", "р", "-", "0"])
def test_hostile_lengths_are_refused(unit: str) -> None:
    text = unit * 1_000_000 + "x"
    assert refusal(lambda: parse_amount(text)) == "bad_amount"
    assert refusal(lambda: parse_percent(text)) == "bad_percent"


@pytest.mark.parametrize(
    ("text", "points"),
    [("10%", "10"), ("7,5 %", "7.5"), ("10", "10"), ("0", "0"), ("1,234%", "1.234"), ("1000%", "1000")],
)
def test_percent(text: str, points: str) -> None:
    assert parse_percent(text) == Decimal(points)


@pytest.mark.parametrize("text", ["", "%", "-5%", "1000.1", "1 000%", "10%%", "1.23456", "5.", "٥%", "10 procent"])
def test_refused_percent(text: str) -> None:
    assert refusal(lambda: parse_percent(text)) == "bad_percent"


def test_currency_codes() -> None:
    assert [currency_code(text) for text in ("rub", "RUR", " ₽ ", "Руб.", "us$", "eur")] == [
        "RUB", "RUB", "RUB", "RUB", "USD", "EUR",
    ]  # fmt: skip
    assert refusal(lambda: currency_code("XXX")) == "unknown_currency"
    assert refusal(lambda: currency_code("")) == "unknown_currency"
    assert refusal(lambda: currency_code("U\u017fD")) == "unknown_currency"  # a long s that upper-cases to S


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
    ("value", "currency", "language", "shown"),
    [
        ("1234.5", "RUB", "ru", f"1{NBSP}234,50"),
        ("1234.5", "USD", "en", "1,234.50"),
        ("-1234567.8900", "RUB", "ru", f"-1{NBSP}234{NBSP}567,89"),
        ("0.1234", "RUB", "en", "0.1234"),
        ("1234", "JPY", "en", "1,234"),
        ("1234.5", "JPY", "en", "1,234.5"),
        ("1.5", "KWD", "ru", "1,500"),
        ("-0.00", None, "en", "0.00"),
    ],
)
def test_amounts_shown_to_people(value: str, currency: str | None, language: str, shown: str) -> None:
    assert format_amount(Decimal(value), currency, language) == shown


def test_grouping_can_be_left_out() -> None:
    assert format_amount(Decimal("1234567.5"), "RUB", "ru", grouping=False) == "1234567,50"


@given(cents, st.sampled_from(["ru", "en"]), st.booleans())
def test_what_is_shown_reads_back_to_the_same_value(units: int, language: str, grouping: bool) -> None:
    value = Decimal(units).scaleb(-4)
    mark: DecimalMark = "," if language == "ru" else "."
    assert parse_amount(format_amount(value, "RUB", language, grouping), mark).value == value


@pytest.mark.parametrize(
    ("value", "text"),
    [("5", "5.00"), ("1E+3", "1000.00"), ("-0.000", "0.00"), ("1.5000", "1.50"), ("-1.2345", "-1.2345")],
)
def test_plain(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text
