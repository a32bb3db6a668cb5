"""Where each role of a profile stands in this file, and its cells as one column of text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from partnercli.domain.records import REQUIRED, RecordKind
from partnercli.errors import InputRejected
from partnercli.intake import convert
from partnercli.intake.profile import EMPTY, FILLED, Profile, Rule
from partnercli.intake.titles import Expression, Title, Titles


@dataclass(frozen=True, slots=True)
class Cells:
    """What a role reads of a row: the positions of its columns; they are joined, or the first filled one counts."""

    positions: tuple[int, ...]
    joined: bool = False
    empty: tuple[str, ...] = ()

    def of(self, frame: pl.DataFrame) -> pl.Series:
        """The role's text in each row, blanks around taken off, null where nothing stands."""
        if not self.positions:
            return convert.nothing(len(frame))
        columns = [convert.texts(frame[f"c{position}"], self.empty) for position in self.positions]
        if len(columns) == 1:
            return columns[0]
        parts = pl.DataFrame([column.alias(str(place)) for place, column in enumerate(columns)])
        if not self.joined:
            return parts.select(pl.coalesce(pl.all())).to_series()
        joined = parts.select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)).to_series()
        return joined.set(joined == "", None)


@dataclass(frozen=True, slots=True)
class Condition:
    """One `when` of a rule on this file: the column, and what its cell must be."""

    position: int
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A rule of the profile with the places of its columns; one whose columns the file lacks is never placed."""

    when: tuple[Condition, ...]
    states: str
    instead: dict[str, Cells]


@dataclass(frozen=True, slots=True)
class Places:
    """Where each role stands in this file: its cells, the rules and the key; `currency` is what the headers spell."""

    titles: Titles
    roles: dict[str, Cells]
    refs: tuple[Cells, ...]
    rules: tuple[PlacedRule, ...]
    key: tuple[Cells, ...]
    currency: str | None
    empty: tuple[str, ...] = ()

    def title(self, role: str) -> str:
        """The header's own name for what the role reads."""
        ruled = (rule.instead[role] for rule in self.rules if role in rule.instead)
        cells = self.roles.get(role) or next(ruled, None)
        return " + ".join(self.titles.names[position] for position in cells.positions) if cells else role

    def read(self, role: str) -> bool:
        """Whether the role is read at all: by a column, or by a rule for its rows alone."""
        return role in self.roles or any(role in rule.instead for rule in self.rules)

    def has(self, role: str) -> bool:
        return role in self.roles or (role == "status" and bool(self.rules)) or (role == "refs" and bool(self.refs))


def places(profile: Profile, titles: Titles, file: str) -> Places:
    """Match the profile's columns to the header; the first alternative the file has is read, `refs` takes all.

    Raises InputRejected: column_twice where a column that is read stands twice, column_absent where a required one does
    not stand, two_currencies where the headers spell two.
    """
    finder = _Finder(titles, file, profile.empty)
    roles = {role: finder.first(options) for role, options in profile.columns.items() if role != "refs"}
    refs = [finder.cells(option) for option in profile.columns.get("refs", ())]
    found = Places(
        titles,
        {role: cells for role, cells in roles.items() if cells is not None},
        tuple(cells for cells in refs if cells is not None),
        tuple(rule for rule in (finder.rule(rule) for rule in profile.rules) if rule is not None),
        tuple(cells for cells in (finder.cells(part) for part in profile.key) if cells is not None),
        finder.currency(),
        profile.empty,
    )
    _require(profile.kind, profile, found, file)
    return found


def _require(kind: RecordKind, profile: Profile, found: Places, file: str) -> None:
    for role in REQUIRED[kind]:
        if not found.has(role):
            options = " | ".join(str(option) for option in profile.columns.get(role, ())) or role
            raise InputRejected("column_absent", where=file, column=options)


class _Finder:
    """Looks columns up in one header and remembers the currencies they spell."""

    def __init__(self, titles: Titles, file: str, empty: tuple[str, ...]) -> None:
        self.titles, self.file, self.empty = titles, file, empty
        self.currencies: set[str] = set()

    def first(self, options: Iterable[Expression]) -> Cells | None:
        return next((cells for cells in map(self.cells, options) if cells is not None), None)

    def cells(self, expression: Expression) -> Cells | None:
        """The places of an expression: all of a joined one must be there, one of the others is enough."""
        found = [place for place in map(self.position, expression.columns) if place is not None]
        if not found or (expression.joined and len(found) < len(expression.columns)):
            return None
        return Cells(tuple(found), expression.joined, self.empty)

    def position(self, column: Title) -> int | None:
        found = self.titles.find(column)
        if found is None:
            return None
        if self.titles.twice(column):
            raise InputRejected("column_twice", where=self.file, column=self.titles.names[found.position])
        if found.currency:
            self.currencies.add(found.currency)
        return found.position

    def rule(self, rule: Rule) -> PlacedRule | None:
        """None where a column the rule needs filled is not there; a column that must be empty may be missing.

        A role whose column is not there says nothing in the rule's rows: another state would be a guess.
        """
        conditions = []
        for column, words in rule.when:
            position = self.position(column)
            if position is not None:
                conditions.append(Condition(position, words))
            elif EMPTY not in words:
                return None
        instead = {role: self.cells(expression) or Cells(()) for role, expression in rule.instead.items()}
        return PlacedRule(tuple(conditions), " ".join(rule.states).strip(), instead)

    def currency(self) -> str | None:
        if len(self.currencies) > 1:
            raise InputRejected("two_currencies", where=self.file)
        return next(iter(self.currencies), None)


def holds(condition: Condition, folded: pl.Series) -> pl.Series:
    """Which rows of a column of folded cells (null = empty) fulfil the condition."""
    words = [word for word in condition.words if word not in (FILLED, EMPTY)]
    fits = folded.is_in(words) & folded.is_not_null() if words else pl.repeat(False, len(folded), eager=True)
    if FILLED in condition.words:
        fits |= folded.is_not_null()
    if EMPTY in condition.words:
        fits |= folded.is_null()
    return fits.fill_null(False)
