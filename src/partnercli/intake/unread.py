"""Columns no role reads although they may change what is owed: taxes, refunds, deductions. Named, never guessed."""

from __future__ import annotations

import re

import polars as pl

from partnercli.intake.places import Places
from partnercli.intake.titles import fold_word

_TELLING = re.compile(
    r"refund|revers|chargeback|clawback|deduct|withh|penalt|adjust|correction|\btax|\bvat\b"
    r"|возврат|удержан|списан|штраф|корректиров|\bндс\b|\bналог"
)
_NO_AMOUNT = re.compile(r"date|time|\bid\b|status|reason|reference|name|дата|номер|причина|статус")
_AMOUNT = r"^[-+−(]?[^0-9A-Za-zА-Яа-я]{0,3}[0-9][0-9 .,'\u00a0\u202f]*[^0-9A-Za-zА-Яа-я]{0,3}[A-Z]{0,3}\)?-?$"


class Unread:
    """Watches such columns of one file; `found` are those in which an amount that is not zero stood."""

    def __init__(self, where: Places) -> None:
        read = {at for cells in (*where.roles.values(), *where.refs, *where.key) for at in cells.positions}
        read |= {condition.position for rule in where.rules for condition in rule.when}
        read |= {at for rule in where.rules for cells in rule.instead.values() for at in cells.positions}
        self._watched = {
            at: title for at, title in enumerate(where.titles.names) if at not in read and _may_matter(title)
        }
        self.found: list[str] = []

    def watch(self, frame: pl.DataFrame) -> None:
        """Look through a stretch of the file."""
        for at, title in list(self._watched.items()):
            cells = frame[f"c{at}"].str.strip_chars()
            if (cells.str.contains(_AMOUNT) & cells.str.contains("[1-9]")).any():
                self.found.append(title)
                del self._watched[at]


def _may_matter(title: str) -> bool:
    folded = fold_word(title)
    return bool(_TELLING.search(folded)) and not _NO_AMOUNT.search(folded)
