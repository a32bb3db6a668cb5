"""Two record readers, one meaning: the fast one may only ever say what the careful one says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from partnercli.intake import columns
from partnercli.intake.columns import read_chunks
from partnercli.intake.dialect import Dialect
from partnercli.intake.records import Rows, read_rows
from partnercli.intake.source import Reject

HEADER = ("id", "sum", "note")
Read = tuple[list[tuple[int, list[str]]], list[Reject]]


def careful(text: str, delimiter: str = ";") -> Read:
    data = text.encode()
    rows = read_rows(data, 0, len(data), 2, len(HEADER), delimiter, (HEADER,))
    return list(zip(rows.lines, rows.cells, strict=True)), rows.rejects


def fast(text: str, delimiter: str = ";", chunk_bytes: int = columns.CHUNK_BYTES) -> Read:
    rows: list[tuple[int, list[str]]] = []
    rejects: list[Reject] = []
    for chunk in read_chunks(text.encode(), Dialect(delimiter, HEADER, 1, 0, 2, (HEADER,)), chunk_bytes):
        rows += [(line, list(cells)) for *cells, line in chunk.frame.rows()]
        rejects += chunk.rejects
    return rows, rejects


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def as_needed(cell: str) -> str:
    return quoted(cell) if any(mark in cell for mark in ';,\t|"\r\n') else cell


def unless_empty(cell: str) -> str:
    return quoted(cell) if cell else ""


cells = st.text(alphabet='ab1ж ;,"\\', max_size=4)
regular_rows = st.lists(cells, min_size=3, max_size=3)
# A backslash before a quote makes a row that is rejected.
good_rows = st.lists(st.text(alphabet='ab1ж ;,"', max_size=4), min_size=3, max_size=3)
line_ends = st.sampled_from(["\n", "\r\n", "\r"])


def unless_number(cell: str) -> str:
    return cell if cell == "1" else quoted(cell)


styles = st.sampled_from([quoted, as_needed, unless_empty, unless_number])
# Pieces a damaged, joined, blank or repeated record is made of.
junk = st.lists(
    st.sampled_from(
        ["a", '"', '""', ";", ",", " ", "\n", "\r\n", "\r", "\0", "\\", '\\"', "\ufeff", "id;sum;note", '"x";"y";"z"\n']
    ),
    max_size=8,
).map("".join)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str]:
    """A file body of mostly regular rows, with junk between them, and its delimiter."""
    delimiter, style, end = draw(st.sampled_from(";,\t|")), draw(styles), draw(line_ends)
    regular = regular_rows.map(lambda row: delimiter.join(map(style, row)) + end)
    lines = draw(st.lists(st.one_of(regular, regular, junk, st.just(end)), max_size=12))
    return "".join(lines), delimiter


@settings(max_examples=300, deadline=None)
@given(files(), st.integers(1, 60))
def test_both_readers_agree_on_any_file_and_any_chunk_size(file: tuple[str, str], chunk_bytes: int) -> None:
    text, delimiter = file
    assert fast(text, delimiter, chunk_bytes) == careful(text, delimiter)


@pytest.mark.parametrize("style", [quoted, as_needed, unless_empty, unless_number])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_regular_files_take_the_fast_reader(
    style: Callable[[str], str], end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("the careful reader was asked")

    monkeypatch.setattr(columns, "read_rows", forbidden)
    row = ["1", "", 'a "b";c']
    text = (";".join(map(style, row)) + end) * 3
    assert fast(text) == ([(2, row), (3, row), (4, row)], [])


def test_one_bad_row_costs_one_small_stretch_not_the_whole_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counting(text: bytes, start: int, end: int, *rest: Any) -> Rows:
        asked.append(end - start)
        return read_rows(text, start, end, *rest)

    monkeypatch.setattr(columns, "read_rows", counting)
    text = "1;2;3\n" * 1000 + "bad\n" + "1;2;3\n" * 1000
    rows, rejects = fast(text, chunk_bytes=8000)
    assert (len(rows), [reject.line for reject in rejects]) == (2000, [1002])
    assert sum(asked) <= 1000


def test_a_chunk_is_about_as_long_as_asked_also_around_damage() -> None:
    text = ("1;2;3\n" * 99 + "bad\n") * 10
    chunks = list(read_chunks(text.encode(), Dialect(";", HEADER, 1, 0, 2, (HEADER,)), 1200))
    assert 4 <= len(chunks) <= 10
    assert sum(len(chunk.rejects) for chunk in chunks) == 10


damaged_lines = st.text(alphabet='ab;" \0\\', max_size=8).map(lambda text: text + "\n")


@settings(max_examples=300, deadline=None)
@given(st.lists(good_rows, min_size=1, max_size=6), st.lists(st.tuples(st.integers(0, 6), damaged_lines), max_size=4))
def test_a_damaged_row_never_changes_a_good_one(rows: list[list[str]], damage: list[tuple[int, str]]) -> None:
    rows = [[f"#{number}", *row[1:]] for number, row in enumerate(rows)]
    lines = [";".join(map(as_needed, row)) + "\n" for row in rows]
    for place, line in damage:
        assume(not careful(line)[0])
        lines.insert(place, line)
    read, _ = careful("".join(lines))
    assert [cells for _, cells in read if cells[0].startswith("#")] == rows


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(alphabet='ab"\n\r ', max_size=5), min_size=3, max_size=3), max_size=6), line_ends)
def test_quoted_rows_with_line_ends_inside_come_back_as_they_were_written(rows: list[list[str]], end: str) -> None:
    rows = [["#" + row[0], *row[1:]] for row in rows]  # no blank record, it would be left out
    text = "".join(";".join(map(quoted, row)) + end for row in rows)
    read, rejects = fast(text, chunk_bytes=40)
    assert ([cells for _, cells in read], rejects) == (rows, [])
