"""What state a row is in: by its status word, or by rules over several columns."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from partnercli.domain.problem import Problem
from partnercli.domain.records import IGNORE, ROLES
from partnercli.intake import convert
from partnercli.intake.places import Cells, PlacedRule, Places, holds
from partnercli.intake.profile import Profile
from partnercli.intake.source import TextChunk
from partnercli.intake.titles import fold_word

ANY_WORD = "*"
_MONEY = {role for roles in ROLES.values() for role, kind in roles.items() if kind == "money"}

_ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"


def by_word(column: pl.Series, profile: Profile) -> convert.Converted:
    """`value`: the states of each word, `validated awaiting`; an unknown word is a problem unless `*` takes it."""
    meaning = {word: " ".join(states).strip() for word, states in profile.statuses.items()}
    rest = meaning.pop(ANY_WORD, None)
    read = convert.words(column, meaning, fold_word, "unknown_status")
    if rest is None:
        return read
    return convert.Converted({"value": read.values["value"].fill_null(rest)}, {})


def by_rules(frame: pl.DataFrame, where: Places) -> tuple[pl.Series, pl.Series, dict[str, Problem]]:
    """The raw words (`Voided=1; Locked=1`), the states, and the problems by raw words where no rule fits."""
    states = convert.nothing(len(frame))
    for rule, mine in zip(where.rules, _masks(frame, where), strict=True):
        states = states.set(mine, rule.states)
    raw = _raw(frame, where)
    unknown = raw.filter(states.is_null()).unique().to_list()
    known = ", ".join(dict.fromkeys(_spelled(rule, where) for rule in where.rules))
    return raw, states, {text: Problem("unknown_status", {"text": text, "known": known}) for text in unknown}


def cells_of(frame: pl.DataFrame, where: Places, role: str) -> pl.Series:
    """The role's cells; a row whose rule says it reads another column has them from there."""
    return _picked(frame, where, role, lambda cells: cells.of(frame), pl.String)


def typed_rows(chunk: TextChunk, where: Places, role: str) -> pl.Series | None:
    """The rows which have this role, money or a date, from a cell that is a number or a date in the workbook.

    None where there are none. Their money has a decimal point and their dates are ISO, whatever the profile says. A
    number in a column of dates (20261012) is for the profile to explain.
    """
    if chunk.typed is None:
        return None
    frame, flags = chunk.frame, chunk.typed
    typed = _picked(frame, where, role, lambda cells: _typed(cells, frame, flags), pl.Boolean).fill_null(False)
    if role not in _MONEY:
        typed &= cells_of(frame, where, role).str.contains(_ISO_DAY).fill_null(False)
    return typed if typed.any() else None


def _typed(cells: Cells, frame: pl.DataFrame, flags: pl.DataFrame) -> pl.Series:
    """Whether the first filled cell is typed; of joined ones any, as what stands beside it is a currency or a time."""
    if not cells.positions:
        return convert.nothing(len(frame), pl.Boolean)
    filled = [
        flags[f"c{at}"].set(convert.texts(frame[f"c{at}"], cells.empty).is_null(), None).alias(str(place))
        for place, at in enumerate(cells.positions)
    ]
    said = pl.any_horizontal(pl.all()) if cells.joined else pl.coalesce(pl.all())
    return pl.DataFrame(filled).select(said).to_series()


def _picked(
    frame: pl.DataFrame, where: Places, role: str, pick: Callable[[Cells], pl.Series], kind: convert.PolarsType
) -> pl.Series:
    """What `pick` makes of the role's own columns, and in the rows of a rule that reads others of those."""
    picked = pick(where.roles[role]) if role in where.roles else convert.nothing(len(frame), kind)
    if any(role in rule.instead for rule in where.rules):
        for rule, mine in zip(where.rules, _masks(frame, where), strict=True):
            if role in rule.instead:
                picked = pl.select(pl.when(mine).then(pick(rule.instead[role])).otherwise(picked)).to_series()
    return picked


def ignored(states: pl.Series) -> pl.Series:
    """Which rows are no records of ours."""
    return states.str.starts_with(IGNORE).fill_null(False)


def _masks(frame: pl.DataFrame, where: Places) -> list[pl.Series]:
    """For each rule the rows it speaks of: those whose cells are as it says and that no rule before it took."""
    free = pl.repeat(True, len(frame), dtype=pl.Boolean, eager=True)
    masks = []
    for rule in where.rules:
        mine = free
        for condition in rule.when:
            mine &= holds(condition, _folded(convert.texts(frame[f"c{condition.position}"], where.empty)))
        masks.append(mine)
        free &= ~mine
    return masks


def _spelled(rule: PlacedRule, where: Places) -> str:
    """What a rule looks for, for whoever meets a row that none of them knows."""
    return "; ".join(f"{where.titles.names[c.position]}={'/'.join(sorted(c.words))}" for c in rule.when)


def _folded(cells: pl.Series) -> pl.Series:
    return convert.replaced(cells, {word: fold_word(word) for word in cells.drop_nulls().unique().to_list()})


def _raw(frame: pl.DataFrame, where: Places) -> pl.Series:
    """What the rules look at, as the file has it: `Voided=1; Locked=1`; of one column the word alone.

    Not what only tells lines that are no records, and no amounts, which are roles of their own.
    """
    conditions = [c for rule in where.rules if not rule.states.startswith(IGNORE) for c in rule.when]
    money = {at for role in _MONEY if role in where.roles for at in where.roles[role].positions}
    positions = [at for at in dict.fromkeys(c.position for c in conditions) if at not in money]
    if not positions:
        return pl.Series([""] * len(frame), dtype=pl.String)
    if len(positions) == 1:
        return convert.texts(frame[f"c{positions[0]}"], where.empty).fill_null("")
    cells = [convert.texts(frame[f"c{at}"], where.empty).alias(str(at)) for at in positions]
    said = [pl.lit(where.titles.names[at] + "=") + column for at, column in zip(positions, cells, strict=True)]
    return frame.select(pl.concat_str(said, separator="; ", ignore_nulls=True)).to_series()
