"""JSON for programs: one object, its rows one a line; nothing in it depends on the language.

Amounts and percents are strings with a point (a JSON number would be read as a float), counts and days are numbers,
dates ISO, times `YYYY-MM-DDTHH:MM:SSZ`, not known is null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from partnercli.domain.jsonline import dump
from partnercli.domain.table import Cell, Kind, Table
from partnercli.render.cells import spelled
from partnercli.render.view import View

SCHEMA_VERSION = 1


def render(table: Table, view: View) -> Iterator[str]:
    """`schema_version`, `name`, `rows`, then the extra keys and the `summary`. A row a line: it streams and diffs."""
    yield "{\n" + f'  "schema_version": {SCHEMA_VERSION},\n  "name": {dump(table.name)},\n  "rows": '
    yield from _array(table)
    for key, value in table.extra.items():
        yield f",\n  {dump(key)}: {dump(value, _exact)}"
    if table.summary is not None:
        yield ',\n  "summary": '
        yield from _array(table.summary)
    yield "\n}\n"


def records(table: Table) -> Iterator[str]:
    """Each row as one object on one line, by column key."""
    return (dump(each, _exact) for each in objects(table))


def objects(table: Table) -> Iterator[dict[str, object]]:
    """Each row by column key, in values JSON has a form for."""
    for row in table.rows:
        yield {c.key: _value(cell, c.kind) for c, cell in zip(table.columns, row, strict=True)}


def _array(table: Table) -> Iterator[str]:
    comma = "[\n"
    for record in records(table):
        yield f"{comma}    {record}"
        comma = ",\n"
    yield "\n  ]" if table.rows else "[]"


def _value(cell: Cell, kind: Kind) -> str | int | dict[str, str] | None:
    if cell is None:
        return None
    if isinstance(cell, Mapping):
        return {key: spelled(value, "money") for key, value in cell.items()}
    if kind in ("int", "days") and isinstance(cell, int | Decimal) and cell == int(cell):
        return int(cell)
    return spelled(cell, kind)


def _exact(value: object) -> object:
    """Values of `extra` that JSON has no form for: the rows of a table; amounts and dates, spelled as in a row."""
    if isinstance(value, Table):
        return list(objects(value))
    if isinstance(value, Decimal):
        return spelled(value, "money")
    if isinstance(value, date):
        return spelled(value, "time")
    return str(value)
