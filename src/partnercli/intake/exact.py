"""What the reader of workbooks would change without a word: whole numbers of 16 digits and more.

It takes every number for a binary float. An id that an exporter stored as a number of 18 digits comes out as another
id, and two neighbours as one. Here the digits are found as the file spells them, and put back.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from posixpath import join, normpath
from xml.etree import ElementTree

import polars as pl

_PIECE = 1 << 20
_LONGEST_CELL = 64 << 10
_MAX_INDEX = 4 << 20
_LONG = re.compile(rb"<(?:\w+:)?v>\s*(-?\d{16,})\s*</")
_REFERENCE = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"[^>]*>')
_ODS_LOSS = re.compile(rb'office:value="-?\d{16,}')
_NAME = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Digits = dict[tuple[int, int], str]
"""Sheet row and column, both from 0, to the digits of the number that stands there."""


class Inexact(ValueError):
    """The workbook has numbers that would not be read as they are written."""


def long_numbers(archive: zipfile.ZipFile) -> dict[str, Digits]:
    """The long whole numbers of each sheet of an XLSX workbook, by the name of the sheet; sheets without are absent.

    Raises Inexact where such numbers have no place that could be found, and for those of an ODS workbook.
    """
    if "content.xml" in archive.namelist():
        if any(_ODS_LOSS.search(piece) for piece in _pieces(archive, "content.xml", b"<table:table-cell")):
            raise Inexact
        return {}
    parts = [part for part in archive.namelist() if part.startswith("xl/worksheets/") and part.endswith(".xml")]
    found = {part: digits for part in parts if (digits := _digits(archive, part))}
    if not found:
        return {}
    try:
        return {name: found[part] for name, part in _sheets(archive) if part in found}
    except (ElementTree.ParseError, KeyError, ValueError):
        raise Inexact from None


def restored(cells: pl.DataFrame, digits: Digits, first_column: int = 0) -> pl.DataFrame:
    """The sheet (text columns `c0` … from its sheet column `first_column` on, sheet row 0 first) with these numbers as
    they are written.

    Raises Inexact when what stands in their places is not what the reader makes of them.
    """
    columns: dict[str, tuple[list[int], list[str]]] = {}
    for (row, column), text in digits.items():
        name = f"c{column - first_column}"
        if not _is_at(cells, row, name, text):
            raise Inexact
        rows, texts = columns.setdefault(name, ([], []))
        rows.append(row)
        texts.append(text)
    return cells.with_columns(cells[name].scatter(rows, texts) for name, (rows, texts) in columns.items())


def _is_at(cells: pl.DataFrame, row: int, name: str, text: str) -> bool:
    if row >= cells.height or name not in cells.columns:
        return False
    return cells[row, name] in (text, str(int(float(text))))


def _digits(archive: zipfile.ZipFile, part: str) -> Digits:
    found: Digits = {}
    for piece in _pieces(archive, part, b"<c "):
        for number in _LONG.finditer(piece):
            if _is_exact(number[1]):
                continue
            cell = piece.rfind(b"<c ", 0, number.start())
            place = _REFERENCE.search(piece, max(0, cell), number.start())
            if cell < 0 or place is None:
                raise Inexact
            found[int(place[2]) - 1, _column(place[1])] = number[1].decode()
    return found


def _is_exact(digits: bytes) -> bool:
    try:
        return int(float(digits)) == int(digits)
    except (OverflowError, ValueError):  # more digits than a float, or Python, takes
        raise Inexact from None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _pieces(archive: zipfile.ZipFile, part: str, cell: bytes) -> Iterator[bytes]:
    """The part in pieces, each begun with the last cell of the piece before it, which may have been cut in two."""
    with archive.open(part) as file:
        rest = b""
        while read := file.read(_PIECE):
            piece = rest + read
            yield piece
            rest = piece[max(piece.rfind(cell), len(piece) - _LONGEST_CELL, 0) :]


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name of every sheet and the part of the archive it stands in."""
    targets = {found.get("Id"): found.get("Target", "") for found in _index(archive, "xl/_rels/workbook.xml.rels")}
    for sheet in _index(archive, "xl/workbook.xml").iter(_NAME):
        yield sheet.attrib["name"], normpath(join("/xl", targets[sheet.attrib[_ID]])).lstrip("/")


def _index(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    if archive.getinfo(part).file_size > _MAX_INDEX:
        raise ValueError(part)
    return ElementTree.fromstring(archive.read(part))
