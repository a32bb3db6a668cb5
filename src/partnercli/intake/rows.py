"""From bytes to a table of text: the one call the rest of intake makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from partnercli.intake.archive import workbook_kind
from partnercli.intake.columns import CHUNK_BYTES, read_chunks
from partnercli.intake.dialect import find_dialect
from partnercli.intake.encoding import to_utf8
from partnercli.intake.formats import HEAD_BYTES, recognised
from partnercli.intake.header import Claims
from partnercli.intake.lines import raw_lines
from partnercli.intake.source import Source, TextChunk, TextTable


def read_table(
    source: Source,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    header_lines: int | None = None,
    sheet: str | None = None,
    claims: Claims | None = None,
    chunk_bytes: int = CHUNK_BYTES,
) -> TextTable:
    """A delimited text file, a workbook (XLSX, XLS, ODS) or one of `formats` as text columns.

    What is not given is found out; formats that are no tables have nothing to find out but their encoding.

    `header_row` is a 1-based physical line (sheet row), `header_lines` how many lines the header has (0: none, the
    columns are "#1" … "#N"; 2: joined per column with a space), `sheet` the name of a worksheet, `chunk_bytes` about
    how much of a text file one chunk holds. `claims(names, lines)` is asked which record is a header somebody knows;
    where it knows none, or is not given, the first record with two cells that say something is the header. Raises
    UsageError for an argument that cannot be right, InputRejected for a file that is no table. A damaged row raises
    nothing: it is a Reject of its chunk.
    """
    if kind := workbook_kind(source.data):
        from partnercli.intake.sheet import read_sheet  # the workbook reader, for workbooks alone

        return read_sheet(source, kind, sheet=sheet, header_row=header_row, header_lines=header_lines, claims=claims)
    if reader := recognised(bytes(source.data[:HEAD_BYTES])):
        return reader(source, encoding=encoding)
    text, found_encoding = to_utf8(source, encoding)
    dialect = find_dialect(
        text, source.name, delimiter=delimiter, header_row=header_row, header_lines=header_lines, claims=claims
    )

    def chunks() -> Iterator[TextChunk]:
        return read_chunks(text, dialect, chunk_bytes)

    def raw(numbers: Iterable[int]) -> dict[int, str]:
        return raw_lines(text, numbers)

    return TextTable(dialect.header, found_encoding, dialect.delimiter, dialect.header_line, chunks, raw)
