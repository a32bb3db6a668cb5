"""What a pool is told and what it answers: payments, rows and shares, as whole numbers (`cohorts.py` says of what)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SMALL = 15
"""The most rows, or payments, among which one set that makes up a sum is looked for."""
EVERYBODY = 0
"""The payer that is a whole network; of a row: whoever is not paid by himself."""

UNTOLD = 0


@dataclass(slots=True)
class Payment:
    """`left` is its money no row has got yet. Not `due`: it was settled before, and what is left may help to pay a row.

    `doubtful`: several sets of rows make it up, so it pays none until everything that is open is paid.
    """

    payout: int
    payer: int
    day: int
    left: int
    due: bool = True
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Open rows of a pool in the order they are paid, column by column. `owners` are payers.

    The first `told` of them the network calls received. These and the others are each in the order of days. `ended` are
    those that are declined by now: the day from which on a payment does not pay them, `UNTOLD` where nobody says it.
    `paid` are those of them that were paid before, with the day of it: they are not open, but a later payment may lack
    them.
    """

    days: Sequence[int]
    amounts: Sequence[int]
    owners: Sequence[int]
    told: int
    ended: Mapping[int, int] = field(default_factory=dict)
    paid: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Share:
    """What a payment gave for the rows from place to place, on a day; `amount` None = all of each row. Of the tier
    `clawback` it is what it lacks of a row that was paid before, below zero."""

    payout: int
    day: int
    tier: str
    first: int
    last: int
    amount: int | None = None
