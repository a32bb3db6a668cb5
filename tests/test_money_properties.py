"""Money by models: values are spelled, numbers counted in their readings, digits changed, and the grammar must agree."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain, product, zip_longest

from hypothesis import given
from hypothesis import strategies as st

from partnercli.domain.money import Amount, DecimalMark, format_amount, parse_amount, plain
from partnercli.domain.problem import Refused
from refusals import refused

NBSP, FIGURE, NARROW, THIN = "\u00a0", "\u2007", "\u202f", "\u2009"


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
        with refused(Refused, "bad_amount"):
            parse_amount(number)
    elif len(values) > 1:
        with refused(Refused, "ambiguous_amount"):
            parse_amount(number)
    else:
        assert {parse_amount(number).value} == values


cents = st.integers(min_value=-(10**15), max_value=10**15)


@given(cents, st.sampled_from(["", " ", NBSP, NARROW, "'", "."]), st.sampled_from(["", "₽", " руб.", " USD"]))
def test_an_amount_written_by_anyone_is_read_back(value: int, group: str, currency: str) -> None:
    units, rest = divmod(abs(value), 100)
    text = f"{'-' if value < 0 else ''}{units:,}".replace(",", group) + f",{rest:02}{currency}"
    assert parse_amount(text).value == Decimal(value) / 100


MARKS = ["", "₽", "руб.", "р", "RUR", "$", "US$", "€", "zł", "бел. руб.", "CHF"]
CODES = dict(zip(MARKS, [None, "RUB", "RUB", "RUB", "RUB", "USD", "USD", "EUR", "PLN", "BYN", "CHF"], strict=True))


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, DecimalMark, Amount]:
    """A text as somebody writes it, its decimal mark, and what it says: built from the value, not read from the text."""
    mark: DecimalMark = draw(st.sampled_from([".", ","]))
    group = draw(st.sampled_from(["", " ", NBSP, FIGURE, THIN, NARROW, "'", "’", "," if mark == "." else "."]))
    whole = draw(st.integers(0, 10 ** draw(st.integers(1, 14)) - 1))
    fraction = draw(st.text("0123456789", max_size=4)) + draw(st.sampled_from(["", "", "00000"]))
    number = f"{whole:,}".replace(",", group) + (mark + fraction if fraction else "")
    word = draw(st.sampled_from(MARKS))
    blank = draw(st.sampled_from(["", " ", NBSP, NARROW]))
    sign, end = draw(st.sampled_from([("", ""), ("+", ""), ("-", ""), ("−", ""), ("–", ""), ("", "-"), ("(", ")")]))
    text = draw(
        st.sampled_from([
            f"{sign}{number}{end}{blank}{word}",  # -5 ₽, (5) ₽, 5- ₽
            f"{sign}{number}{blank}{word}{end}",  # -5 ₽, (5 ₽), 5 ₽-
            f"{word}{blank}{sign}{number}{end}",  # $ -5
            f"{sign}{word}{blank}{number}{end}",  # -$ 5
        ])
    )  # fmt: skip
    value = Decimal(f"{whole}.{fraction}")
    return text, mark, Amount(value if sign in ("", "+") and not end else -value, CODES[word])


@given(spellings())
def test_every_spelling_of_a_value_is_that_value(spelling: tuple[str, DecimalMark, Amount]) -> None:
    text, mark, amount = spelling
    assert parse_amount(text, mark) == amount
    try:
        assert parse_amount(text) == amount
    except Refused as error:
        assert error.problem.code == "ambiguous_amount"


@given(spellings(), st.data())
def test_another_digit_is_another_value_or_none(spelling: tuple[str, DecimalMark, Amount], data: st.DataObject) -> None:
    text, mark, amount = spelling
    place = data.draw(st.sampled_from([place for place, character in enumerate(text) if character.isdigit()]))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != text[place]]))
    try:
        assert parse_amount(text[:place] + digit + text[place + 1 :], mark).value != amount.value
    except Refused as error:
        assert error.problem.code in ("bad_amount", "too_many_decimals")  # `0 500`, and a digit beyond the fourth


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


@given(cents, st.sampled_from(["ru", "en"]), st.booleans())
def test_what_is_shown_reads_back_to_the_same_value(units: int, language: str, grouping: bool) -> None:
    value = Decimal(units).scaleb(-4)
    mark: DecimalMark = "," if language == "ru" else "."
    assert parse_amount(format_amount(value, "RUB", language, grouping), mark).value == value
