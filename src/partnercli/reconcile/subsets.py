"""The one set of amounts that makes up a sum: exact, and bounded by meeting in the middle."""

from __future__ import annotations

from collections.abc import Sequence


class Doubt(tuple[int, ...]):
    """Several sets make up the sum: the places of all amounts in the first two of them."""


def only_subset(amounts: Sequence[int], total: int) -> tuple[int, ...]:
    """Places of the amounts, none of them 0, that make up `total`: () where no set does, `Doubt` where several do.

    Money is whole ten-thousandths.
    At most some twenty amounts: time and memory grow with 2^(n/2). Sets, not values: two equal amounts are two sets.
    """
    middle = len(amounts) // 2
    low, high = _sums(amounts[:middle]), _sums(amounts[middle:])
    found: list[tuple[int, ...]] = []
    for value in sorted(high):
        for left in low.get(total - value, ()):
            for right in high[value]:
                if left or right:
                    found.append((*_places(left, 0), *_places(right, middle)))
                if len(found) > 1:
                    return Doubt(sorted({place for places in found for place in places}))
    return found[0] if found else ()


def _sums(amounts: Sequence[int]) -> dict[int, list[int]]:
    """Every sum, with up to three of the sets that make it up, as bits: one may be the empty set, two are a doubt."""
    sums: dict[int, list[int]] = {}
    values = [0]
    for amount in amounts:
        values += [value + amount for value in values]
    for chosen, value in enumerate(values):
        held = sums.setdefault(value, [])
        if len(held) < 3:
            held.append(chosen)
    return sums


def _places(chosen: int, first: int) -> tuple[int, ...]:
    return tuple(first + place for place in range(chosen.bit_length()) if chosen >> place & 1)
