"""JSON and JSON lines: the answers of network, CRM and bank APIs, as they are saved.

The records are the objects of an array, of the one array inside an object, or one object a line. Nested objects become
columns with dotted names, numbers stay as they are written. The text is decoded anew for the columns and for the rows,
so that the records never stand in memory all together.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from partnercli.domain.problem import Refused, Reject
from partnercli.intake.cells import is_blank
from partnercli.intake.formats.jsonflat import flatten
from partnercli.intake.formats.jsontext import Place, decode, find, records
from partnercli.intake.formats.table import CHUNK_ROWS, Text, cell_problem, check_width, content, decoded, frame
from partnercli.intake.source import Source, TextChunk, TextTable


@dataclass(slots=True)
class _Survey:
    """What the first reading finds: where the good records start, their lines and columns, and the refused ones."""

    starts: array[int] = field(default_factory=lambda: array("q"))
    lines: array[int] = field(default_factory=lambda: array("q"))
    header: dict[str, None] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)


def read(source: Source, *, encoding: str | None = None, parts: str | None = None) -> TextTable:
    """The records as rows; the header is the union of their keys in order of appearance.

    `parts` names the array of objects that makes a row of each of its members, with the record's own fields repeated;
    "" for none. Left out, it is the only array of objects the records have, if they have exactly one. Any other such
    array is one cell of JSON. true, false, null are "true", "false", ""; an array of scalars is joined by ", ".

    Raises InputRejected: json_broken (at FILE:LINE:COLUMN; what follows cannot be read), json_arrays(names), no_rows
    (the array is empty), too_many_columns, too_deep, file_too_large.
    """
    text = decoded(source, content(source), encoding)
    place = find(text)
    chosen = _only_array(text, place) if parts is None else parts
    survey = _survey(text, place, chosen)
    # What is refused needs its text only now: most files have nothing to refuse.
    texts = text.raw({reject.line for reject in survey.rejects})
    rejects = [Reject(reject.line, texts[reject.line], reject.problem) for reject in survey.rejects]
    return TextTable(
        tuple(survey.header), text.encoding, "json", 0, lambda: _chunks(text, survey, chosen, rejects), text.raw
    )


def _only_array(text: Text, place: Place) -> str:
    """The name of the array of objects the records have, "" when they have none or several."""
    names: dict[str, None] = {}
    for _, _, value in records(text, place):
        try:
            names |= flatten(value, "").arrays
        except Refused:
            continue  # said when the records are read
    return next(iter(names)) if len(names) == 1 else ""


def _survey(text: Text, place: Place, parts: str) -> _Survey:
    survey = _Survey()
    for start, line, value in records(text, place):
        try:
            rows = list(flatten(value, parts).rows())
            for row in rows:
                problem = cell_problem([*row, *row.values()], text.encoding)
                if problem:
                    raise Refused(problem.code, **problem.facts)
        except Refused as refused:
            survey.rejects.append(Reject(line, "", refused.problem))
            continue
        for row in rows:
            survey.header |= dict.fromkeys(row)
        check_width(len(survey.header), text.name)
        survey.starts.append(start)
        survey.lines.append(line)
    return survey


def _chunks(text: Text, survey: _Survey, parts: str, rejects: list[Reject]) -> Iterator[TextChunk]:
    """The first chunk carries the rejects of the whole file."""
    rows: list[tuple[int, Sequence[str]]] = []
    for start, line in zip(survey.starts, survey.lines, strict=True):
        for row in flatten(decode(text.text, start)[0], parts).rows():
            cells = [row.get(name, "") for name in survey.header]
            if not is_blank(cells):
                rows.append((line, cells))
        if len(rows) >= CHUNK_ROWS:
            yield TextChunk(frame(rows, len(survey.header)), rejects)
            rows, rejects = [], []
    if rows or rejects:
        yield TextChunk(frame(rows, len(survey.header)), rejects)
