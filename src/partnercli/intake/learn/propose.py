"""Which kind of export a file is, and which of its columns plays which role: by name, by content, by both.

A name counts where a profile of the kind calls the role so; content where it is of the role's type. Both agree: sure.
One alone: likely. A column whose content cannot be of the role's type is never proposed for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from partnercli.domain.records import ROLES, RecordKind, RoleType
from partnercli.errors import UsageError
from partnercli.intake.learn.known import Known, loose
from partnercli.intake.learn.look import Look
from partnercli.intake.learn.spell import place_of
from partnercli.intake.learn.told import Told
from partnercli.intake.titles import Titles, fold_word

Confidence = Literal["told", "sure", "likely"]
NEEDED: dict[RecordKind, tuple[tuple[str, ...], ...]] = {
    "rows": (("status",), ("commission",), ("event_at",)),
    "payouts": (("amount",), ("paid_on",)),
    "lines": (("payment_ref",), ("row_ref", "amount")),
    "receipts": (("booked_at",), ("amount", "credit", "debit")),
    "leads": (("name", "email", "phone", "click"),),
    "spend": (("spent_on",), ("amount",)),
}
"""What makes a line one of its kind: of each group a role must be there. Wider than records.REQUIRED, which is what a
row cannot be stored without."""
_CLOSE, _DOUBTFUL = 0.4, 1.5
"""Kinds whose columns speak for them almost alike are a question; a wider circle where the best one lacks something."""
_NOT_TAUGHT = "paid_flag"
"""Its words are a second language beside the status words: such a profile is finished by hand."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A value of the profile, how it was come by, and the reason as a comment of the YAML."""

    value: str
    how: Confidence
    why: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A role's column, how sure that is, and the titles of profiles that call it so; `also`: more columns of `refs`."""

    position: int
    how: Confidence
    like: tuple[str, ...] = ()
    also: tuple[int, ...] = ()

    @property
    def positions(self) -> tuple[int, ...]:
        return (self.position, *self.also)


@dataclass(frozen=True, slots=True)
class Rivals:
    """The columns a role could have, the best first; `likely`: the first one will do for who takes every proposal."""

    positions: tuple[int, ...]
    likely: bool


@dataclass(frozen=True, slots=True)
class Roles:
    """The columns of the roles of one kind; `open` are needed roles with the columns they could be."""

    placed: dict[str, Placed]
    open: dict[str, Rivals]


def kinds(looks: Sequence[Look], known: Known) -> list[RecordKind]:
    """The kinds this file can be, the likeliest first: those the evidence does not tell apart, at least one."""
    points = {kind: _points(kind, looks, known) for kind in NEEDED}
    ranked = sorted(points, key=lambda kind: points[kind], reverse=True)
    found = roles(ranked[0], looks, known, Told()).placed
    whole = all(any(role in found for role in group) for group in NEEDED[ranked[0]])
    return [kind for kind in ranked if points[kind] >= points[ranked[0]] - (_CLOSE if whole else _DOUBTFUL)]


def _points(kind: RecordKind, looks: Sequence[Look], known: Known) -> float:
    """How many columns speak for the kind, and two for having by name all it needs."""
    placed = _by_name(kind, looks, known, {})
    needed = [any(role in placed for role in group) for group in NEEDED[kind]]
    return sum(known.speaks(kind, look.name) for look in looks) + 2 * sum(needed) / len(needed)


def roles(kind: RecordKind, looks: Sequence[Look], known: Known, said: Told) -> Roles:
    """Who plays what. UsageError for a told role the kind does not have or a told column the file has not."""
    told = _told(kind, looks, said)
    placed = _by_name(kind, looks, known, told)
    placed = {role: one for role, one in placed.items() if not _unfit_together(role, placed, looks)}
    placed |= _by_content(kind, looks, known, placed)
    open_: dict[str, Rivals] = {}
    for group in NEEDED[kind]:
        have = [role for role in group if role in placed]
        if kind == "leads" or len(have) > 1 or any(role in said.columns for role in group):
            continue
        role = have[0] if have else group[0]
        rivals = _rivals(kind, role, looks, known, placed)
        if said.trusts and rivals.likely:
            placed[role] = placed.get(role) or Placed(rivals.positions[0], "likely")
        elif not have or len(rivals.positions) > 1:
            open_[role] = rivals
    return Roles({role: one for role, one in placed.items() if one.position >= 0}, open_)


def _told(kind: RecordKind, looks: Sequence[Look], said: Told) -> dict[str, Placed]:
    """What was said of roles; a role that has no column stands at -1."""
    titles = Titles([look.name for look in looks])
    found: dict[str, Placed] = {}
    for role, name in said.columns.items():
        allowed = [one for one in ROLES[kind] if one != _NOT_TAUGHT]
        if role not in allowed:
            raise UsageError("bad_choice", where="--column", text=role, known=", ".join(allowed))
        position = place_of(titles, name) if name else -1
        if position is None:
            known = ", ".join(look.name for look in looks)
            raise UsageError("bad_choice", where=f"--column {role}", text=name, known=known)
        found[role] = Placed(position, "told")
    return found


def _by_name(kind: RecordKind, looks: Sequence[Look], known: Known, told: dict[str, Placed]) -> dict[str, Placed]:
    """Each role's column by what profiles call it, where its content fits; the name most profiles use goes first.

    Of two columns of one name the name tells neither: what fits both is left open, what fits one goes by its content.
    """
    calls = [
        (role, look, titles)
        for look in looks
        for role, type_ in ROLES[kind].items()
        if (titles := known.called(kind, role, look.name)) and fits(role, type_, look, known) is not False
    ]
    placed, asked = dict(told), _taken(told)
    fitting = Counter((role, fold_word(look.name)) for role, look, _ in calls if look.position not in asked)
    alike = Counter(fold_word(look.name) for look in looks)
    for role, look, titles in sorted(calls, key=lambda call: (-len(call[2]), call[1].position)):
        name = fold_word(look.name)
        if look.position in _taken(placed) or (fitting[role, name] > 1 and role != "refs"):
            continue
        if role not in placed and alike[name] > 1:
            placed[role] = Placed(look.position, "likely")
        elif role not in placed:
            placed[role] = Placed(look.position, "sure" if look.filled else "likely", titles)
        elif role == "refs" and placed[role].how != "told":
            placed[role] = replace(placed[role], also=(*placed[role].also, look.position))
    return placed


def _taken(placed: dict[str, Placed]) -> set[int]:
    return {position for one in placed.values() for position in one.positions}


def _by_content(kind: RecordKind, looks: Sequence[Look], known: Known, placed: dict[str, Placed]) -> dict[str, Placed]:
    """Roles that one column of the whole file can play: those that are needed, a currency, an e-mail, a phone.

    A column whose name some profile uses for another role is left to a question.
    """
    found = _sides(looks, known, placed) if kind == "receipts" else {}
    have = {*placed, *found}
    lacking = [group[0] for group in NEEDED[kind] if not have.intersection(group) and kind != "leads"]
    for role in (*lacking, "currency", "email", "phone"):
        if role not in ROLES[kind] or role in placed:
            continue
        able = _able(kind, role, looks, known)
        if len(able) != 1 or able[0] in _taken({**placed, **found}):
            continue
        if not any(known.called(kind, other, looks[able[0]].name) for other in ROLES[kind]):
            found[role] = Placed(able[0], "likely")
    return found


def _sides(looks: Sequence[Look], known: Known, placed: dict[str, Placed]) -> dict[str, Placed]:
    """Credit and debit of a statement: two columns of amounts called by the words for money in and money out."""
    sides = {"in": "credit", "out": "debit"}
    taken = _taken(placed)
    called = [(known.direction(look.name), look) for look in looks if look.money and look.position not in taken]
    found = {sides[way]: Placed(look.position, "likely") for way, look in called if way and look.blank}
    return found if len(found) == 2 and not {"amount", "credit", "debit"} & placed.keys() else {}


def _able(kind: RecordKind, role: str, looks: Sequence[Look], known: Known) -> list[int]:
    """The columns whose content is of the role's type; amounts before whole numbers, words of states before others."""
    type_ = ROLES[kind][role]
    able = [look for look in looks if fits(role, type_, look, known) is True]
    if type_ == "status":
        worded = [look for look in able if any(known.meaning(kind, word) for word in look.words)]
        able = worded or [look for look in able if look.looks not in ("id", "currency")]
    if type_ == "money":
        able = [look for look in able if look.money and not look.money.whole] or able
    return [look.position for look in able]


def _rivals(kind: RecordKind, role: str, looks: Sequence[Look], known: Known, placed: dict[str, Placed]) -> Rivals:
    """Columns that could be this needed role and are no other's: by its name, a word of it, or content.

    Likely is the one that was placed for what it holds, or the only one there is.
    """
    chosen = placed.get(role)
    taken = _taken({other: one for other, one in placed.items() if other != role})
    others = [look for look in looks if look.position not in taken]
    free = [look for look in others if fits(role, ROLES[kind][role], look, known) is not False]
    named = [look.position for look in free if known.called(kind, role, look.name)]
    if chosen and chosen.how == "sure":
        return Rivals(tuple(sorted(named, key=lambda position: position != chosen.position)), likely=True)
    words = {name.split()[-1] for one, other, name in known.names if (one, other) == (kind, role) and name}
    able = _able(kind, role, free, known)
    near = [position for position in able if words & set(loose(looks[position].name).split())]
    first = [chosen.position] if chosen and looks[chosen.position].filled else []
    found = tuple(dict.fromkeys([*first, *named, *near, *able]))
    return Rivals(found, likely=bool(first) or len(found) == 1)


def fits(role: str, type_: RoleType, look: Look, known: Known | None = None) -> bool | None:
    """Whether the content is of the role's type; None where it says nothing, as in an empty column or any text."""
    if not look.filled:
        return None
    dated = look.dates is not None and not look.dates.counted
    if type_ == "money":
        return look.money is not None
    if type_ in ("stamp", "day", "days"):
        return True if dated else (None if look.dates else False)
    if type_ == "currency":
        return look.currency
    if type_ == "count":
        return look.money is not None and look.money.whole and not look.money.negative
    if type_ == "direction":
        return len(look.words) <= 3 and known is not None and all(known.direction(word) for word in look.words)
    if type_ == "flag":
        return False
    if type_ == "status":
        return look.few and not dated and not look.email and (look.money is None or look.money.whole)
    if role == "transaction_id":
        return look.unique and not dated
    if role in ("email", "phone"):
        return look.email if role == "email" else look.phone or None
    return False if dated else None


def _unfit_together(role: str, placed: dict[str, Placed], looks: Sequence[Look]) -> bool:
    """A proposal that another one makes wrong: amounts told apart by two columns or by their own sign need no third."""
    if placed[role].how == "told":
        return False
    if role == "amount" and {"credit", "debit"} <= placed.keys():
        return True
    if role != "direction":
        return False
    amount = placed.get("amount")
    money = looks[amount.position].money if amount else None
    return money is None or money.negative
