"""Which rows a payment pays where nothing says so: the arithmetic of cohorts, without a store.

A pool holds the payments and rows that may meet. Its payments come one by one in the order of days. A payment of one
program looks at the open rows of that program that were validated by its day, a payment of the whole network at those
of all its programs; first as they stand, then without the programs that are paid by themselves, then with the rows that
were declined nobody says when. It pays, whichever comes first: everything up to the last point at which the sum is
exact; the only set of a few rows that makes it up; all rows of a cut-off where what is missing are rows that were paid
before and are declined by now (`clawbacks.py`), or no more than a fee; else the oldest rows as far as the money goes.
Where such rows explain a payment as well as something else does, nothing is certain, and it pays none.

Money is whole ten-thousandths, which is exact; days are numbers, YYYYMMDD; a row is known by its place in the order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import accumulate

from partnercli.reconcile.clawbacks import Clawbacks, clawed_back, cutoffs
from partnercli.reconcile.cohort_facts import EVERYBODY, SMALL, UNTOLD, Payment, Rows, Share
from partnercli.reconcile.subsets import Doubt, only_subset


@dataclass(frozen=True, slots=True)
class _Found:
    places: Sequence[int]
    tier: str
    helped: Sequence[Payment]
    lacking: Sequence[int] = ()
    """Rows paid before that are taken out of it."""


@dataclass(slots=True)
class _Queue:
    """The rows of one payer, in parts that are each in the order of days; those at the head are paid. The last part is
    that of the rows that ended."""

    parts: Sequence[Sequence[int]]
    days: Sequence[Sequence[int]]
    heads: list[int] = field(default_factory=lambda: [0, 0, 0])


class Pool:
    """Open rows and what payments make of them.

    `refused`: by payment, the rows a person said it does not pay. `fee_limit`: up to how many percent of its rows a
    payment may lack for that to be taken for a fee.
    """

    def __init__(self, rows: Rows, refused: Mapping[int, Set[int]], fee_limit: int) -> None:
        self._rows, self._refused, self._fee_limit = rows, refused, fee_limit
        self._open = bytearray(place not in rows.paid for place in range(len(rows.amounts)))
        self._clawbacks = Clawbacks(rows)
        self._queues: dict[int, _Queue] = {}
        self._purses: dict[int, list[Payment]] = {}
        self.doubted: list[int] = []
        """Payments of which several sets of rows were found."""

    def settle(self, payments: Iterable[Payment]) -> Iterator[Share]:
        """The shares of each payment that is due, in the order of the payments."""
        for payment in payments:
            purse = self._purses.setdefault(payment.payer, [])
            if payment.due:
                purse[:] = [piece for piece in purse if piece.left > 0 and self._waits(payment.payer, piece.day)]
                yield from self._pay(payment, purse)
            purse.append(payment)

    def _pay(self, payment: Payment, purse: Sequence[Payment]) -> Iterator[Share]:
        """`purse`: what is left of earlier payments of this payer; it counts while a row waits since then."""
        cohorts = self._cohorts(payment)
        helping = [
            piece for piece in purse
            if piece.payout not in self._refused or all(map(self._refused[piece.payout].isdisjoint, cohorts))
        ]  # fmt: skip
        found = self._find(payment, helping, cohorts)
        if found is not None:
            yield from self._shares(payment, found)
            for place in found.places:
                self._open[place] = 0
                self._clawbacks.paid(place, payment.day)
            self._clawbacks.taken(found.lacking)

    def _find(self, payment: Payment, helping: Sequence[Payment], cohorts: Sequence[Sequence[int]]) -> _Found | None:
        certain = [piece for piece in helping if not piece.doubtful]
        money = payment.left + sum(piece.left for piece in certain)
        everything = payment.left + sum(piece.left for piece in helping)
        lacking = self._clawbacks.possible(payment, self._refused.get(payment.payout, frozenset()))
        sums = [list(accumulate(map(self._rows.amounts.__getitem__, cohort))) for cohort in cohorts]
        for cohort, running in zip(cohorts, sums, strict=True):
            if running and running[-1] == everything:
                return _Found(cohort, "cohort", helping)
            if running and lacking and len(certain) < len(helping) and running[-1] - self._sum(lacking) == everything:
                return _Found(cohort, "cohort", helping, lacking)
            if money in running:
                uneven = lacking and money not in cutoffs(self._rows, cohort).values()
                if uneven and clawed_back(self._rows, cohort, money, lacking):
                    return self._none_of(payment)
                return _Found(cohort[: len(running) - running[::-1].index(money)], "cohort", certain)
        for cohort in cohorts:
            chosen, clawed = self._set_of(cohort, payment.left), clawed_back(self._rows, cohort, money, lacking)
            if isinstance(chosen, Doubt) or len(clawed) + bool(chosen) > 1:
                return self._none_of(payment)
            if clawed:
                return _Found(clawed[0].places, "cohort", certain, clawed[0].lacking)
            if chosen:
                return _Found(chosen, "subset", ())
        for cohort in cohorts:
            if places := self._less_a_fee(cohort, money, payment.left):
                return _Found(places, "fee", certain)
        reach = next((n for n in range(len(sums[0]), 0, -1) if 0 < sums[0][n - 1] <= money), 0)
        return _Found(cohorts[0][:reach], "cohort", certain) if reach else None

    def _none_of(self, payment: Payment) -> _Found | None:
        """Several answers fit: it pays nothing for now."""
        self.doubted.append(payment.payout)
        payment.doubtful = True
        return None

    def _sum(self, places: Iterable[int]) -> int:
        return sum(map(self._rows.amounts.__getitem__, places))

    def _set_of(self, cohort: Sequence[int], money: int) -> tuple[int, ...]:
        """The only rows of a small cohort that make up the money; () or `Doubt` as `only_subset` has it."""
        if len(cohort) > 2 * SMALL:  # a few rows of 0 are left out of the count
            return ()
        amounts = self._rows.amounts
        places = [place for place in cohort if amounts[place]]
        if not 2 <= len(places) <= SMALL:
            return ()
        found = only_subset([amounts[place] for place in places], money)
        return found if isinstance(found, Doubt) else tuple(places[n] for n in found)

    def _less_a_fee(self, cohort: Sequence[int], money: int, own: int) -> Sequence[int]:
        """All rows validated by the payment's day, or by the end of a month before it, if the money is less than they
        come to by a fee: less than the smallest of them, and no more than `fee_limit` percent of what `own`, the
        payment's part of the money, pays with it."""
        days, amounts = self._rows.days, self._rows.amounts
        smallest: dict[int, int] = {}
        for place in cohort:
            month, amount = days[place] // 100, amounts[place]
            if amount > 0:
                smallest[month] = min(amount, smallest.get(month, amount))
        least = None
        for month, total in cutoffs(self._rows, cohort).items():
            least = min((amount for amount in (least, smallest.get(month)) if amount is not None), default=None)
            missing = total - money
            if least is not None and 0 < missing < least and missing * 100 <= (own + missing) * self._fee_limit:
                return [place for place in cohort if days[place] // 100 <= month]
        return ()

    def _shares(self, payment: Payment, found: _Found) -> Iterator[Share]:
        """Money and rows side by side: what is left of earlier payments first, the payment all the rest. Corrections
        are its own, so that it reaches further."""
        amounts, day, tier = self._rows.amounts, payment.day, found.tier
        pieces, places = iter(found.helped), iter(found.places)
        piece = next(pieces, None)
        rest: list[int] = []
        while piece is not None and (row := next(places, None)) is not None:
            owed = amounts[row]
            if owed <= 0:
                rest.append(row)
                continue
            while owed and piece is not None:
                given = min(owed, piece.left)
                yield Share(piece.payout, day, tier, row, row, given)
                piece.left, owed = piece.left - given, owed - given
                if not piece.left:
                    piece = next(pieces, None)
            if owed:
                yield Share(payment.payout, day, tier, row, row, owed)
                payment.left -= owed
        rest.extend(places)
        payment.left -= self._sum(rest)
        for first, last in _runs(rest):
            yield Share(payment.payout, day, tier, first, last)
        for place in found.lacking:
            yield Share(payment.payout, day, "clawback", place, place, -amounts[place])

    def _cohorts(self, payment: Payment) -> list[list[int]]:
        """The open rows the payment may pay, each list by place, the likeliest first: see the head of the module."""
        queue, refused = self._queue(payment.payer), self._refused.get(payment.payout, frozenset())
        parts = [
            part[head : bisect_right(days, payment.day, head)]
            for part, days, head in zip(queue.parts, queue.days, self._advance(queue), strict=True)
        ]
        told, later, ended = ([n for n in part if self._open[n] and n not in refused] for part in parts)
        since = self._rows.ended
        cohort = sorted([*told, *later, *(place for place in ended if since[place] > payment.day)])
        cohorts = [cohort]
        if payment.payer == EVERYBODY:
            others = [place for place in cohort if self._rows.owners[place] == EVERYBODY]
            cohorts += [others] if len(others) < len(cohort) else []
        untold = [place for place in ended if since[place] == UNTOLD]
        return [*cohorts, sorted([*cohort, *untold])] if untold else cohorts

    def _waits(self, payer: int, day: int) -> bool:
        """Whether a row of the payer is open that was validated by the day and counts."""
        queue = self._queue(payer)
        heads = zip(queue.days[:2], self._advance(queue), strict=False)
        return any(head < len(days) and days[head] <= day for days, head in heads)

    def _advance(self, queue: _Queue) -> list[int]:
        """Step over what is paid at the head of each part."""
        for number, part in enumerate(queue.parts):
            head = queue.heads[number]
            while head < len(part) and not self._open[part[head]]:
                head += 1
            queue.heads[number] = head
        return queue.heads

    def _queue(self, payer: int) -> _Queue:
        if payer not in self._queues:
            rows = self._rows
            places = range(len(rows.amounts))
            parts = [
                [place for place in part if place not in rows.ended and payer in (EVERYBODY, rows.owners[place])]
                for part in (places[: rows.told], places[rows.told :])
            ]
            ended = [place for place in rows.ended if payer in (EVERYBODY, rows.owners[place])]
            parts.append(sorted(ended, key=lambda place: (rows.days[place], place)))
            self._queues[payer] = _Queue(parts, [[rows.days[place] for place in part] for part in parts])
        return self._queues[payer]


def _runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Rising places as stretches without a gap: (first, last)."""
    first = last = None
    for place in places:
        if last is None or place != last + 1:
            if first is not None and last is not None:
                yield first, last
            first = place
        last = place
    if first is not None and last is not None:
        yield first, last
