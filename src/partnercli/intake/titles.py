"""A file's column names, looked up the way profiles spell them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from partnercli.domain.currency import currency_code
from partnercli.domain.problem import Refused

CURRENCY = "{currency}"
_BY_POSITION = re.compile(r"#([1-9][0-9]{0,3})")
_BY_OCCURRENCE = re.compile(r"(.+) @([1-9])")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a column stands (0-based), and the currency its title spells."""

    position: int
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """One column as a profile names it: by name, by the n-th of that name, or by its place alone."""

    name: str
    occurrence: int = 0
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """What a role reads of a row: one column, several joined with a blank (`A + B`), or the first filled (`A | B`)."""

    columns: tuple[Title, ...]
    joined: bool = False

    def __str__(self) -> str:
        return (" + " if self.joined else " | ").join(column.name for column in self.columns)


def expression(text: str) -> Expression:
    """Read `Name`, `Name @2`, `#3`, `Date + Time`, `New | Old`."""
    joined = " + " in text
    return Expression(tuple(_column(part) for part in text.split(" + " if joined else " | ")), joined)


def _column(text: str) -> Title:
    if match := _BY_POSITION.fullmatch(text):
        return Title(text, position=int(match[1]) - 1)
    if match := _BY_OCCURRENCE.fullmatch(text):
        return Title(match[1], occurrence=int(match[2]))
    return Title(text)


@lru_cache(maxsize=1 << 14)
def fold_word(word: str) -> str:
    """How status words and column names are compared: case, ё/е and blanks do not matter."""
    return " ".join(word.replace("\xa0", " ").split()).casefold().replace("ё", "е")


class Titles:
    """The names of a file's columns. Names are compared folded; repeated ones keep their order."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._places: dict[str, list[int]] = {}
        for position, name in enumerate(names):
            self._places.setdefault(fold_word(name), []).append(position)

    def find(self, column: Title) -> Found | None:
        """The column's place, None when the file has none; of repeated names the first, unless the profile says."""
        if column.position is not None:
            return Found(column.position) if column.position < len(self.names) else None
        if CURRENCY in column.name:
            return self._find_with_currency(column)
        places = self._places.get(fold_word(column.name), ())
        wanted = max(column.occurrence, 1) - 1
        return Found(places[wanted]) if wanted < len(places) else None

    def twice(self, column: Title) -> bool:
        """Whether the column's name stands several times and the profile does not say which is meant."""
        found = self.find(column)
        if found is None or column.position is not None or column.occurrence:
            return False
        return len(self._places[fold_word(self.names[found.position])]) > 1

    def _find_with_currency(self, column: Title) -> Found | None:
        pattern = _pattern(column.name)
        for name, places in self._places.items():
            match = pattern.fullmatch(name)
            if match:
                try:
                    return Found(places[0], currency_code(match[1]))
                except Refused:
                    continue
        return None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(fold_word(name)).replace(re.escape(CURRENCY), r"([^\d()]{1,6})"))
