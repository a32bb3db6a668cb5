"""Text columns and a profile in, typed records and rejects out. One bad row never hides or changes the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

import polars as pl

from partnercli.domain.problem import Problem, Reject
from partnercli.domain.records import REQUIRED, ROLES, RoleType
from partnercli.intake import convert, shape, states
from partnercli.intake.ahead import ahead
from partnercli.intake.catalogue import network_slug
from partnercli.intake.decide import Decided, decide
from partnercli.intake.lines import RAW_LIMIT
from partnercli.intake.places import Places, places
from partnercli.intake.profile import Profile
from partnercli.intake.source import TextChunk, TextTable
from partnercli.intake.titles import Titles, fold_word
from partnercli.intake.totals import Totals
from partnercli.intake.unread import Unread


@dataclass(frozen=True, slots=True)
class Batch:
    """`records`: the columns of the kind (see `shape`), plus `line` and `content`; typed, exact.

    `rejects`: the rows that did not make it, each whole, with its line and reason. `ignored`: rows that are no records.
    `unread`: columns that may matter and that no role reads (see `unread`).
    """

    records: pl.DataFrame
    rejects: list[Reject]
    ignored: int = 0
    unread: Sequence[str] = ()


Counted = Callable[[Iterator[TextChunk]], Iterator[TextChunk]]
"""Is told of each chunk on its way."""


def normalise(
    table: TextTable, profile: Profile, file: str, counted: Counted = iter, *, twice: bool = False
) -> Iterator[Batch]:
    """Batches of typed records; the last one has no records and rejects the totals the others do not add up to.

    Where the profile leaves a decimal mark or a date order open, the first stretch of the file decides, and all of it
    when it is read `twice`. Raises Reconsider when that is needed; InputRejected when a required column is absent or a
    column contradicts itself.
    """
    where = places(profile, Titles(table.header), file)
    chunks = ahead(counted(table.chunks()))
    first = list(islice(chunks, 2))
    decided = decide(table.chunks() if twice else first[:1], profile, where, file, final=twice or len(first) < 2)
    money = {role: where.roles[role].positions[0] for role in decided.marks if role in where.roles}
    if profile.minor or profile.rounded:
        money = {}  # amounts that are counted in coins or rounded do not add up to what a line of totals spells
    between = table.delimiter if len(table.delimiter) == 1 else "\t"
    totals = Totals(profile.footer, decided.marks, money, between)
    unread = Unread(where)
    whole = True
    for chunk in chain(first, chunks):
        decided.watch(chunk, where, file)
        batch = _Chunk(chunk, profile, where, decided, totals, table.header_line > 0).batch()
        whole = whole and not batch.rejects
        unread.watch(chunk.frame)
        yield batch
    yield Batch(pl.DataFrame(), totals.differences() if whole else [], unread=unread.found)


@dataclass(slots=True)
class _Chunk:
    """One stretch of the file on its way from text to records; `reasons` says why a row is refused."""

    chunk: TextChunk
    profile: Profile
    where: Places
    decided: Decided
    totals: Totals
    lines: bool
    columns: dict[str, pl.Series] = field(default_factory=dict)
    spelled: list[pl.Series] = field(default_factory=list)
    reasons: dict[int, Problem] = field(default_factory=dict)

    @property
    def frame(self) -> pl.DataFrame:
        return self.chunk.frame

    def batch(self) -> Batch:
        self.columns["line"] = self.frame["line"]
        for role, kind in ROLES[self.profile.kind].items():
            if role == "refs" and self.where.refs:
                self.columns[role] = self._refs()
            elif role == "status" and self.where.rules:
                self._states_by_rules()
            elif self.where.read(role):
                self._read(role, kind)
        currency = self._currency()
        sums = {role: self.columns[role] for role in self.totals.roles}
        typed = pl.DataFrame(self.columns).with_columns(currency.alias("currency"))
        typed = shape.completed(typed, self.profile, self._key(), self.reasons)
        return self._sorted_out(typed, sums, currency)

    def _read(self, role: str, kind: RoleType) -> None:
        """The role's cells through the grammar of its type, and why some are refused."""
        column = states.cells_of(self.frame, self.where, role)
        if role in REQUIRED[self.profile.kind] and kind != "status":
            self._note(column.fill_null(""), {"": Problem("missing_value")}, role)
        if kind == "money" and self.profile.minor:
            column = column + convert.SPACE + self._said_currency().fill_null("")
        values: dict[str, pl.Series] = {}
        for cells, typed in self._parts(column, role, kind):
            converted = self._converted(cells, role, kind, typed=typed)
            if converted.problems:
                self.decided.refused(role)
            self._note(cells.fill_null(""), converted.problems, role)
            for name, found in converted.values.items():
                values[name] = values[name].fill_null(found) if name in values else found
        if kind == "money" and "currency" in values:
            self.spelled.append(values["currency"])
        self.columns.update(shape.named(role, kind, column, values))

    def _parts(self, column: pl.Series, role: str, kind: RoleType) -> Iterator[tuple[pl.Series, bool]]:
        """The cells as one column; or in two, where some of them are numbers or dates of a workbook (True)."""
        typed = states.typed_rows(self.chunk, self.where, role) if kind in ("money", "stamp", "day", "days") else None
        if typed is None:
            yield column, False
        else:
            yield column.set(~typed, None), True
            yield column.set(typed, None), False

    def _converted(self, column: pl.Series, role: str, kind: RoleType, *, typed: bool) -> convert.Converted:
        profile = self.profile
        if kind == "money":
            if profile.minor:
                return convert.minor_amounts(column)
            return convert.amounts(column, "." if typed else self.decided.marks[role], rounded=profile.rounded)
        if kind in ("stamp", "day"):
            return convert.stamps(column, ("iso",) if typed else self.decided.dates[role], profile.zone)
        if kind == "days":
            return convert.days(column, ("iso",) if typed else self.decided.dates[role], profile.zone)
        if kind == "currency":
            return convert.currencies(column)
        if kind == "count":
            return convert.counts(column)
        if kind == "status":
            return states.by_word(column, profile)
        if kind == "flag":
            return convert.words(column, profile.paid, fold_word, "unknown_status")
        if kind == "direction":
            return convert.words(column, profile.directions, fold_word, "unknown_status")
        return convert.Converted({"value": _networks(column) if role == "network" else column})

    def _states_by_rules(self) -> None:
        raw, found, problems = states.by_rules(self.frame, self.where)
        self._note(raw, problems, "status")
        self.columns |= {"status": raw, "states": found}

    def _note(self, column: pl.Series, problems: dict[str, Problem], role: str) -> None:
        """Remember the first problem of each row, with the column it stands in."""
        if not problems:
            return
        title = self.where.title(role)
        for row in column.is_in(list(problems)).arg_true().to_list():
            problem = problems[column[row]]
            self.reasons.setdefault(row, Problem(problem.code, {**problem.facts, "column": title}))

    def _refs(self) -> pl.Series:
        """Click and sub ids of a row as a list, empty ones and the networks' `0` for empty left out."""
        cells = [each.of(self.frame).replace("0", None).alias(str(at)) for at, each in enumerate(self.where.refs)]
        return pl.DataFrame(cells).select(pl.concat_list(pl.all()).list.drop_nulls()).to_series()

    def _currency(self) -> pl.Series:
        """The row's currency: as said, else what its amounts spell, else the profile's; two are refused."""
        standing = pl.repeat(self.profile.currency, len(self.frame), dtype=pl.String, eager=True)
        sources = [self._said_currency(), *self.spelled, standing]
        currency = pl.select(pl.coalesce(sources)).to_series()
        headed = pl.repeat(self.where.currency, len(self.frame), dtype=pl.String, eager=True)
        for spelled in (headed, *self.spelled):
            clash = spelled.is_not_null() & currency.is_not_null() & (spelled != currency)
            for row in clash.arg_true().to_list():
                self.reasons.setdefault(row, Problem("two_currencies"))
        return currency

    def _said_currency(self) -> pl.Series:
        """The currency of the row's own column, else the header's; of minor units the profile's too."""
        said = convert.nothing(len(self.frame))
        if self.where.read("currency"):
            cells = states.cells_of(self.frame, self.where, "currency")
            said = convert.currencies(cells).values["value"]
        standing = self.where.currency or (self.profile.currency if self.profile.minor else None)
        return said.fill_null(standing) if standing else said

    def _key(self) -> pl.Series | None:
        """What identifies rows without transaction id, where the profile says: what its key columns say.

        A column that is a date or an amount of the row counts by its value: exports of another locale spell it anew.
        """
        if not self.where.key:
            return None
        valued = {
            self.where.roles[role].positions: self.columns[role].cast(pl.String)
            for role, kind in ROLES[self.profile.kind].items()
            if kind in ("money", "stamp", "day", "days") and role in self.where.roles
        }
        said = [valued.get(cells.positions, cells.of(self.frame)) for cells in self.where.key]
        parts = [part.fill_null("").alias(str(at)) for at, part in enumerate(said)]
        return pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator="\x1f")).to_series()

    def _sorted_out(self, typed: pl.DataFrame, sums: dict[str, pl.Series], currency: pl.Series) -> Batch:
        """Good records, rejects, lines of totals and lines that are no records, each to its place."""
        rejects = [reject for reject in self.chunk.rejects if not self.totals.torn(reject)]
        none_of_ours = self.columns["states"] if "states" in self.columns else pl.Series([], dtype=pl.String)
        ignored = set(states.ignored(none_of_ours).arg_true().to_list())
        not_records = set(ignored)
        for row in sorted(self.reasons.keys() - ignored):
            cells = self._figures(row, self.frame.row(row)[:-1])
            if self.totals.is_total(cells):
                self.totals.remember(int(self.frame["line"][row]), cells)
                not_records.add(row)
        if not REQUIRED[self.profile.kind]:
            not_records |= self._only_totals(ignored)
        refused = sorted(self.reasons.keys() - not_records)
        taken = self._without(not_records | set(refused))
        counted = self._without((not_records - ignored) | set(refused))
        self.totals.count(int(counted.sum()), {role: column.filter(counted) for role, column in sums.items()}, currency)
        lines = self.frame["line"]
        rejects += [Reject(int(lines[row]), self._told(row), self.reasons[row]) for row in refused]
        return Batch(typed.filter(taken), rejects, len(ignored))

    def _only_totals(self, ignored: set[int]) -> set[int]:
        """Lines of totals of a kind any line of which could be a record."""
        found = set()
        for row in self.totals.beginning(self.frame):
            *texts, line = self.frame.row(row)
            cells = self._figures(row, texts)
            if row not in ignored and row not in self.reasons and self.totals.only_total(cells):
                self.totals.remember(line, cells)
                found.add(row)
        return found

    def _figures(self, row: int, cells: Sequence[str]) -> list[str]:
        """The cells of a line as totals are read: numbers of a workbook with the decimal mark of their column."""
        if self.chunk.typed is None:
            return list(cells)
        typed = self.chunk.typed.row(row)
        roles = [role for role, mark in self.decided.marks.items() if mark == "," and role in self.where.roles]
        commas = {position for role in roles for position in self.where.roles[role].positions if typed[position]}
        return [cell.replace(".", ",") if at in commas else cell for at, cell in enumerate(cells)]

    def _told(self, row: int) -> str:
        """What a record says, where it is no line of the file that could be shown; else "", and the line is."""
        if self.chunk.sheet:  # the same line is in several sheets
            told = "\t".join(self.frame.row(row)[:-1])
            return f"{self.chunk.sheet}: {told}"[:RAW_LIMIT]
        if self.lines:
            return ""
        cells = zip(self.where.titles.names, self.frame.row(row), strict=False)
        return "; ".join(f"{title}={cell}" for title, cell in cells if cell)[:RAW_LIMIT]

    def _without(self, rows: Iterable[int]) -> pl.Series:
        mask = pl.repeat(True, len(self.frame), dtype=pl.Boolean, eager=True)
        left_out = sorted(rows)
        return mask.scatter(left_out, False) if left_out else mask


def _networks(column: pl.Series) -> pl.Series:
    """Networks by the short names our profiles know them by, as programs keep them."""
    return convert.replaced(column, {text: network_slug(text) for text in column.drop_nulls().unique()})
