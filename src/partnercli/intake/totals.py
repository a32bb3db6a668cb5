"""Lines of totals: told apart from damaged records, and held against what the records add up to."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

import polars as pl

from partnercli.domain.money import currency_code, parse_amount, plain
from partnercli.domain.problem import Problem, Refused, Reject
from partnercli.intake.cells import BLANKS
from partnercli.intake.titles import fold_word

_WORDS = (
    "итого", "всего", "итог", "итого к выплате", "всего к выплате", "сумма", "total", "totals", "grand total",
    "page total", "subtotal", "total amount", "total commission", "sum",
)  # fmt: skip
_COUNTED = ("записей", "строк", "всего записей", "всего строк", "records", "rows", "total rows", "total records")
# Totals of a page or a group: less than the whole, nothing to hold the file against.
# What may follow such a word; anything else (Total Wine, Sum-Up, total.by) is a name that begins like one.
_AFTER = r"(?:$|\s*[:=(]|\s*[.,–—-]+(?!\w)|\s+(?:\d|(?:за|по|на|for|of|from|in)\b))"
_PARTIAL = re.compile(r"^(page|sub|промежуточн|итого (по|за|на) )")


class Totals:
    """The lines of totals of one file.

    A line is one only when it cannot be a record, begins with such a word and says nothing but figures beside it.
    """

    def __init__(
        self, words: Iterable[str], marks: dict[str, str | None], places: dict[str, int], delimiter: str
    ) -> None:
        names = sorted({*_WORDS, *_COUNTED, *words}, key=len, reverse=True)
        self._words = rf"^(?:{'|'.join(map(re.escape, names))})"
        self._begins = re.compile(rf"(?:{'|'.join(map(re.escape, names))}){_AFTER}")
        self._marks, self._places, self._delimiter = marks, places, delimiter
        self._sums = dict.fromkeys(places, Decimal(0))
        self._currencies: set[str] = set()
        self._rows = 0
        self._told: list[tuple[int, str, str, Decimal]] = []

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of amounts that are added up."""
        return tuple(self._places)

    def beginning(self, frame: pl.DataFrame) -> list[int]:
        """The rows whose first cell that says something begins like a word of totals: few of many are looked at."""
        cells = [pl.col(name).str.strip_chars(BLANKS) for name in frame.columns if name != "line"]
        first = frame.select(pl.coalesce(pl.when(cell != "").then(cell) for cell in cells)).to_series()
        return first.str.to_lowercase().str.contains(self._words).arg_true().to_list()

    def is_total(self, cells: Sequence[str | None]) -> bool:
        """Whether the first cell that says something begins with a word of totals and the others are figures."""
        filled = [cell for cell in cells if cell and cell.strip(BLANKS)]
        return bool(filled) and self._named(filled[0]) and all(self._named(c) or _is_figure(c) for c in filled[1:])

    def only_total(self, cells: Sequence[str | None]) -> bool:
        """Whether a line that could be a record says nothing but a word of totals and amounts."""
        filled = [place for place, cell in enumerate(cells) if cell and cell.strip(BLANKS)]
        return self.is_total(cells) and set(filled[1:]) <= set(self._places.values())

    def _named(self, cell: str) -> bool:
        return bool(self._begins.match(fold_word(cell)))

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
        """The lines of totals that the records do not add up to; amounts are not held where currencies are mixed.

        Of several totals the last one is of the whole file, or all of them are of its parts.
        """
        found = {role: total for role, total in self._sums.items() if len(self._currencies) <= 1}
        found[""] = Decimal(self._rows)
        wrong: dict[int, Reject] = {}
        for role, total in found.items():
            told = [each for each in self._told if each[1] == role]
            if told and told[-1][3] != total and sum(each[3] for each in told) != total:
                line, _, raw, said = told[-1]
                spelled = plain if role else str  # "" counts rows
                problem = Problem("totals_differ", {"said": spelled(said), "found": spelled(total)})
                wrong.setdefault(line, Reject(line, raw, problem))
        return list(wrong.values())


def _is_figure(cell: str) -> bool:
    """An amount, a percentage, a currency, or a dash for nothing; a date or a word is none of these."""
    text = cell.strip(BLANKS).removesuffix("%")
    if not any(character.isalnum() for character in text):
        return True
    for grammar in (parse_amount, currency_code):
        try:
            grammar(text)
        except Refused as refused:
            if refused.problem.code in ("ambiguous_amount", "too_many_digits", "too_many_decimals"):
                return True
        else:
            return True
    return False
