"""What a profile leaves open and a column as a whole proves: its decimal mark, and which of two date orders it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from partnercli.domain.money import decide_decimal
from partnercli.domain.problem import Refused
from partnercli.domain.records import ROLES
from partnercli.domain.stamps import decide_formats, have_rivals
from partnercli.errors import InputRejected
from partnercli.intake import convert
from partnercli.intake.places import Places
from partnercli.intake.profile import Profile
from partnercli.intake.source import TextTable
from partnercli.intake.states import cells_of

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Decided:
    """By role: the decimal mark of each money column (None = its texts need none), the formats of each date column."""

    marks: dict[str, str | None]
    dates: dict[str, tuple[str, ...]]


def decide(table: TextTable, profile: Profile, where: Places, file: str) -> Decided:
    """Settle what is open; the file is read once more only when something is.

    Raises InputRejected naming the column: ambiguous_amount, mixed_decimal_marks, mixed_date_formats.
    """
    roles = {role: kind for role, kind in ROLES[profile.kind].items() if where.read(role)}
    money = [role for role, kind in roles.items() if kind == "money"]
    dated = [role for role, kind in roles.items() if kind in ("stamp", "day", "days")]
    open_money = money if profile.decimal is None and not profile.minor else []
    open_dates = dated if have_rivals(profile.dates) else []
    said: dict[str, dict[str, None]] = {role: {} for role in open_money}
    dates = dict.fromkeys(dated, profile.dates)
    for chunk in table.chunks() if open_money or open_dates else ():
        for role in open_money:
            said[role].update(dict.fromkeys(convert.telling(cells_of(chunk.frame, where, role).drop_nulls())))
        for role in open_dates:
            days = cells_of(chunk.frame, where, role).drop_nulls().unique().to_list()
            dates[role] = _of_column(decide_formats, days, dates[role], where=where, role=role, file=file)
    marks: dict[str, str | None] = dict.fromkeys(money, profile.decimal)
    for role, texts in said.items():
        marks[role] = _of_column(decide_decimal, texts, where=where, role=role, file=file)
    return Decided(marks, dates)


def _of_column(
    settle: Callable[..., _T], texts: Iterable[str], *known: object, where: Places, role: str, file: str
) -> _T:
    """What the texts of a column prove; a refusal names the column."""
    try:
        return settle(texts, *known)
    except Refused as refused:
        facts = {**refused.problem.facts, "column": where.title(role)}
        raise InputRejected(refused.problem.code, where=file, **facts) from refused
