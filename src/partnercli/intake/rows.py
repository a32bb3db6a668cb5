"""From bytes to a table of text: the one call the rest of intake makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from partnercli.intake.archive import is_workbook
from partnercli.intake.columns import CHUNK_BYTES, read_chunks
from partnercli.intake.dialect import find_dialect
from partnercli.intake.encoding import to_utf8
from partnercli.intake.records import shown
from partnercli.intake.source import Source, TextChunk, TextTable


def read_table(
    source: Source,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    sheet: str | None = None,
    chunk_bytes: int = CHUNK_BYTES,
) -> TextTable:
    """A delimited text file or an XLSX workbook as text columns; what is not given is found out.

    `header_row` is a 1-based physical line (sheet row), `sheet` the name of a worksheet, `chunk_bytes` about how much
    of a text file one chunk holds. Raises UsageError for an argument that cannot be right, InputRejected for a file
    that is no table. A damaged row raises nothing: it is a Reject of its chunk.
    """
    if is_workbook(source.data):
        from partnercli.intake.sheet import read_sheet  # the workbook reader, for workbooks alone

        return read_sheet(source, sheet=sheet, header_row=header_row)
    text, found_encoding = to_utf8(source, encoding)
    dialect = find_dialect(text, source.name, delimiter=delimiter, header_row=header_row)

    def chunks() -> Iterator[TextChunk]:
        return read_chunks(text, dialect, chunk_bytes)

    def raw(numbers: Iterable[int]) -> dict[int, str]:
        lines = text.splitlines()
        return {number: shown(lines[number - 1]) for number in numbers}

    return TextTable(dialect.header, found_encoding, dialect.delimiter, dialect.header_line, chunks, raw)
