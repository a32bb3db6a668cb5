"""How wide the columns of a table are on a terminal, and what happens when they do not all fit.

Money, ids, dates and words keep to one line whatever happens; text wraps. When even so there is no room, the table is
shown in bands, one below the other, like a folded sheet, each beginning with the column that says which row this is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from partnercli.domain.table import WORDY, Column
from partnercli.render.cells import width

GAP = 2
WRAPPED, WORD = 14, 20
"""Text wraps down to WRAPPED characters, or to its longest word of up to WORD, before the table is cut into bands."""


@dataclass(frozen=True, slots=True)
class Need:
    """Character cells of one column: `least` it can live with, `full` it would like."""

    least: int
    full: int


def needs(columns: Sequence[Column], titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Need]:
    """What each column needs. A title may break between its words, and any text column may break."""
    found = []
    for position, (column, title) in enumerate(zip(columns, titles, strict=True)):
        cells = [row[position] for row in rows]
        longest = max(map(width, cells), default=1)
        content = min(longest, max(WRAPPED, min(WORD, _longest_word(cells)))) if column.kind in WORDY else longest
        found.append(Need(max(content, _longest_word([title]), 1), max(longest, width(title), 1)))
    return found


def bands(asked: Sequence[Need], beside: Mapping[int, int], room: int | None) -> list[dict[int, int]]:
    """The bands, each as column position -> width, in the order of the table. No column is lost or under its least.

    Further bands repeat the first column where it leaves room for another one. `beside` maps a column to one that
    must stand in the same band: an amount to its currency. What is wider than `room` has a band of its own and runs
    over. Without `room` all is one band.
    """
    if room is None:
        return [{position: need.full for position, need in enumerate(asked)}]
    leading = {0, beside.get(0, 0)}
    cut: list[set[int]] = [set()]
    for position in range(len(asked)):
        if position in beside.values() and any(position in band for band in cut):
            continue  # it came with the first column that needs it
        together = {position, beside.get(position, position)}
        if cut[-1] and _taken(asked, cut[-1] | together) > room:
            cut.append(leading if _taken(asked, leading | together) <= room else set())
        cut[-1] = cut[-1] | together
    return [_stretched(asked, sorted(band), room) for band in cut]


def _longest_word(texts: Sequence[str]) -> int:
    return max((width(word) for text in texts for word in text.split(" ")), default=1)


def _taken(asked: Sequence[Need], band: Collection[int]) -> int:
    return sum(asked[position].least for position in band) + GAP * (len(band) - 1)


def _stretched(asked: Sequence[Need], band: Sequence[int], room: int) -> dict[int, int]:
    """The spare room of a band goes, cell by cell, to the narrowest column that still wants some."""
    widths = {position: asked[position].least for position in band}
    for _spare in range(room - _taken(asked, band)):
        hungry = [position for position in band if widths[position] < asked[position].full]
        if not hungry:
            break
        widths[min(hungry, key=widths.__getitem__)] += 1
    return widths
