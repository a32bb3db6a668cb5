"""Workbooks: every cell as text, with the sheet's own row numbers."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from partnercli.errors import InputRejected, UsageError
from partnercli.intake import sheet as sheet_module
from partnercli.intake.rows import read_table
from partnercli.intake.source import Source, read_source
from refusals import refused


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
    with refused(UsageError, "no_sheet"):
        read_table(book, sheet="data")
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
