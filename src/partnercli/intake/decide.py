"""What a profile leaves open and a column as a whole proves: its decimal mark, and which of two date orders it has.

A large file is not read twice for that: its first stretch decides, and a later cell that does not fit makes the whole
file decide (`Reconsider`). Both ways give the same result; the first is only the faster one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import polars as pl

from partnercli.domain.money import decide_decimal
from partnercli.domain.problem import Refused
from partnercli.domain.records import ROLES
from partnercli.domain.stamps import decide_formats, have_rivals
from partnercli.errors import InputRejected
from partnercli.intake import convert
from partnercli.intake.places import Places
from partnercli.intake.profile import EACH, Profile
from partnercli.intake.source import TextChunk
from partnercli.intake.states import cells_of, typed_rows

_T = TypeVar("_T")


class Reconsider(Exception):
    """A cell does not fit what a part of the file decided: the whole of it must."""


@dataclass(slots=True)
class Decided:
    """By role: the decimal mark of each money column (None = nothing needs one), the formats of each date column.

    `open` are the roles whose column decides; `final` says that it has decided as a whole.
    """

    marks: dict[str, str | None]
    dates: dict[str, tuple[str, ...]]
    open: frozenset[str]
    final: bool
    _said: dict[str, dict[str, None]] = field(default_factory=dict)

    def watch(self, chunk: TextChunk, where: Places, file: str) -> None:
        """Hear a later stretch: an open column without a mark so far may still contradict itself.

        Raises InputRejected as `decide`.
        """
        for role in self.open:
            if not self.final and role in self.marks and self.marks[role] is None:
                said = self._said.setdefault(role, {})
                said.update(_telling(chunk, where, role))
                _of_column(decide_decimal, said, where=where, role=role, file=file)

    def refused(self, role: str) -> None:
        """A cell of this role was refused. Raises Reconsider where the whole column might read it."""
        if role in self.open and not self.final:
            raise Reconsider


def decide(chunks: Iterable[TextChunk], profile: Profile, where: Places, file: str, *, final: bool) -> Decided:
    """Settle what is open by these stretches of the file; `final` says that they are all of it.

    Raises InputRejected naming the column: ambiguous_amount, mixed_decimal_marks, mixed_date_formats.
    """
    roles = {role: kind for role, kind in ROLES[profile.kind].items() if where.read(role)}
    money = [role for role, kind in roles.items() if kind == "money"]
    dated = [role for role, kind in roles.items() if kind in ("stamp", "day", "days")]
    open_money = money if profile.decimal is None and not profile.minor else []
    open_dates = dated if have_rivals(profile.dates) else []
    marks: dict[str, str | None] = dict.fromkeys(money, None if profile.decimal == EACH else profile.decimal)
    decided = Decided(marks, dict.fromkeys(dated, profile.dates), frozenset(open_money + open_dates), final)
    said: dict[str, dict[str, None]] = {role: {} for role in open_money}
    # The days that disproved a format: a later stretch may contradict them.
    proofs: dict[str, list[str]] = {role: [] for role in open_dates}
    for chunk in chunks if decided.open else ():
        for role in open_money:
            said[role].update(_telling(chunk, where, role))
        for role in open_dates:
            days = [*proofs[role], *_texts(chunk, where, role).unique()]
            kept = _of_column(decide_formats, days, profile.dates, where=where, role=role, file=file)
            if kept != decided.dates[role]:
                decided.dates[role], proofs[role] = kept, days
    for role, texts in said.items():
        decided.marks[role] = _of_column(decide_decimal, texts, where=where, role=role, file=file)
    decided._said = said
    return decided


def _telling(chunk: TextChunk, where: Places, role: str) -> dict[str, None]:
    return dict.fromkeys(convert.telling(_texts(chunk, where, role)))


def _texts(chunk: TextChunk, where: Places, role: str) -> pl.Series:
    """The role's cells that need the proof: numbers and dates of a workbook are what they are."""
    texts = cells_of(chunk.frame, where, role)
    typed = typed_rows(chunk, where, role)
    return (texts if typed is None else texts.filter(~typed)).drop_nulls()


def _of_column(
    settle: Callable[..., _T], texts: Iterable[str], *known: object, where: Places, role: str, file: str
) -> _T:
    """What the texts of a column prove; a refusal names the column."""
    try:
        return settle(texts, *known)
    except Refused as refused:
        facts = {**refused.problem.facts, "column": where.title(role)}
        raise InputRejected(refused.problem.code, where=file, **facts) from refused
