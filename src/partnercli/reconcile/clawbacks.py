"""Rows that were paid and declined afterwards, and which a network keeps back from a later payment without a word.

What counts is exact and the only answer: all rows of a cut-off, less whole rows that were paid before, come to the
payment. Money, days and places are those of `cohorts.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate

from partnercli.reconcile.cohort_facts import EVERYBODY, SMALL, Payment, Rows
from partnercli.reconcile.subsets import Doubt, only_subset


@dataclass(frozen=True, slots=True)
class Clawed:
    """The rows a payment pays, and those paid before that it lacks."""

    places: Sequence[int]
    lacking: Sequence[int]


class Clawbacks:
    """The rows of a pool that were paid, are declined by now, and were not taken out of a payment yet."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._since: dict[int, int] = {}
        """The first day on which a payment may lack the row."""
        for place, day in rows.paid.items():
            self.paid(place, day)

    def paid(self, place: int, day: int) -> None:
        """The row was paid on this day. One that is declined by now may be missing from payments after that."""
        if place in self._rows.ended:
            self._since[place] = max(day + 1, self._rows.ended[place], self._rows.days[place])

    def taken(self, places: Iterable[int]) -> None:
        """These were taken out of a payment."""
        for place in places:
            del self._since[place]

    def possible(self, payment: Payment, refused: Set[int]) -> list[int]:
        """Those this payment may lack."""
        owners = self._rows.owners
        return sorted(
            place for place, since in self._since.items()
            if since <= payment.day and payment.payer in (EVERYBODY, owners[place]) and place not in refused
        )  # fmt: skip


def clawed_back(rows: Rows, cohort: Sequence[int], money: int, possible: Sequence[int]) -> list[Clawed]:
    """The ways in which all rows of a cut-off, less some of the possible ones, come to the money; two mean several.
    [] where there are too many to try."""
    found: list[Clawed] = []
    for month, total in cutoffs(rows, cohort).items() if 0 < len(possible) <= SMALL else ():
        chosen = only_subset([rows.amounts[place] for place in possible], total - money)
        places = [place for place in cohort if rows.days[place] // 100 <= month]
        ways = 2 if isinstance(chosen, Doubt) else min(len(chosen), 1)
        found += [Clawed(places, tuple(possible[n] for n in chosen))] * ways
    return found


def cutoffs(rows: Rows, cohort: Iterable[int]) -> dict[int, int]:
    """What all rows of the cohort up to the end of a month (YYYYMM) come to, month by month."""
    sums: dict[int, int] = {}
    for place in cohort:
        month = rows.days[place] // 100
        sums[month] = sums.get(month, 0) + rows.amounts[place]
    months = sorted(sums)
    return dict(zip(months, accumulate(sums[month] for month in months), strict=True))
