"""The table on a terminal: nothing is cut, nothing that must not break breaks, colours only where asked for."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnercli.domain.table import Cell, Column, Table
from partnercli.render import cells, layout, plain, table
from partnercli.render.view import View

COLUMNS = [
    Column("id", "Номер", "id"),
    Column("program", "Программа"),
    Column("client", "Клиент"),
    Column("row", "Строка отчёта сети", "id"),
    Column("class", "Состояние", "class"),
    Column("expected", "Ожидалось", "money"),
    Column("actual", "Начислено", "money"),
    Column("currency", "Валюта", "currency"),
    Column("share", "Доля", "percent"),
    Column("date", "Дата", "date"),
    Column("reason", "Причина"),
]
LONG = "сеть отклонила: повторный заказ того же покупателя"
ROW: list[Cell] = ["F100", "Банк «Северный ветер»", "Анна-Мария Константинопольская", "admitad:8801234567", "not_due"]
ROW += [Decimal("1234567.89"), Decimal(-120), "RUB", Decimal("62.5"), date(2026, 5, 1), LONG]
REPORT = Table("report", "Сверка", COLUMNS, [ROW])


def drawn(what: Table, width: int | None, colour: bool = False) -> str:
    return "".join(table.render(what, View("ru", width, colour)))


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200, None])
def test_money_ids_and_dates_never_break(width: int | None) -> None:
    text = drawn(REPORT, width)
    for whole in (
        "F100",
        "admitad:8801234567",
        "1\u00a0234\u00a0567,89",
        "-120,00",
        "RUB",
        "████░░  62,5\u00a0%",
        "2026-05-01",
    ):
        assert whole in text
    assert "…" not in text
    assert width is None or max(map(cells.width, text.splitlines())) <= width


@pytest.mark.parametrize("width", [40, 80])
def test_every_word_of_wrapped_text_is_there(width: int) -> None:
    text = drawn(REPORT, width)
    assert all(word in text for word in LONG.split())


def test_a_wide_table_is_one_band_where_there_is_room_and_several_where_not() -> None:
    assert drawn(REPORT, None).count("F100") == 1
    narrow = drawn(REPORT, 60)
    assert narrow.count("F100") == narrow.count("───\n") > 1  # each band says which row it is about


def test_an_id_wider_than_the_terminal_runs_over_instead_of_being_cut() -> None:
    wide = "x" * 50
    assert wide in drawn(Table("t", "T", [Column("id", "Id", "id")], [[wide]]), 20)


needs = st.lists(
    st.tuples(st.integers(1, 30), st.integers(0, 30)).map(lambda pair: layout.Need(pair[0], sum(pair))),
    min_size=1,
    max_size=9,
)


@given(needs, st.dictionaries(st.integers(0, 8), st.integers(0, 8), max_size=1), st.integers(1, 100))
@settings(max_examples=300, deadline=None)
def test_bands_hold_every_column_and_fit(asked: list[layout.Need], pair: dict[int, int], room: int) -> None:
    beside = {amount: currency for amount, currency in pair.items() if max(amount, currency) < len(asked)}
    cut = layout.bands(asked, beside, room)
    shown = [position for band in cut for position in band]
    assert set(shown) == set(range(len(asked)))
    assert all(shown.count(position) == 1 for position in shown if position and position not in beside.values())
    for band in cut:
        assert all(asked[position].least <= width <= asked[position].full for position, width in band.items())
        assert all(currency in band for amount, currency in beside.items() if amount in band)
        fits = sum(band.values()) + layout.GAP * (len(band) - 1) <= room
        assert fits or len(band) == 1 or set(band) in ({a, b} for a, b in beside.items())


@given(st.text(max_size=40), st.integers(20, 60))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_drawn(text: str, width: int) -> None:
    hostile = Table("t", text, [Column("a", text), Column("b", "B", "class")], [[text, text]], notes=[text])
    out = drawn(hostile, width)
    assert all(line.isprintable() for line in out.split("\n"))


# Colour ---------------------------------------------------------------------------------------------------------------


def styled(out: str, text: str) -> str:
    """The escape sequence before `text`, "" for none and for the one that ends a style."""
    found = re.search(rf"\x1b\[([0-9;]+)m *{re.escape(text)}", out)
    return found[1] if found and found[1] != "0" else ""


def test_colours() -> None:
    words: list[list[Cell]] = [
        ["paid", Decimal(5)],
        ["missing", Decimal(-5)],
        ["not_due", None],
        ["whatever", Decimal(0)],
    ]
    out = drawn(Table("t", "T", [Column("c", "C", "class"), Column("m", "M", "money")], words), 80, colour=True)
    assert [styled(out, word) for word in ("paid", "missing", "not due", "whatever")] == ["32", "31", "33", ""]
    assert styled(out, "-5,00") == "31"
    assert styled(out, "5,00") == ""


def test_without_colour_there_is_no_escape_at_all() -> None:
    assert "\x1b" in drawn(REPORT, 80, colour=True)
    assert "\x1b" not in drawn(REPORT, 80)


@pytest.mark.parametrize(
    ("percent", "bar"),
    [
        ("0", "░░░░░░"),
        ("-5", "░░░░░░"),
        ("8", "░░░░░░"),
        ("50", "███░░░"),
        ("99", "██████"),
        ("100", "██████"),
        ("250", "██████"),
    ],
)
def test_percent_has_a_bar(percent: str, bar: str) -> None:
    out = drawn(Table("t", "T", [Column("p", "P", "percent")], [[Decimal(percent)]]), 80)
    assert re.search(rf"{bar} +{percent}\u00a0%", out)


# Around the rows ------------------------------------------------------------------------------------------------------


def test_summary_and_notes_stand_below_the_rows() -> None:
    summary = Table("summary", "Итоги", [Column("n", "Штук", "int")], [[3]])
    out = drawn(Table("t", "Сверка", COLUMNS, [ROW], summary, ["Курса нет."]), 200)
    assert -1 < out.index("Сверка") < out.index("F100") < out.index("Итоги") < out.index("Курса нет.")


def test_an_empty_table_says_so() -> None:
    assert drawn(Table("t", "T", COLUMNS, []), 80) == "T\nNothing to show.\n"


def test_very_long_tables_are_drawn_as_plain() -> None:
    long = Table("t", "T", COLUMNS, [ROW] * (table.FAST_ABOVE + 1))
    assert drawn(long, 80) == "T\n" + "".join(plain.block(long))


def test_plain_lines_are_records() -> None:
    records = Table("t", "T", COLUMNS[:2], [["a", "x\ny\tz"], ["bb", None], ["c", ""]])
    assert list(plain.render(records, View())) == ["Номер  Программа\n", "a      x y z\n", "bb     -\n", "c      -\n"]


def test_plain_without_rows_is_a_header_and_the_summary_comes_last() -> None:
    summary = Table("summary", "Итоги", [Column("n", "N", "int")], [[3]])
    assert "".join(plain.render(Table("t", "T", COLUMNS[:2], [], summary), View())) == "Номер  Программа\n\nN\n3\n"


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("ёлка", 4), ("会計", 4), ("e\u0301", 1), ("", 0)])
def test_width_in_character_cells(text: str, width: int) -> None:
    assert cells.width(text) == width


def test_the_environment_does_not_reach_the_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only `view_of` reads it: rich, left alone, would take TERM, COLUMNS and FORCE_COLOR into account once more."""
    before = drawn(REPORT, 120), drawn(REPORT, 120, colour=True)
    for name, value in {"TERM": "dumb", "COLUMNS": "10", "LINES": "2", "FORCE_COLOR": "1", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    assert (drawn(REPORT, 120), drawn(REPORT, 120, colour=True)) == before
