"""Workbooks: every cell as text, with the sheet's own row numbers."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter  # type: ignore[import-untyped]

from partnercli.errors import InputRejected, UsageError
from partnercli.intake import exact
from partnercli.intake import sheet as sheet_module
from partnercli.intake.rows import read_table
from partnercli.intake.source import Source, TextTable, read_source
from refusals import refused

DATA = Path(__file__).parent / "data" / "workbooks"


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        fill(book)
    return packed.getvalue()


def report(book: xlsxwriter.Workbook) -> None:
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    stamp = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    book.add_worksheet("Cover").write(3, 0, "Title only")
    data = book.add_worksheet("Data")
    data.write(1, 1, "Report for May")
    data.write_row(3, 0, [" id\xa0", "day", "paid", "sum", "note"])
    data.write_string(4, 0, "00123")
    data.write_datetime(4, 1, datetime.datetime(2024, 5, 1), day)
    data.write_datetime(4, 2, datetime.datetime(2024, 5, 1), stamp)
    data.write_row(4, 3, [1500.5, "two\nlines"])
    data.write(6, 0, 1234567890123)
    data.write_datetime(6, 1, datetime.datetime(2024, 5, 2), day)
    data.write_datetime(6, 2, datetime.datetime(2024, 5, 2, 12, 30, 5), stamp)
    data.write_row(6, 3, [1.0, ""])
    data.write_row(7, 0, ["id", "day", "paid", "sum", "note"])
    book.add_worksheet("Other").write_row(0, 0, ["a", "b"])


def source(data: bytes) -> Source:
    return read_source("-", io.BytesIO(data))


def rows(read: TextTable) -> list[tuple[object, ...]]:
    return [row for chunk in read.chunks() for row in chunk.frame.rows()]


def test_cells_are_text_and_lines_are_sheet_rows() -> None:
    read = read_table(source(workbook(report)))
    assert (read.encoding, read.delimiter, read.header_line) == ("xlsx", "xlsx", 4)
    assert read.header == ("id", "day", "paid", "sum", "note")
    (chunk,) = read.chunks()
    assert chunk.frame.rows() == [
        ("00123", "2024-05-01", "2024-05-01 00:00:00", "1500.5", "two\nlines", 5),
        ("1234567890123", "2024-05-02", "2024-05-02 12:30:05", "1", "", 7),
    ]
    assert chunk.rejects == []


def test_a_sheet_and_a_header_row_can_be_named() -> None:
    book = source(workbook(report))
    assert read_table(book, sheet="Other").header == ("a", "b")
    assert read_table(book, sheet="Data", header_row=5).header[0] == "00123"
    for unknown in ("data", "", "a\0b", "\udc80"):
        with refused(UsageError, "no_sheet"):
            read_table(book, sheet=unknown)
    with refused(InputRejected, "no_header_row"):
        read_table(book, sheet="Data", header_row=6)


def test_a_header_alone_has_no_chunk() -> None:
    assert list(read_table(source(workbook(report)), sheet="Other").chunks()) == []


def test_workbooks_without_a_table_broken_or_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with refused(InputRejected, "no_table"):
        read_table(source(workbook(lambda book: None)))
    whole = workbook(report)
    damaged = bytearray(whole)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        place = archive.getinfo("xl/worksheets/sheet2.xml").header_offset
    damaged[place + 80] ^= 0xFF
    for broken in (whole[: len(whole) // 2], bytes(damaged)):
        with refused(InputRejected, "broken_workbook"):
            read_table(source(broken))
    monkeypatch.setattr(sheet_module, "MAX_UNPACKED", 1000)
    with refused(InputRejected, "file_too_large"):
        read_table(source(whole))


# --- other kinds of workbooks


@pytest.mark.parametrize("name", ["report.xls", "report_1904.xls"])
def test_old_workbooks_are_read_whatever_year_their_days_count_from(name: str) -> None:
    read = read_table(read_source(str(DATA / name), io.BytesIO()))
    assert (read.encoding, read.delimiter, read.header_line) == ("xls", "xls", 4)
    assert read.header == ("id", "день", "оплачен", "сумма", "да")
    assert rows(read) == [
        ("00123", "2024-05-01", "2024-05-01 12:30:05", "1500.5", "true", 5),
        ("1234567890123", "2024-05-02", "", "-7", "false", 7),
    ]


def test_days_of_an_xlsx_workbook_that_count_from_1904() -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"date_1904": True}) as book:
        report(book)
    assert rows(read_table(source(packed.getvalue()))) == rows(read_table(source(workbook(report))))


def ods(*rows_of_cells: str) -> bytes:
    """The least an ODS workbook can be: one sheet with these rows."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    table = "".join(f"<table:table-row>{cells}</table:table-row>" for cells in rows_of_cells)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as writer:
        writer.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        writer.writestr(
            "META-INF/manifest.xml", '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        writer.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="A">{table}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return packed.getvalue()


def text_cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def cell(kind: str, value: str, name: str = "value") -> str:
    return f'<table:table-cell office:value-type="{kind}" office:{name}="{value}"><text:p>as shown</text:p></table:table-cell>'


def test_ods_workbooks_say_what_is_stored_and_not_what_is_shown() -> None:
    read = read_table(
        source(
            ods(
                text_cell("Отчёт"),
                "".join(map(text_cell, ["id", "sum", "day", "paid", "ok", "at"])),
                text_cell("007")
                + cell("currency", "1500.50")
                + cell("date", "2024-05-01", "date-value")
                + cell("date", "2024-05-01T12:30:05", "date-value")
                + cell("boolean", "true", "boolean-value")
                + cell("time", "PT12H30M05S", "time-value"),
            )
        )
    )
    assert (read.encoding, read.header_line) == ("ods", 2)
    assert rows(read) == [("007", "1500.5", "2024-05-01", "2024-05-01 12:30:05", "true", "12:30:05", 3)]


def test_what_would_be_lost_of_an_ods_workbook_is_refused() -> None:
    with refused(InputRejected, "inexact_number"):
        read_table(source(ods(text_cell("id") + text_cell("x"), cell("float", "12345678901234567"))))


# --- exactness


def raw_sheet(*cells: str) -> bytes:
    """An XLSX workbook whose second sheet has these cells, as they are, in place of its own."""

    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("First")
        book.add_worksheet("Second & last").write(0, 0, 1)

    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(fill))) as whole, zipfile.ZipFile(packed, "w") as writer:
        for name in whole.namelist():
            data = whole.read(name)
            if name == "xl/worksheets/sheet2.xml":
                head, _, rest = data.partition(b"<sheetData>")
                data = head + b"<sheetData>" + "".join(cells).encode() + rest[rest.index(b"</sheetData>") :]
            writer.writestr(name, data)
    return packed.getvalue()


HEAD = '<row r="2"><c r="C2" t="str"><v>id</v></c><c r="D2" t="str"><v>x</v></c></row>'


def test_ids_stored_as_long_numbers_keep_every_digit() -> None:
    data = raw_sheet(
        HEAD,
        '<row r="3"><c r="C3" s="1"><v>12345678901234567</v></c><c r="D3"><v>-1234567890123456789</v></c></row>',
        '<row r="5"><c r="C5"><v>12345678901234569</v></c><c r="D5" t="str"><v>12345678901234568</v></c></row>',
        '<row r="6"><c r="C6"><v>1.23456789012345E+16</v></c><c r="D6"><v>0.1</v></c></row>',
    )
    assert rows(read_table(source(data))) == [
        ("12345678901234567", "-1234567890123456789", 3),
        ("12345678901234569", "12345678901234568", 5),
        ("12345678901234500", "0.1", 6),
    ]


def test_long_numbers_are_found_across_the_pieces_of_a_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "_PIECE", 50)
    data = raw_sheet(HEAD, *(f'<row r="{n}"><c r="C{n}"><v>9007199254740{n}1</v></c></row>' for n in range(100, 200)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = exact.long_numbers(archive)
    assert found == {"Second & last": {(n - 1, 2): f"9007199254740{n}1" for n in range(100, 200)}}


def test_long_numbers_without_a_place_refuse_the_workbook() -> None:
    for cell_ in ("<c><v>12345678901234567</v></c>", f'<c r="C3"><v>{"9" * 5000}</v></c>'):
        with refused(InputRejected, "inexact_number"):
            read_table(source(raw_sheet(HEAD, f'<row r="3">{cell_}</row>')))
    moved = pl.DataFrame({"c0": ["id", "12345678901234567"]})
    with pytest.raises(exact.Inexact):
        exact.restored(moved, {(0, 0): "12345678901234567"})


# --- headers


def titled(book: xlsxwriter.Workbook) -> None:
    book.add_worksheet("Summary").write_row(0, 0, ["Period", "May"])
    data = book.add_worksheet("Data")
    data.write_row(0, 0, ["Report", "of May"])
    data.write_row(1, 0, ["Sum", "", "Day"])
    data.write_row(2, 0, ["net", "gross", ""])
    data.write_row(3, 0, ["1", "2", "3"])
    data.write_row(4, 0, ["net", "gross"])


def test_the_sheet_with_the_claimed_header_is_the_one() -> None:
    book = source(workbook(titled))
    assert read_table(book).header == ("Period", "May")
    one = read_table(book, claims=lambda names, lines: lines == 1 and "gross" in names)
    assert (one.header, one.header_line, rows(one)) == (("net", "gross", ""), 3, [("1", "2", "3", 4)])
    two = read_table(book, claims=lambda names, lines: lines == 2 and "Sum net" in names)
    assert (two.header, two.header_line, rows(two)) == (("Sum net", "gross", "Day"), 2, [("1", "2", "3", 4)])
    assert read_table(book, claims=lambda *_: False).header == ("Period", "May")
    without = read_table(book, sheet="Data", header_lines=0)
    assert (without.header, len(rows(without)), without.header_line) == (("#1", "#2", "#3"), 5, 0)


# --- untrusted bytes


def test_a_workbook_that_kills_its_reader_is_a_damaged_one() -> None:
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with refused(InputRejected, "broken_workbook"):
        read_table(source(raw_sheet(corners)))
    endless = '</table:table-row><table:table-row table:number-rows-repeated="1048576">'
    wide = '<table:table-cell table:number-columns-repeated="2000" office:value-type="float" office:value="1"/>'
    with refused(InputRejected, "broken_workbook"):
        read_table(source(ods(text_cell("x") + endless + wide)))


def test_what_a_file_is_decides_and_not_what_it_is_called(tmp_path: Path) -> None:
    named = tmp_path / "export.xls"
    named.write_bytes(b"id;sum\n1;2\n")
    assert read_table(read_source(str(named), io.BytesIO())).delimiter == ";"
    named.write_bytes(b"<html><table><tr><td>id</td></tr></table>")
    with refused(InputRejected, "html_file"):
        read_table(read_source(str(named), io.BytesIO()))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as writer:
        writer.writestr("report.xlsx", workbook(report))
    assert read_table(source(packed.getvalue())).encoding == "xlsx"


def test_a_file_in_the_current_folder_does_not_pass_for_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("polars", "python_calamine", "zipfile"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(9)\n")
    monkeypatch.chdir(tmp_path)
    assert read_table(source(workbook(report))).header[0] == "id"
