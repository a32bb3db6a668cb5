"""The neutral table between reports and writers: a report makes one, a writer shows one.

Reports know no formats and writers know no reports; this module is all they share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from partnercli.domain.problem import Problem

Kind = Literal[
    "text",
    "code",
    "id",
    "int",
    "money",
    "currency",
    "percent",
    "rate",
    "date",
    "time",
    "days",
    "class",
    "sentence",
    "sums",
    "facts",
    "problem",
]
"""How a column is shown.

text      text of anybody's: it may name a person, so `--mask` hides it
code      text that names no person: codes, formats, months, ids of orders and files
money     exact Decimal; its currency stands in the row's `currency` column
percent   Decimal in percent points (12.5 is 12.5 %); a terminal draws a bar beside it
rate      the same without a bar: what was agreed, not a share of anything
days      whole days
class     a class or status word of ours (`paid`, `in_work`, …); shown translated to people, raw to programs
sentence  a sentence of ours; shown translated to people, English to programs
time      naive UTC
facts     what a line of evidence says, {"order": "1001", "tier": "order"}; keys are words, translated to people
problem   why something was refused; a sentence, English to programs
sums      amounts by currency, {"RUB": Decimal("10.00")}; an object in JSON, `10.00 RUB, 2.50 USD` elsewhere
"""

Cell = str | int | Decimal | date | datetime | Mapping[str, Decimal] | Mapping[str, str] | Problem | None


WORDY: frozenset[Kind] = frozenset({"text", "code", "facts", "problem", "sentence"})
"""Kinds that may wrap; the others keep to one line."""


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is for programs and never translated; `title` is English and translated when shown to people."""

    key: str
    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. None is "not known", never zero.

    `summary` is a second, small table (a reconcile run's classes); `extra` adds top-level keys to JSON only, a
    table among them its rows. A `record`
    is one row that people read field by field.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    summary: Table | None = None
    notes: Sequence[str] = ()
    extra: Mapping[str, object] = field(default_factory=dict)
    record: bool = False
