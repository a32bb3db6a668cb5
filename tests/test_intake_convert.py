"""The fast way of reading a column gives what the one grammar gives, cell by cell: values and refusals alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnercli.domain.money import decide_decimal, parse_amount
from partnercli.domain.problem import Refused
from partnercli.domain.stamps import parse_stamp
from partnercli.intake import convert
from partnercli.intake.catalogue import profiles
from partnercli.intake.profile import Profile

MANY = settings(max_examples=100, deadline=None, derandomize=True, database=None)
Mark = Literal[".", ","] | None
SHIPPED = {(profile.dates, profile.zone) for profile in profiles()}
# Formats that other files may bring: read by the fast way, by the slow one, or by both in one list.
OTHERS = {
    (("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ"), "Europe/Moscow"),
    (("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S"), "America/Los_Angeles"),
    (("%m/%d/%Y %H:%M:%S", "%m/%d/%Y"), "America/Los_Angeles"),
    (("%m/%d/%Y", "%d/%m/%Y"), "UTC"),
    (("%m-%d-%Y %H:%M:%S", "%m/%d/%y %H:%M:%S"), "UTC"),
    (("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"), "Europe/Moscow"),
    (("%d-%m-%Y %H:%M:%S.%f", "%d-%m-%Y"), "UTC"),
    (("%Y%m%d", "%Y%m%d%H%M%S", "%d%m%Y"), "Europe/Moscow"),
    (("%d.%m.%Y %H:%M:%S %Z", "%d.%m.%Y %H:%M MSK", "%d.%m.%y"), "America/Los_Angeles"),
    (("%m/%d/%Y %I:%M:%S %p", "%b %d, %Y", "%d%b%y"), "America/Los_Angeles"),
}
FORMATS = sorted(SHIPPED | OTHERS)


def told(read: Callable[[], object]) -> object:
    """What the grammar says: the value, or the code of its refusal."""
    try:
        return read()
    except Refused as refused:
        return refused.problem.code


def cells_of(converted: convert.Converted, column: pl.Series) -> list[object]:
    """What the column engine says of each cell: the values, or the code of the refusal.

    A number at odds with the column's mark has a sentence of its own there; for the grammar it is just no amount.
    """
    values = zip(*(series.to_list() for series in converted.values.values()), strict=True)
    return [
        converted.problems[text].code.replace("other_mark", "bad_amount") if text in converted.problems else cell
        for text, cell in zip(column.to_list(), values, strict=True)
    ]


# Money: spellings near the plain ones, so that each rule of the fast pattern is crossed both ways.
SIGNS = ["", "", "", "-", "+", "−", "–", "(", "--", "- "]
near_money = st.one_of(
    st.builds(
        "{}{}{}{}{}{}".format,
        st.sampled_from([*SIGNS, "$", "€ ", "-$", "RUR "]),
        st.sampled_from(["0", "1", "12", "123", "0001", "1234", ""]),
        st.sampled_from(
            ["", "", " 500", "\u00a0500", "\u2007500", "\u2009500", "\u202f500", "'500", "’500", ",500", ".500"]
        ),
        st.sampled_from(["", "", ".5", ",5", ".50", ",50", ".505", ",5050", ".50505", ".500000"]),
        st.sampled_from(["", "", "", "-", ")", "−", "%"]),
        st.sampled_from(["", "", "", " ₽", "руб.", "\u00a0бел. руб.", " kr", " CR", "р"]),
    ),
    st.from_regex(r"\A[-+(]?[0-9]{0,3}[ .,']?[0-9]{1,3}(?:[.,][0-9]{0,5})?[)]? ?(?:RUB|₽|%|x)?\Z"),
    st.from_regex(r"\A-?[0-9]{12,16}(?:[.,][0-9]{1,5})?\Z"),
    st.sampled_from(
        ["NaN", "inf", "1e5", "-0", "-0.00", "0x10", "١٢", "1_000", "--1", "- 1", "1.", ".5", "−5", "0005"]
    ),
)


@MANY
@given(st.lists(near_money, min_size=1, max_size=30), st.sampled_from([".", ",", None]))
def test_amounts(texts: list[str], mark: Mark) -> None:
    column = convert.texts(pl.Series("sum", texts)).drop_nulls()
    expected = []
    for text in column.to_list():
        amount = told(lambda text=text: parse_amount(text, mark))  # type: ignore[misc]
        expected.append(amount if isinstance(amount, str) else (amount.value, amount.currency))  # type: ignore[attr-defined]
    assert cells_of(convert.amounts(column, mark), column) == expected


@MANY
@given(st.lists(near_money, min_size=1, max_size=30))
def test_a_column_proves_by_its_telling_texts_what_all_of_them_prove(texts: list[str]) -> None:
    column = convert.texts(pl.Series("sum", texts)).drop_nulls()
    assert told(lambda: decide_decimal(convert.telling(column))) == told(lambda: decide_decimal(column.to_list()))


def test_minor_units_are_of_the_currency_of_their_row() -> None:
    texts = ["12345 USD", "12345 JPY", "-5 KWD", "1.5 USD", "12345 "]
    column = pl.Series("sum", [text.replace(" ", convert.SPACE) for text in texts])
    converted = convert.minor_amounts(column)
    assert [str(value) for value in converted.values["value"].to_list()] == [
        "123.4500",
        "12345.0000",
        "-0.0050",
        "None",
        "None",
    ]
    assert sorted(problem.code for problem in converted.problems.values()) == ["bad_minor", "minor_without_currency"]


# Moments: every format of a shipped profile, filled with days and times around its zone's own changes of the clock.
CLOCK_CHANGES = [
    "2011-03-27", "2014-10-26", "1996-10-27",  # Moscow
    "2026-03-08", "2026-11-01", "2006-10-29", "2040-03-11",  # Los Angeles
    "2016-12-31",
]  # fmt: skip
ODD_DAYS = [
    "2026-02-28",
    "2026-02-29",
    "2024-02-29",
    "2026-04-31",
    "2026-13-01",
    "2026-00-10",
    "1989-12-31",
    "1990-01-01",
]
TIMES = [
    f"{hour}:{minute}:{second}"
    for hour in ("00", "01", "02", "03", "12", "22", "23", "24") for minute in ("00", "30", "59", "60") for second in ("00", "59", "60")
]  # fmt: skip
COUNTS = {"epoch": "1778840430", "epoch_ms": "1778840430000", "excel": "46157.5"}  # 15 May 2026
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Foo"]


def spelled(form: str, day: str, time: str) -> str:
    """A day and a time in a format of a profile; `iso` shows as one of its forms."""
    year, month, number = day.split("-")
    hour, minute, second = time.split(":")
    name = MONTHS[(int(month) - 1) % 13]
    form = {"iso": "%Y-%m-%d %H:%M:%S", **COUNTS}.get(form, form)
    parts = {
        "%Y": year, "%y": year[2:], "%m": month, "%d": number, "%b": name, "%B": name, "%H": hour, "%M": minute,
        "%S": second, "%f": "043", "%I": f"{(int(hour) - 1) % 12 + 1:02}", "%p": "AM" if hour < "12" else "PM",
        "%z": "+0300", "%Z": "PST",
    }  # fmt: skip
    for directive, text in parts.items():
        form = form.replace(directive, text)
    return form


@st.composite
def near_stamps(draw: st.DrawFn, dates: tuple[str, ...]) -> str:
    day = draw(st.sampled_from(CLOCK_CHANGES + ODD_DAYS))
    text = spelled(draw(st.sampled_from([*dates, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"])), day, draw(st.sampled_from(TIMES)))
    if draw(st.integers(0, 4)) == 0:
        text = text.replace("0", "", 1)
    return text + draw(st.sampled_from(["", "", "", "", "Z", " ", "x", "+03:00", ".5"]))


@pytest.mark.parametrize(("dates", "zone"), FORMATS, ids=[f"{zone} {dates}" for dates, zone in FORMATS])
@MANY
@given(st.data())
def test_stamps(dates: tuple[str, ...], zone: str, data: st.DataObject) -> None:
    texts = data.draw(st.lists(near_stamps(dates), min_size=1, max_size=40))
    column = convert.texts(pl.Series("when", texts))
    expected = []
    for text in column.to_list():
        stamp = told(lambda text=text: parse_stamp(text, dates, zone))  # type: ignore[misc]
        expected.append(stamp if isinstance(stamp, str) else (stamp.at, stamp.on))  # type: ignore[attr-defined]
    assert cells_of(convert.stamps(column, dates, zone), column) == expected


def test_both_ways_are_taken_and_tell_the_same_moment() -> None:
    """The first spelling is the fast pattern's, the second only the grammar's: the properties above cross both."""
    column = pl.Series("when", ["01-Nov-2026 01:30:00", "1-Nov-2026 01:30:00"])
    form = "%d-%b-%Y %H:%M:%S"
    assert column.str.contains(str(convert._fast_pattern(form))).to_list() == [True, False]
    moments = convert.stamps(column, (form,), "America/Los_Angeles").values["at"]
    assert [f"{moment}" for moment in moments.to_list()] == ["2026-11-01 08:30:00"] * 2


def test_a_date_of_the_first_format_that_does_not_exist_is_not_read_in_the_second() -> None:
    column = pl.Series("when", ["20112010", "20101120"])
    converted = convert.stamps(column, ("%Y%m%d", "%d%m%Y"), "UTC")
    assert [str(day) for day in converted.values["on"].to_list()] == ["None", "2010-11-20"]
    assert converted.problems["20112010"].code == "impossible_date"


def test_a_column_of_days_and_ranges_of_days() -> None:
    column = pl.Series("day", ["2020-01-18/2020-02-18", "2020-01-18", None, "2020-02-18/2020-01-18"])
    converted = convert.days(column, ("iso",), "UTC")
    assert [str(day) for day in converted.values["on"].to_list()] == ["2020-01-18", "2020-01-18", "None", "None"]
    assert [str(day) for day in converted.values["until"].to_list()] == ["2020-02-18", "2020-01-18", "None", "None"]
    assert [problem.code for problem in converted.problems.values()] == ["reversed_period"]


def test_words_are_known_folded_and_named_raw() -> None:
    meaning = {"подтвержден": "validated", "": "pending"}
    column = pl.Series("status", ["Подтверждён", " подтвержден ", None, "Хз"])
    converted = convert.words(column, meaning, lambda word: word.strip().lower().replace("ё", "е"), "unknown_status")
    assert converted.values["value"].to_list() == ["validated", "validated", "pending", None]
    assert [(text, problem.facts["known"]) for text, problem in converted.problems.items()] == [("Хз", "подтвержден")]


def test_blank_cells_are_not_known() -> None:
    column = pl.Series("cell", ["", " ", "\u00a0", "\ufeff", "\u2007\u2009", " x\u202f"])
    assert convert.texts(column).to_list() == [None, None, None, None, None, "x"]


@pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.name)
def test_every_profile_reads_its_own_dates(profile: Profile) -> None:
    """A format that its own grammar refuses would reject whole files."""
    for form in profile.dates:
        text = spelled(form, "2026-05-15", "10:20:30")
        assert parse_stamp(text, profile.dates, profile.zone).on.isoformat() == "2026-05-15", form
