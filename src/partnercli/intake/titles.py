"""A file's column names, looked up the way profiles spell them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
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
        found = self._called(column.name)
        wanted = max(column.occurrence, 1) - 1
        return found[wanted] if wanted < len(found) else None

    def twice(self, column: Title) -> bool:
        """Whether the column's name stands several times and the profile does not say which is meant."""
        return column.position is None and not column.occurrence and len(self._called(column.name)) > 1

    def _called(self, name: str) -> list[Found]:
        """The columns of this name, or of this name in any currency, from left to right."""
        if CURRENCY not in name:
            return [Found(position) for position in self._places.get(fold_word(name), ())]
        pattern, found = _pattern(name), []
        for folded, places in self._places.items():
            if match := pattern.fullmatch(folded):
                with suppress(Refused):
                    currency = currency_code(match[1])
                    found += [Found(position, currency) for position in places]
        return sorted(found, key=lambda column: column.position)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(fold_word(name)).replace(re.escape(CURRENCY), r"([^\d()]{1,10})"))
