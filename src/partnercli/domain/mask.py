"""What `--mask` does to a table before it is shown to others: texts that may name a person become pseudonyms.

A column says by its kind whether it does (`text` may, `code` never), a fact or a field of JSON by its key; what is not
known to be harmless is hidden. Amounts, days, ids, classes and codes stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

from partnercli.domain.problem import Problem
from partnercli.domain.table import Cell, Column, Table

HIDDEN = "•••"

_EVIDENCE = """
actions, actual, also, and, base, because, by, by rate, candidates, cap, cap a month, commission, commissions, days,
days with rows, due, each further month, excluded, expected, fee, first, flat, goods, hold, last, last payment,
last row, last row of the network, lead, least sale, longest, median, minimum, months, network, nine tenths,
nine tenths of its pauses, norm, of, oldest, order, over, paid, paid on, pauses, pay day, payment, payments, payout,
per, program, rate, received, renewal, row, row in, rows, rule, sale, sales, sales not shown, sample, short,
silent days, since, sold on, status, still open, terms, tier, tiers, transaction, twin, until, vat, waits since,
without, without vat, new, changed, same, rejected, leads, payouts, programs, channels, decisions, tolerances, notes,
rates
"""
_PROBLEMS = """
column, comma, currency, date, day, decimal, encoding, entry, examples, expected, found, known, limit, mark, number,
own, point, position
"""
_EXTRAS = "code, currency, head, id, into, kind, line, profile, schema"
HARMLESS = frozenset(" ".join(word.split()) for word in f"{_EVIDENCE},{_PROBLEMS},{_EXTRAS}".split(","))
"""Keys of evidence, of problems and of JSON's further fields whose values name nobody."""


def masked(table: Table) -> Table:
    """The table with a pseudonym (`email-1`) for each text that may name a person, the same for the same text.

    Numbered by where a text first stands in this output: nobody can find the text by trying out likely ones.
    """
    return _Pseudonyms().table(table)


def told(problem: Problem) -> Problem:
    """The problem without the foreign text it quotes."""
    return _Pseudonyms(HIDDEN).problem(problem)


class _Pseudonyms:
    """Texts and what stands for them; `word` stands for every one of them where it is given."""

    def __init__(self, word: str = "") -> None:
        self._known: dict[str, str] = {}
        self._count: dict[str, int] = {}
        self._word = word

    def table(self, table: Table) -> Table:
        rows = [
            tuple(self._cell(cell, column) for cell, column in zip(row, table.columns, strict=True))
            for row in table.rows
        ]
        summary = self.table(table.summary) if table.summary else None
        return replace(table, rows=rows, summary=summary, extra=self._fields(table.extra))

    def problem(self, problem: Problem) -> Problem:
        return Problem(problem.code, self._fields(problem.facts))

    def _cell(self, cell: Cell, column: Column) -> Cell:
        if isinstance(cell, Problem):
            return self.problem(cell)
        if isinstance(cell, Mapping):
            return cast(Cell, self._fields(cell))
        return self._text(cell, column.key) if isinstance(cell, str) and column.kind == "text" else cell

    def _fields(self, fields: Mapping[str, object]) -> dict[str, object]:
        return {key: self._value(value, key) for key, value in fields.items()}

    def _value(self, value: object, key: str) -> object:
        """A field as JSON may hold it: what is not plain is looked into."""
        if isinstance(value, Table):
            return self.table(value)
        if isinstance(value, Mapping):
            return self._fields(value)
        if isinstance(value, list | tuple):
            return [self._value(each, key) for each in value]
        plain = value is None or isinstance(value, int | Decimal | date)
        return value if plain or key in HARMLESS else self._text(str(value), key)

    def _text(self, text: str, key: str) -> str:
        if not text or self._word:
            return text and self._word
        if text not in self._known:
            self._count[key] = self._count.get(key, 0) + 1
            self._known[text] = f"{key}-{self._count[key]}"
        return self._known[text]
