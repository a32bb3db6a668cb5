"""Lines of totals: told apart from damaged records, and held against what the records add up to."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from decimal import Decimal

import polars as pl

from partnercli.domain.money import parse_amount
from partnercli.domain.problem import Problem, Refused, Reject
from partnercli.intake.cells import BLANKS
from partnercli.intake.titles import fold_word

_WORDS = ("итого", "всего", "итог", "total", "totals", "grand total", "page total", "subtotal", "sum", "сумма")
_COUNTED = ("записей", "строк", "всего записей", "всего строк", "records", "rows", "total rows", "total records")
# Totals of a page or a group: less than the whole, nothing to hold the file against.
_PARTIAL = re.compile(r"^(page|sub|промежуточн|итого (по|за|на) )")


class Totals:
    """The lines of totals of one file. A line is one only when it cannot be a record and begins with such a word."""

    def __init__(
        self, words: Iterable[str], marks: dict[str, str | None], places: dict[str, int], delimiter: str
    ) -> None:
        names = sorted({*_WORDS, *_COUNTED, *words}, key=len, reverse=True)
        self._begins = re.compile(rf"(?:{'|'.join(map(re.escape, names))})(?:$|[\s:.,=–—(-])")
        self._marks, self._places, self._delimiter = marks, places, delimiter
        self._sums = dict.fromkeys(places, Decimal(0))
        self._currencies: set[str] = set()
        self._rows = 0
        self._told: list[tuple[int, str, str, Decimal]] = []

    def is_total(self, cells: Iterable[str | None]) -> bool:
        """Whether the first cell that says something begins with a word of totals."""
        first = next((cell for cell in cells if cell and cell.strip(BLANKS)), "")
        return bool(self._begins.match(fold_word(first)))

    def torn(self, reject: Reject) -> bool:
        """Whether a line the reader set aside (too few cells) is a line of totals; it is remembered when it is."""
        if reject.problem.code != "ragged_row":
            return False
        delimiter = self._delimiter if len(self._delimiter) == 1 else "\t"
        cells = next(csv.reader([reject.raw], delimiter=delimiter), [])
        if not self.is_total(cells):
            return False
        self.remember(reject.line, cells)
        return True

    def remember(self, line: int, cells: list[str]) -> None:
        """Keep what a line of totals says of the money columns and of the number of rows."""
        filled = [cell.strip(BLANKS) for cell in cells if cell.strip(BLANKS)]
        first = fold_word(filled[0])
        if _PARTIAL.match(first):
            return
        if any(first.startswith(word) for word in _COUNTED):
            digits = re.findall(r"\d+", " ".join(filled))
            if len(digits) == 1:
                self._told.append((line, "", self._delimiter.join(cells), Decimal(digits[0])))
            return
        for role, position in self._places.items():
            try:
                said = parse_amount(cells[position], self._marks[role]).value  # type: ignore[arg-type]
            except (IndexError, Refused):
                continue
            self._told.append((line, role, self._delimiter.join(cells), said))

    def count(self, rows: int, sums: dict[str, pl.Series], currency: pl.Series) -> None:
        """Add a batch of records: how many, their money columns and currencies."""
        self._rows += rows
        for role, column in sums.items():
            self._sums[role] += Decimal(column.sum() or 0)
        self._currencies |= set(currency.drop_nulls().unique())

    def differences(self) -> list[Reject]:
        """The totals that the records do not add up to; none where currencies are mixed."""
        found = {role: total for role, total in self._sums.items() if len(self._currencies) <= 1}
        found[""] = Decimal(self._rows)
        return [
            Reject(line, raw, Problem("totals_differ", {"said": f"{said:f}", "found": f"{found[role]:f}"}))
            for line, role, raw, said in self._told[-len(found) :]
            if role in found and said != found[role]
        ]
