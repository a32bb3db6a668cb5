"""Text columns and a profile in, typed records and rejects out. One bad row never hides or changes the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from partnercli.domain.money import decide_decimal
from partnercli.domain.problem import Problem, Refused, Reject
from partnercli.domain.records import REQUIRED, ROLES, RoleType
from partnercli.errors import InputRejected
from partnercli.intake import convert
from partnercli.intake.profile import Profile, find, fold_word, network_slug
from partnercli.intake.source import TextChunk


@dataclass(frozen=True, slots=True)
class Batch:
    """`records`: one column a role (stamps as `event_at` and `event_on`), plus `line` and `content`; typed, exact.

    `rejects`: the rows that did not make it, each whole, with its line and reason.
    """

    records: pl.DataFrame
    rejects: list[Reject]


@dataclass(frozen=True, slots=True)
class Places:
    """Where each role stands in this file: role -> column positions, and the currency a header spells."""

    columns: dict[str, tuple[int, ...]]
    header: tuple[str, ...]
    currency: str | None

    def title(self, role: str) -> str:
        """The header's own name for the role."""
        return self.header[self.columns[role][0]]


def places(profile: Profile, header: Sequence[str], file: str) -> Places:
    """Match the profile's column names to the header; the first present name of a role wins, `refs` takes all.

    InputRejected where a column that is read stands twice, or the headers spell two currencies.
    """
    columns: dict[str, tuple[int, ...]] = {}
    currencies: set[str] = set()
    titles = [fold_word(title) for title in header]
    for role, names in profile.columns.items():
        found = [place for name in names if (place := find(name, header)) is not None]
        if not found:
            continue
        columns[role] = tuple(position for position, _ in found) if role == "refs" else (found[0][0],)
        for position in columns[role]:
            if titles.count(titles[position]) > 1:
                raise InputRejected("column_twice", where=file, column=header[position])
        currencies |= {found[0][1]} - {None}  # type: ignore[arg-type]
    if len(currencies) > 1:
        raise InputRejected("two_currencies", where=file)
    return Places(columns, tuple(header), next(iter(currencies), None))


def normalise(chunks: Iterable[TextChunk], profile: Profile, header: Sequence[str], file: str) -> Iterator[Batch]:
    """Batches of typed records. Where the profile leaves the decimal mark open, all chunks are seen before the first.

    InputRejected when a required column is absent or a money column contradicts itself.
    """
    where = places(profile, header, file)
    for role in REQUIRED[profile.kind]:
        if role not in where.columns:
            raise InputRejected("column_absent", where=file, column=" | ".join(profile.columns[role]))
    if profile.decimal is None:
        chunks = list(chunks)
    marks = _marks(chunks, profile, where, file)
    for chunk in _let_go(chunks) if isinstance(chunks, list) else chunks:
        yield _batch(chunk, profile, where, marks)


def _let_go(chunks: list[TextChunk]) -> Iterator[TextChunk]:
    """Each chunk in turn, out of the list as soon as it is taken: memory holds a large file's text or its records."""
    chunks.reverse()
    while chunks:
        yield chunks.pop()


def _marks(chunks: Iterable[TextChunk], profile: Profile, where: Places, file: str) -> dict[str, str | None]:
    """The decimal mark of each money column: the profile's, else what the column as a whole proves."""
    money = [role for role, kind in ROLES[profile.kind].items() if kind == "money" and role in where.columns]
    if profile.decimal is not None:
        return dict.fromkeys(money, profile.decimal)
    marks: dict[str, str | None] = {}
    for role in money:
        position = where.columns[role][0]
        values = (text for chunk in chunks for text in convert.telling(chunk.frame[f"c{position}"]) if text.strip())
        try:
            marks[role] = decide_decimal(values)
        except Refused as refused:
            facts = {**refused.problem.facts, "column": where.title(role)}
            raise InputRejected(refused.problem.code, where=file, **facts) from refused
    return marks


def _batch(chunk: TextChunk, profile: Profile, where: Places, marks: dict[str, str | None]) -> Batch:
    frame = _without_footer(chunk.frame, profile)
    columns: dict[str, pl.Series] = {"line": frame["line"]}
    spelled: list[pl.Series] = []
    reasons: dict[int, Problem] = {}
    for role, kind in ROLES[profile.kind].items():
        if role not in where.columns:
            continue
        if kind == "refs":
            columns[role] = _refs(frame, where.columns[role])
            continue
        column = convert.texts(frame[f"c{where.columns[role][0]}"])
        converted = _converted(column, role, kind, profile, marks)
        problems = dict(converted.problems)
        if role in REQUIRED[profile.kind] and kind != "status":
            problems[""] = Problem("missing_value")
        _note(reasons, column.fill_null(""), problems, where.title(role))
        if kind == "money":
            spelled.append(converted.values["currency"])
        columns.update(_named(role, kind, column, converted.values))
    typed = pl.DataFrame(columns)
    currency = _currency(typed, spelled, where, profile)
    clash = [c.is_not_null() & currency.is_not_null() & (c != currency) for c in spelled]
    for wrong in clash:
        for row in wrong.arg_true().to_list():
            reasons.setdefault(row, Problem("two_currencies"))
    typed = _completed(typed.with_columns(currency.alias("currency")), profile)
    good = pl.Series([row not in reasons for row in range(len(typed))], dtype=pl.Boolean) if reasons else True
    return Batch(typed.filter(good), [*chunk.rejects, *_rejects(frame, reasons)])


def _converted(
    column: pl.Series, role: str, kind: RoleType, profile: Profile, marks: dict[str, str | None]
) -> convert.Converted:
    """The role's cells through the grammar of its type."""
    if kind == "money":
        return convert.amounts(column, marks[role])
    if kind in ("stamp", "day"):
        return convert.stamps(column, profile.dates, profile.zone)
    if kind == "currency":
        return convert.currencies(column)
    if kind == "status":
        meaning = {word: " ".join(states).strip() for word, states in profile.statuses.items()}
        return convert.words(column, meaning, fold_word, "unknown_status")
    if kind == "flag":
        return convert.words(column, profile.paid, fold_word, "unknown_status")
    return convert.Converted({"value": _networks(column) if role == "network" else column})


def _networks(column: pl.Series) -> pl.Series:
    """Networks by the short names our profiles know them by, as programs keep them."""
    return column.replace_strict({text: network_slug(text) for text in column.drop_nulls().unique()}, default=None)


def _named(role: str, kind: RoleType, column: pl.Series, values: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """The converted columns under the names the store knows them by."""
    if kind == "stamp":
        return {role: values["at"], role.removesuffix("_at") + "_on": values["on"]}
    if kind == "status":
        return {role: column.fill_null(""), "states": values["value"]}
    return {role: values["on"] if kind == "day" else values["value"]}


def _note(reasons: dict[int, Problem], column: pl.Series, problems: dict[str, Problem], title: str) -> None:
    """Remember the first problem of each row, with the column it stands in."""
    if not problems:
        return
    for row in column.is_in(list(problems)).arg_true().to_list():
        problem = problems[column[row]]
        reasons.setdefault(row, Problem(problem.code, {**problem.facts, "column": title}))


def _currency(typed: pl.DataFrame, spelled: list[pl.Series], where: Places, profile: Profile) -> pl.Series:
    """The row's currency: its column, else the header's, else what its amounts spell, else the profile's."""
    sources = [typed["currency"]] if "currency" in typed.columns else []
    if where.currency:
        sources.append(pl.Series([where.currency]).new_from_index(0, len(typed)))
    sources += spelled
    if profile.currency:
        sources.append(pl.Series([profile.currency]).new_from_index(0, len(typed)))
    empty = pl.Series([None] * len(typed), dtype=pl.String)
    return pl.select(pl.coalesce(sources or [empty])).to_series()


def _completed(typed: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Every column of the kind present, absent ones as nulls; network rows with their two states."""
    shape = _shape(profile)
    absent = [pl.lit(None, dtype=kind).alias(name) for name, kind in shape.items() if name not in typed.columns]
    typed = typed.with_columns(absent)
    if profile.kind == "rows":
        states = pl.col("states").str.split_exact(" ", 1).struct
        flag = pl.col("paid_flag")
        said = pl.when(flag.is_not_null() & (flag != "unknown")).then(flag).otherwise(states.field("field_1"))
        typed = typed.with_columns(
            validation=states.field("field_0"),
            correction=pl.col("commission") < 0,
        ).with_columns(payment=pl.when(pl.col("validation") == "validated").then(said).otherwise(pl.lit("unknown")))
    return typed.with_columns(content=_content(shape))


def _content(shape: dict[str, pl.DataType]) -> pl.Expr:
    """The identity of a row that has no id: everything it says. Null where it has one."""
    said = [
        (pl.col(name).list.join("\x1e") if kind == pl.List(pl.String) else pl.col(name).cast(pl.String)).fill_null("")
        for name, kind in shape.items()
    ]
    return pl.when(pl.col("transaction_id").is_null()).then(pl.concat_str(said, separator="\x1f"))


def _shape(profile: Profile) -> dict[str, pl.DataType]:
    """Column names and types of the kind's records."""
    shape: dict[str, pl.DataType] = {}
    for role, kind in ROLES[profile.kind].items():
        shape[role] = _TYPES[kind]
        if kind == "stamp":
            shape[role.removesuffix("_at") + "_on"] = pl.Date()
        if kind == "status":
            shape["states"] = pl.String()
    return shape


_TYPES: dict[RoleType, pl.DataType] = {
    "text": pl.String(),
    "refs": pl.List(pl.String),
    "money": convert.MONEY,
    "stamp": pl.Datetime("us"),
    "day": pl.Date(),
    "status": pl.String(),
    "flag": pl.String(),
    "currency": pl.String(),
}


def _refs(frame: pl.DataFrame, positions: Sequence[int]) -> pl.Series:
    """Click and sub ids of a row as a list, empty ones and the networks' `0` for empty left out."""
    names = [f"c{position}" for position in positions]
    cleaned = frame.select(convert.texts(frame[name]).replace("0", None).alias(name) for name in names)
    return cleaned.select(pl.concat_list(names).list.drop_nulls().alias("refs"))["refs"]


def _without_footer(frame: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Rows that are totals are not rows: their first cell is one of the profile's footer words."""
    if not profile.footer:
        return frame
    first = frame["c0"].str.strip_chars(" \t\u00a0:").str.to_lowercase().str.replace_all("ё", "е")
    return frame.filter(~first.is_in(list(profile.footer)))


def _rejects(frame: pl.DataFrame, reasons: dict[int, Problem]) -> list[Reject]:
    """The refused rows with their line; their text is the file's, not what the columns made of it."""
    rows = sorted(reasons)
    return [Reject(line, "", reasons[row]) for row, line in zip(rows, frame["line"][rows].to_list(), strict=True)]
