"""JSON lines: one row a line, no wrapper; extra keys and the summary are only in `json`."""

from __future__ import annotations

from collections.abc import Iterator

from partnercli.domain.table import Table
from partnercli.render.json import records
from partnercli.render.view import View


def render(table: Table, view: View) -> Iterator[str]:
    """The rows as `json` has them."""
    for record in records(table):
        yield record + "\n"
