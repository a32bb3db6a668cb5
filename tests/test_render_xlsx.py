"""Workbooks, read back: the same values as in the other formats, exact numbers, and text that never runs."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import fastexcel
import pytest

from partnercli import i18n
from partnercli.domain.table import Column, Table
from partnercli.errors import UsageError
from partnercli.render.view import View
from partnercli.render.xlsx import MAX_ROWS
from test_render import COLUMNS, EVERYTHING, NOTES, ROWS, RUSSIAN, rendered, spelled_out


def sheet(book: bytes, position: int) -> list[list[str | None]]:
    frame = fastexcel.read_excel(book).load_sheet(position, header_row=None, dtypes="string").to_polars()
    return [list(line) for line in frame.iter_rows()]


def test_workbook_agrees_with_the_table() -> None:
    got = sheet(rendered(EVERYTHING, "xlsx"), 0)
    assert got[0] == [column.title for column in COLUMNS]
    for line, source, wanted in zip(got[1:], ROWS, spelled_out(EVERYTHING), strict=True):
        assert line[0] == wanted[0]
        for position in (2, 3, 5, 8):  # count, amount, share, days
            number = line[position]
            assert (number is None) == (source[position] is None)
            assert number is None or Decimal(number) == source[position]
        assert (line[6] or "")[:10] == wanted[6]
        assert line[9] == (None if source[9] is None else str(source[9]).replace("_", " "))


def test_workbook_text_is_text() -> None:
    book = rendered(EVERYTHING, "xlsx")
    notes = [line[1] for line in sheet(book, 0)]
    assert notes[9:11] == [ROWS[8][1], "-5+3"]
    parts = zipfile.ZipFile(io.BytesIO(book))
    xml = parts.read("xl/worksheets/sheet1.xml").decode()
    assert not re.search(r"<f>|<hyperlink", xml)
    kinds = dict(re.findall(r'<c r="([A-Z]+\d+)"(?: s="\d+")?( t="s")?>', xml))
    assert kinds["D2"] == ""  # an amount is a number
    assert kinds["D6"] == ' t="s"'  # one of 18 digits is not: a spreadsheet would change it
    assert kinds["B11"] == ' t="s"'


@pytest.mark.parametrize(
    ("amount", "number"), [("-12345678901.2300", True), ("99999999999999.99", False), (f"1{'0' * 28}1", False)]
)
def test_workbook_numbers_are_exact_or_text(amount: str, number: bool) -> None:
    book = rendered(Table("t", "T", [Column("m", "M", "money")], [[Decimal(amount)]]), "xlsx")
    xml = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    assert (re.search(r'<c r="A2"[^>]* t="s"', xml) is None) is number


def test_workbook_summary_and_notes_are_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalogue", lambda: RUSSIAN)
    second = sheet(rendered(EVERYTHING, "xlsx", View("ru")), 1)
    assert second[0][0] == "Состояние"
    assert second[1][:3] == ["оплачено", "RUB", "7"]
    assert [line[0] for line in second[-2:]] == NOTES


@pytest.mark.parametrize("title", ["a/b:c*d?[e]" * 9, "''", ""])
def test_workbook_takes_any_title(title: str) -> None:
    name = fastexcel.read_excel(rendered(Table("fallback", title, COLUMNS, []), "xlsx")).sheet_names[0]
    assert 0 < len(name) <= 31


def test_the_same_table_gives_the_same_bytes() -> None:
    assert rendered(EVERYTHING, "xlsx") == rendered(EVERYTHING, "xlsx")


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    table = Table("t", "T", [Column("a", "A", "int")], [[1]] * (MAX_ROWS + 1))
    with pytest.raises(UsageError) as raised:
        rendered(table, "xlsx")
    assert raised.value.problem.code == "too_many_rows"
