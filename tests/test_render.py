"""Every kind of cell in every format: golden bytes, and the formats agree cell for cell.

`UPDATE_GOLDEN=1 pytest tests/test_render.py` writes the golden files anew; read their diff before keeping it.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnercli import i18n
from partnercli.domain.table import Cell, Column, Table
from partnercli.render import FORMATS
from partnercli.render.view import View

GOLDEN = Path(__file__).parent / "golden" / "render"
RUSSIAN = {  # not the shipped catalogue: a golden file tests the writer, not the words
    "Everything": "Всё сразу",
    "Note": "Заметка",
    "Amount": "Сумма",
    "Class": "Состояние",
    "paid": "оплачено",
    "not due": "срок не наступил",
    "Summary": "Итоги",
    "Nothing to show.": "Показывать нечего.",
}

COLUMNS = [
    Column("id", "Id", "id"),
    Column("note", "Note"),
    Column("count", "Count", "int"),
    Column("amount", "Amount", "money"),
    Column("currency", "Currency", "currency"),
    Column("share", "Share", "percent"),
    Column("date", "Date", "date"),
    Column("at", "At", "time"),
    Column("days", "Days", "days"),
    Column("class", "Class", "class"),
]
DAY, MOMENT = date(2026, 5, 15), datetime(2026, 5, 15, 10, 1, 2)


def row(number: int, note: str | None, amount: str | None = "1500.0000", share: str | None = "62.50") -> list[Cell]:
    """A full row; its note, amount and share are what a case is about."""
    money = None if amount is None else Decimal(amount)
    percent = None if share is None else Decimal(share)
    return [
        f"L-{number}",
        note,
        number,
        money,
        "RUB",
        percent,
        DAY,
        MOMENT,
        -number,
        "not_due" if number % 2 else "paid",
    ]


ROWS: list[list[Cell]] = [
    row(1, "plain"),
    ["L-2", *[None] * 9],
    row(3, "", "-0.0000", "0.00"),
    row(4, "negative, and beyond the kopeck", "-1234567.8950", "-12.5"),
    row(5, "huge", "99999999999999.9999", "100.00"),
    [
        "L-6",
        "yen, before Excel's calendar",
        10**12,
        Decimal(1500),
        "JPY",
        Decimal("1E+2"),
        date(1899, 1, 1),
        MOMENT,
        0,
        "?",
    ],
    row(7, "Ёлка «Север» [red]x[/red] [/x] :smile: 100 %"),
    row(8, "\x1b[31mred\x1b[0m \x9b31m \u202eabc \ud800 \u200b nul\x00 bell\x07"),
    row(9, "=HYPERLINK(\"http://example.org\")|'/C calc'!A0"),
    row(10, "-5+3"),
    row(11, "\t@SUM(A1)"),
    row(12, 'He said "a,b"; one | two\nthird\r\nlast\r <script>&amp; *b* _i_ #1'),
    row(13, "会計 e\u0301 ok"),
]
SUMMARY = Table(
    "summary", "Summary", [COLUMNS[9], COLUMNS[4], COLUMNS[2], COLUMNS[3]], [["paid", "RUB", 7, Decimal(5)]]
)
NOTES = ["No rate for *USD*.", "- Second <note>."]
EXTRA = {"rejects": [{"line": 3, "raw": "\x1b", "amount": Decimal("1.50"), "on": DAY}]}
EVERYTHING = Table("everything", "Everything", COLUMNS, ROWS, SUMMARY, NOTES, EXTRA)

CASES = {  # golden file, less its language: format and view
    "everything.csv": ("csv", View()),
    "everything.tsv": ("tsv", View()),
    "everything.json": ("json", View()),
    "everything.jsonl": ("jsonl", View()),
    "everything.txt": ("plain", View()),
    "everything.md": ("md", View()),
    "everything.html": ("html", View()),
    "everything-80.table": ("table", View(width=80)),
    "everything-unlimited.table": ("table", View()),
    "everything-colour.table": ("table", View(width=120, colour=True)),
}
FOR_PROGRAMS = ("csv", "tsv", "json", "jsonl")


def rendered(table: Table, fmt: str, view: View | None = None) -> bytes:
    chunks = import_module(f"partnercli.render.{fmt}").render(table, view or View())
    return b"".join(chunk if isinstance(chunk, bytes) else chunk.encode() for chunk in chunks)


@pytest.fixture(params=i18n.LANGUAGES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(i18n, "_catalogue", lambda: RUSSIAN if request.param == "ru" else {})
    return str(request.param)


@pytest.mark.parametrize("name", CASES)
def test_golden_bytes(name: str, language: str) -> None:
    fmt, view = CASES[name]
    stem, _, suffix = name.rpartition(".")
    path = GOLDEN / (name if fmt in FOR_PROGRAMS else f"{stem}.{language}.{suffix}")
    got = rendered(EVERYTHING, fmt, View(language, view.width, view.colour))
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(got)
    assert got == path.read_bytes()


def test_every_format_has_a_golden_file_or_a_reading_test() -> None:
    assert {fmt for fmt, _ in CASES.values()} | {"xlsx"} == set(FORMATS)


# Reading back ---------------------------------------------------------------------------------------------------------


def expected(cell: Cell, column: Column) -> str:
    """What a program should read in a text format, spelled out here once more, without the code under test."""
    if cell is None:
        return ""
    if column.kind == "money":
        whole, _, part = f"{cell:f}".partition(".")
        return f"{whole}.{part.rstrip('0').ljust(2, '0')}"
    if column.kind == "percent":
        return f"{cell:f}".rstrip("0").rstrip(".") if "." in f"{cell:f}" else f"{cell:f}"
    return cell.isoformat() + ("Z" if isinstance(cell, datetime) else "") if isinstance(cell, date) else str(cell)


def spelled_out(table: Table) -> list[list[str]]:
    return [[expected(cell, column) for cell, column in zip(line, table.columns, strict=True)] for line in table.rows]


words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"], include_characters=" "), max_size=12)
texts = words.map(lambda text: text.lstrip("=+-@"))
amounts = st.decimals(-(10**9), 10**9, places=4).filter(lambda value: not value.is_zero() or not value.is_signed())
stamps = st.datetimes(datetime(1900, 3, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0))
BY_KIND: dict[str, st.SearchStrategy[Cell]] = {
    "id": texts.filter(bool),
    "text": texts.filter(bool),
    "int": st.integers(-(10**12), 10**12),
    "money": amounts,
    "currency": st.sampled_from(["RUB", "USD", "JPY", "KWD"]),
    "percent": st.decimals(0, 1000, places=2),
    "date": stamps.map(datetime.date),
    "time": stamps,
    "days": st.integers(-999, 999),
    "class": st.sampled_from(["paid", "missing"]),
}
tables = st.lists(st.tuples(*(st.none() | BY_KIND[column.kind] for column in COLUMNS)), max_size=4).map(
    lambda rows: Table("some", "Some", COLUMNS, rows)
)


def json_as_text(line: dict[str, str | int | None]) -> list[str]:
    return ["" if value is None else str(value) for value in line.values()]


@given(tables)
@settings(max_examples=60, deadline=None)
def test_text_formats_agree_cell_for_cell(table: Table) -> None:
    keys, wanted = [column.key for column in COLUMNS], spelled_out(table)
    document = json.loads(rendered(table, "json"))
    lines = [json.loads(line) for line in rendered(table, "jsonl").splitlines()]
    assert document["rows"] == lines
    assert [json_as_text(line) for line in lines] == wanted
    assert list(csv.reader(io.StringIO(rendered(table, "csv").decode(), newline=""))) == [keys, *wanted]
    assert [line.split("\t") for line in rendered(table, "tsv").decode().split("\n")[:-1]] == [keys, *wanted]


def test_json_document() -> None:
    document = json.loads(rendered(EVERYTHING, "json"))
    assert list(document) == ["schema_version", "name", "rows", "rejects", "summary"]
    assert document["schema_version"] == 1
    assert document["rejects"] == [{"line": 3, "raw": "\x1b", "amount": "1.50", "on": "2026-05-15"}]
    assert document["summary"] == [{"class": "paid", "currency": "RUB", "count": 7, "amount": "5.00"}]
    assert [line["note"] for line in document["rows"]] == [line[1] for line in ROWS]  # exact, even a lone surrogate


def test_json_without_rows() -> None:
    assert json.loads(rendered(Table("none", "None", COLUMNS, []), "json")) == {
        "schema_version": 1,
        "name": "none",
        "rows": [],
    }


def test_csv_keeps_hostile_text_in_its_cell() -> None:
    lines = list(csv.reader(io.StringIO(rendered(EVERYTHING, "csv").decode(), newline="")))
    notes = {line[0]: line[1] for line in lines[1:]}
    assert notes["L-12"] == ROWS[11][1]
    assert notes["L-9"] == f"'{ROWS[8][1]}"
    assert (notes["L-10"], notes["L-11"]) == ("'-5+3", "'\t@SUM(A1)")


@pytest.mark.parametrize("fmt", ["csv", "tsv"])
def test_a_single_empty_cell_is_still_a_record(fmt: str) -> None:
    table = Table("one", "One", [Column("a", "A")], [[None], ["x"]])
    assert rendered(table, fmt).decode().count("\n") == 3
    if fmt == "csv":
        assert list(csv.reader(io.StringIO(rendered(table, fmt).decode()))) == [["a"], [""], ["x"]]


def unsafe_in(text: str) -> Iterator[str]:
    for character in text:
        if not character.isprintable() and character not in "\n\r\t\u00a0\u202f":
            yield character


@pytest.mark.parametrize("fmt", [name for name in FORMATS if name != "xlsx"])
def test_nothing_can_steer_a_terminal(fmt: str) -> None:
    hostile = "".join(
        map(chr, [*range(0x20), *range(0x7F, 0xA0), 0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x2070)])
    )
    hostile = hostile.replace("\n", "").replace("\r", "").replace("\t", "") + "\ufeff\ud800"
    columns = [
        Column(hostile if fmt.startswith("json") else "id", hostile, "id"),
        Column("n", "N"),
        Column("c", "C", "class"),
    ]
    inner = Table("s", hostile, columns, [[hostile] * 3])
    table = Table(
        hostile if fmt == "json" else "t", hostile, columns, [[hostile] * 3], inner, [hostile], {"x": hostile}
    )
    assert list(unsafe_in(rendered(table, fmt).decode())) == []
