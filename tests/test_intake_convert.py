"""The fast way of reading a column gives what the one grammar gives, cell by cell: values and refusals alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnercli.domain.dates import parse_stamp
from partnercli.domain.money import parse_amount
from partnercli.domain.problem import Refused
from partnercli.intake import convert
from partnercli.intake.profile import Profile, fold_word, shipped

MANY = settings(max_examples=100, deadline=None, derandomize=True, database=None)
Mark = Literal[".", ","] | None
FORMATS = sorted({(profile.dates, profile.zone) for profile in shipped()})


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
near_money = st.one_of(
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


# Moments: every format of a shipped profile, filled with days and times around its zone's own changes of the clock.
CLOCK_CHANGES = {
    "Europe/Moscow": ["2011-03-27", "2014-10-26", "1996-10-27"],
    "America/Los_Angeles": ["2026-03-08", "2026-11-01", "2006-10-29", "2040-03-11"],
    "UTC": ["2016-12-31"],
}
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
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Foo"]


def spelled(form: str, day: str, time: str) -> str:
    """A day and a time in a format of a profile; `iso` shows as one of its forms."""
    year, month, number = day.split("-")
    hour, minute, second = time.split(":")
    name = MONTHS[(int(month) - 1) % 13]
    form = {"iso": "%Y-%m-%d %H:%M:%S"}.get(form, form)
    parts = {
        "%Y": year, "%m": month, "%d": number, "%b": name, "%B": name, "%H": hour, "%M": minute, "%S": second,
    }  # fmt: skip
    for directive, text in parts.items():
        form = form.replace(directive, text)
    return form


@st.composite
def near_stamps(draw: st.DrawFn, dates: tuple[str, ...], zone: str) -> str:
    day = draw(st.sampled_from(CLOCK_CHANGES[zone] + ODD_DAYS))
    text = spelled(draw(st.sampled_from([*dates, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"])), day, draw(st.sampled_from(TIMES)))
    return text + draw(st.sampled_from(["", "", "", "", "Z", " ", "x", "+03:00", ".5"]))


@pytest.mark.parametrize(("dates", "zone"), FORMATS, ids=[f"{zone}-{len(dates)}" for dates, zone in FORMATS])
@MANY
@given(st.data())
def test_stamps(dates: tuple[str, ...], zone: str, data: st.DataObject) -> None:
    texts = data.draw(st.lists(near_stamps(dates, zone), min_size=1, max_size=40))
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


def test_words_are_known_folded_and_named_raw() -> None:
    meaning = {"подтвержден": "validated", "": "pending"}
    column = pl.Series("status", ["Подтверждён", " подтвержден ", None, "Хз"])
    converted = convert.words(column, meaning, fold_word, "unknown_status")
    assert converted.values["value"].to_list() == ["validated", "validated", "pending", None]
    assert [(text, problem.facts["known"]) for text, problem in converted.problems.items()] == [("Хз", "подтвержден")]


def test_blank_cells_are_not_known() -> None:
    column = pl.Series("cell", ["", " ", "\u00a0", "\ufeff", " x\u202f"])
    assert convert.texts(column).to_list() == [None, None, None, None, "x"]


@pytest.mark.parametrize("profile", shipped(), ids=lambda profile: profile.name)
def test_every_profile_reads_its_own_dates(profile: Profile) -> None:
    """A format that its own grammar refuses would reject whole files."""
    for form in profile.dates:
        text = spelled(form, "2026-05-15", "10:20:30")
        assert parse_stamp(text, profile.dates, profile.zone).on.isoformat() == "2026-05-15", form
