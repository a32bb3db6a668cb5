"""The grammar of money: what is read, what is refused, and a model that counts the readings of a number."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from partnercli.domain.money import (
    Amount,
    DecimalMark,
    currency_code,
    decide_decimal,
    format_amount,
    parse_amount,
    parse_percent,
    plain,
)
from partnercli.domain.problem import Refused

NBSP, FIGURE, NARROW, THIN = "\u00a0", "\u2007", "\u202f", "\u2009"


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
        (f"{FIGURE}1{FIGURE}500.25", "1500.25", None),
        ("12.50000000", "12.5", None),
        ("99 999 999 999 999,9999", "99999999999999.9999", None),
    ],
)
def test_numbers(text: str, value: str, currency: str | None) -> None:
    assert parse_amount(text) == Amount(Decimal(value), currency)


@pytest.mark.parametrize("text", ["-5", "5-", "- 5", "5 -", "−5", "− 5", "5−", "–5", "(5)", "( 5.00 )", " -5\t"])
def test_negative_spellings(text: str) -> None:
    assert parse_amount(text).value == -5


def test_plus_is_positive_and_zero_has_no_sign() -> None:
    assert parse_amount("+5").value == parse_amount("5+").value == 5
    assert [str(parse_amount(text).value) for text in ("-0,00", "(0.00)", "−0")] == ["0.00", "0.00", "0"]


@pytest.mark.parametrize(("text", "value"), [("-,01", "-0.01"), ("450000.0", "450000"), ("-4320,4", "-4320.4")])
def test_numbers_as_banks_shorten_them(text: str, value: str) -> None:
    assert parse_amount(text).value == Decimal(value)


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
        ("5.00- USD", "-5", "USD"),
        ("USD 5.00-", "-5", "USD"),
        ("(USD 5)", "-5", "USD"),
        ("−$ 5", "-5", "USD"),
        ("US$ 7", "7", "USD"),
        ("US$-7", "-7", "USD"),
        ("R$ 1.234,50", "1234.50", "BRL"),
        ("C$7", "7", "CAD"),
        ("7 рублей", "7", "RUB"),
        ("7 бел. руб.", "7", "BYN"),
        (f"7 бел{NBSP}руб", "7", "BYN"),
        ("7 тенге", "7", "KZT"),
        ("₾7", "7", "GEL"),
        ("₺7", "7", "TRY"),
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
        "1,23,456.00", "1,23,456", "12,34,567", "1.2345.678", "1'23'456", "1234,5678,9012",  # groups of others
        "--5", "+-5", "-$-5", "-($5)", "-5-", "(-5)", "(5", "5)", ")5(", "((5))", "-", "()",  # signs
        "$5 USD", "$ € 5", "5%", "5 ₽/шт", "RUB", "5 бел.-руб.", "руб 5 бел", "5 ₽ ₽", "5\n₽",  # words
        "—", "–", "−", "n/a", "нет", "none", "NULL", "—5", "‑5",  # what stands for nothing, and dashes that are no minus
        "1e5", "0x10", "NaN", "inf", "Infinity", "12-5", "5\n6", "1_000", "5.-", "1.5e3", "½", "1\u200b000", "5\u200e",  # not amounts
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
        ("5 CR", "unknown_currency"),
        ("5.00DR", "unknown_currency"),
        ("5 ₿", "bad_amount"),
        ("¥5", "ambiguous_currency"),
        ("5 kr", "ambiguous_currency"),
        ("5 kr.", "ambiguous_currency"),
        ("Rs. 5", "ambiguous_currency"),
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


def test_the_caller_knows_better_what_a_mark_means() -> None:
    assert parse_amount("-$5", marks={"$": "CAD"}) == Amount(Decimal(-5), "CAD")
    assert parse_amount("5 Kr", marks={"kr": "SEK"}) == Amount(Decimal(5), "SEK")
    assert currency_code("¥", {"¥": "JPY"}) == "JPY"
    assert decide_decimal(["5,50 kr"]) is None
    assert decide_decimal(["5,50 kr"], {"kr": "SEK"}) == ","


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


@pytest.mark.parametrize(
    ("value", "text"),
    [("5", "5.00"), ("1E+3", "1000.00"), ("-0.000", "0.00"), ("1.5000", "1.50"), ("-1.2345", "-1.2345")],
)
def test_plain(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text
