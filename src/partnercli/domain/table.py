"""The neutral table between reports and writers: a report makes one, a writer shows one.

Reports know no formats and writers know no reports; this module is all they share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from partnercli.domain.money import plain

Kind = Literal["text", "id", "int", "money", "currency", "percent", "date", "time", "days", "class", "sums"]
"""How a column is shown.

money     exact Decimal; its currency stands in the row's `currency` column
percent   Decimal in percent points (12.5 is 12.5 %); a terminal draws a bar beside it
days      whole days
class     a class or status word of ours (`paid`, `in_work`, …); shown translated to people, raw to programs
time      naive UTC
sums      amounts by currency, {"RUB": Decimal("10.00")}; an object in JSON, `10.00 RUB, 2.50 USD` elsewhere
"""

Cell = str | int | Decimal | date | datetime | Mapping[str, Decimal] | None


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is for programs and never translated; `title` is English and translated when shown to people."""

    key: str
    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. None is "not known", never zero.

    `summary` is a second, small table (a reconcile run's classes); `extra` adds top-level keys to JSON only.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    summary: Table | None = None
    notes: Sequence[str] = ()
    extra: Mapping[str, object] = field(default_factory=dict)

    def index(self, key: str) -> int:
        """Position of the column `key`; KeyError when there is none."""
        for position, column in enumerate(self.columns):
            if column.key == key:
                return position
        raise KeyError(key)

    def records(self) -> list[dict[str, Cell]]:
        """Rows as dictionaries by column key."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]


def upright(table: Table) -> Table:
    """A table of one row turned to `Field`, `Value` lines, empty fields left out; each value keeps its words."""
    columns = [Column("field", "Field", "class"), Column("value", "Value")]
    rows = [
        (column.title, plain(cell) if isinstance(cell, Decimal) else str(cell))
        for column, cell in zip(table.columns, table.rows[0], strict=True)
        if cell not in (None, "")
    ]
    return Table(table.name, table.title, columns, rows, table.summary, table.notes, table.extra)
