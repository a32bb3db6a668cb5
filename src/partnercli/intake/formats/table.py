"""What the readers of this package share: the file as text, its lines by number, and the table they fill."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from partnercli.domain.problem import Problem, Refused, Reject
from partnercli.errors import InputRejected, UsageError
from partnercli.intake.cells import column_names, is_blank
from partnercli.intake.encoding import guess_encoding
from partnercli.intake.lines import RAW_LIMIT
from partnercli.intake.source import Source, TextChunk, TextTable

if TYPE_CHECKING:
    import polars as pl

MAX_BYTES = 256 << 20
MAX_COLUMNS = 2_000
MAX_CELL = 1 << 20
CHUNK_ROWS = 20_000

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Text:
    """A whole file as text: no byte order mark, every line end a line feed.

    Bytes the encoding does not have stand in it as lone surrogates, so that only the records with them are refused.
    """

    name: str
    encoding: str
    text: str

    def where(self, at: int) -> str:
        """FILE:LINE:COLUMN of a character."""
        line, line_start = self.text.count("\n", 0, at) + 1, self.text.rfind("\n", 0, at)
        return f"{self.name}:{line}:{at - line_start}"

    def raw(self, numbers: Iterable[int]) -> dict[int, str]:
        """Physical lines by their 1-based numbers, cut at RAW_LIMIT characters; none of the others is copied."""
        found: dict[int, str] = {}
        line, start = 1, 0
        for number in sorted(set(numbers)):
            while line < number and start >= 0:
                start = self.text.find("\n", start) + 1 or -1
                line += 1
            found[number] = shown(self.text[start : start + RAW_LIMIT].partition("\n")[0]) if start >= 0 else ""
        return found


@dataclass(slots=True)
class Body:
    """The rows of a table as they are found, each with its 1-based line, and the records that are refused.

    `raw` is the record as it stands in the file, or "": then its line is shown.
    A row is refused here when a cell is longer than MAX_CELL characters or is no Unicode; blank rows are left out.
    """

    encoding: str
    rows: list[tuple[int, Sequence[str]]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    def add(self, line: int, cells: Sequence[str], raw: str) -> None:
        """A record as cells, in the order of the header."""
        problem = cell_problem(cells, self.encoding)
        if problem:
            self.reject(line, raw, problem)
        elif not is_blank(list(cells)):
            self.rows.append((line, cells))

    def reject(self, line: int, raw: str, problem: Problem) -> None:
        facts = {key: shown(fact) if isinstance(fact, str) else fact for key, fact in problem.facts.items()}
        self.rejects.append(Reject(line, shown(raw), Problem(problem.code, facts)))

    def table(self, kind: str, header: Sequence[str], raw: Callable[[Iterable[int]], dict[int, str]]) -> TextTable:
        """The table, with `kind` in the place of a delimiter; such a file has no header line, so that is 0."""
        texts = raw({reject.line for reject in self.rejects if not reject.raw})
        self.rejects = [replace(reject, raw=reject.raw or texts[reject.line]) for reject in self.rejects]
        return TextTable(tuple(header), self.encoding, kind, 0, lambda: self._chunks(len(header)), raw)

    def _chunks(self, width: int) -> Iterator[TextChunk]:
        """The first chunk carries the rejects of the whole file."""
        rejects = sorted(self.rejects, key=lambda reject: reject.line)
        for start in range(0, len(self.rows) or bool(rejects), CHUNK_ROWS):
            yield TextChunk(frame(self.rows[start : start + CHUNK_ROWS], width), rejects if start == 0 else [])


def content(source: Source) -> bytes:
    """The bytes of a file that is read as one piece. Raises InputRejected: file_too_large(limit)."""
    if len(source.data) > MAX_BYTES:
        raise InputRejected("file_too_large", where=source.name, limit=MAX_BYTES)
    return bytes(source.data[:])


def decoded(source: Source, data: bytes, encoding: str | None, declared: str | None = None) -> Text:
    """The file as text: in the encoding given, else by its byte order mark, else UTF-8 when it strictly is.

    Else the encoding the file `declared`, when Python knows it, else the likeliest. Raises UsageError:
    unknown_encoding; InputRejected: bad_encoding.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    chosen = encoding or marked or _unmarked(data, declared)
    try:
        # Two-byte encodings have no single bytes to let through.
        text = data.decode(chosen, "replace" if chosen.lower().startswith(("utf-16", "utf-32")) else "surrogateescape")
    except UnicodeDecodeError:
        raise InputRejected("bad_encoding", where=source.name, encoding=chosen) from None
    except (LookupError, ValueError):
        raise UsageError("unknown_encoding", encoding=chosen) from None
    return Text(source.name, chosen, text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))


def xml_encoding(data: bytes) -> str | None:
    """The encoding an XML declaration names."""
    found = re.match(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)""", data[:1024])
    return found[1].decode() if found else None


def _unmarked(data: bytes, declared: str | None) -> str:
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        b"x".decode(declared or "", "ignore")  # also refuses codecs which are no text encodings, such as base64
        return declared or ""
    except (LookupError, ValueError):
        return guess_encoding(data) or "utf-8"


def cell_problem(cells: Sequence[str], encoding: str) -> Problem | None:
    """What makes a row of text no row of the table, whatever its format."""
    for cell in cells:
        if len(cell) > MAX_CELL:
            return Problem("field_too_long", {"limit": MAX_CELL})
        if not cell.isascii() and _LONE_SURROGATE.search(cell):
            return Problem("undecodable", {"encoding": encoding})
    return None


def check_width(columns: int, name: str) -> None:
    """Raises InputRejected("too_many_columns") beyond MAX_COLUMNS."""
    if columns > MAX_COLUMNS:
        raise InputRejected("too_many_columns", where=name, limit=MAX_COLUMNS)


def frame(rows: Sequence[tuple[int, Sequence[str]]], width: int) -> pl.DataFrame:
    """Rows as the String columns c0 … and the Int64 column `line` of a TextChunk."""
    import polars as pl

    columns = list(zip(*(cells for _, cells in rows), strict=True)) or [()] * width
    data = {name: pl.Series(name, cells, pl.String) for name, cells in zip(column_names(width), columns, strict=True)}
    return pl.DataFrame(data | {"line": pl.Series("line", [line for line, _ in rows], pl.Int64)})


def present(value: str, column: str) -> str:
    """A value that must be there. Raises Refused: missing_value(column)."""
    if not value.strip():
        raise Refused("missing_value", column=column)
    return value.strip()


def shown(text: str) -> str:
    """A record as it stood, fit for a reject: cut, and with the bytes that are no text replaced."""
    return _LONE_SURROGATE.sub("\ufffd", text[:RAW_LIMIT])
