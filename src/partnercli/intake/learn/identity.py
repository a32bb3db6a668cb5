"""What tells the rows of an export apart: without it, a row whose status changes comes in as another row.

Only rows are looked at: they are read again and again while their state moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from partnercli.domain.records import ROLES
from partnercli.intake.learn.known import Known, loose
from partnercli.intake.learn.look import Look
from partnercli.intake.learn.propose import Placed, Rivals, Roles

ROLE = "transaction_id"


def identified(found: Roles, looks: Sequence[Look], known: Known) -> tuple[Roles, int | None]:
    """The roles with a transaction id or the question for one, and the column of `key` where the order id must do.

    Of columns that are filled and different in every row one alone is likely to be the id. A unique order id comes
    next; where neither is there, or several ids are, it is asked.
    """
    mine = found.placed.get(ROLE)
    if mine and (mine.how == "told" or looks[mine.position].filled or not looks[mine.position].rows):
        return found, None
    ids = _candidates(found, looks, known)
    telling = tuple(look.position for look in ids if look.money is None or _called_id(look, known))
    if len(telling) == 1:
        return replace(found, placed={**found.placed, ROLE: Placed(telling[0], "likely")}), None
    placed = {role: one for role, one in found.placed.items() if role != ROLE}
    order = found.placed.get("order_id")
    if order and looks[order.position].unique:
        return replace(found, placed=placed), order.position
    rivals = Rivals(tuple(dict.fromkeys([*telling, *(look.position for look in ids)])), likely=not telling)
    return replace(found, placed=placed, open={**found.open, ROLE: rivals}), None


def order_key(found: Roles, looks: Sequence[Look]) -> int | None:
    """The column of `key` where somebody said that no column is the transaction id: a unique order id."""
    order = found.placed.get("order_id")
    return order.position if order and looks[order.position].unique else None


def _candidates(found: Roles, looks: Sequence[Look], known: Known) -> list[Look]:
    """The columns that could be an id: no other role's, no other role's by name, and no mere count of lines."""
    taken = {position for role, one in found.placed.items() if role != ROLE for position in one.positions}
    others = [role for role in ROLES["rows"] if role != ROLE]
    return [
        look
        for look in looks
        if look.looks == "id"
        and look.position not in taken
        and not any(known.called("rows", role, look.name) for role in others)
        and look.words != tuple(str(number) for number in range(1, len(look.words) + 1))
    ]


def _called_id(look: Look, known: Known) -> bool:
    """Whether a word of the column's name ends a name of an id in some profile: whole numbers may be sums as well."""
    ends = {name.split()[-1] for kind, role, name in known.names if (kind, role) == ("rows", ROLE) and name}
    return bool(ends & set(loose(look.name).split()))
