"""What all profiles together know: what columns are called, what status words mean, where networks keep their time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from partnercli.domain.currency import currency_code
from partnercli.domain.problem import Refused
from partnercli.domain.records import RecordKind
from partnercli.intake.profile import Profile
from partnercli.intake.titles import CURRENCY, fold_word

_IN_HEADER = re.compile(r"(.+?)(?: ?[(\[]|, ?| )([^\s()\[\],\d]{1,6})[)\]]?")


def loose(name: str) -> str:
    """A column's name for comparison across exports: words alone (`orderId`, `Order_ID` and `order id` are one)."""
    spaced = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", name.replace(CURRENCY, ""))
    return " ".join(re.findall(r"[^\W_]+", fold_word(spaced)))


def header_currency(name: str) -> tuple[str, str | None]:
    """A column's name without the currency it spells, and that currency: `Price (USD)`, `Сумма, руб.`, `Amount EUR`."""
    match = _IN_HEADER.fullmatch(name)
    if match and (not match[2].isalpha() or match[2].isupper() or not match[2].isascii()):
        try:
            return match[1], currency_code(match[2])
        except Refused:
            pass
    return name, None


@dataclass(frozen=True, slots=True)
class Known:
    """Knowledge is data: everything here stands in the profiles it was made of."""

    profiles: tuple[Profile, ...]
    names: dict[tuple[RecordKind, str, str], tuple[str, ...]]
    """(kind, role, loose name) -> titles of the profiles that call the role so."""
    words: dict[tuple[RecordKind, str], dict[str, tuple[str, ...]]]
    """(kind, folded status word) -> what it means (`validated received`) -> titles of the profiles that say so."""

    def called(self, kind: RecordKind, role: str, name: str) -> tuple[str, ...]:
        """The titles of the profiles of this kind that call the role by this column name."""
        return self.names.get((kind, role, loose(header_currency(name)[0]))) or self.names.get(
            (kind, role, loose(name)), ()
        )

    def speaks(self, kind: RecordKind, name: str) -> float:
        """How far a column name speaks for a kind: 1 where no other kind has it, 0 where this one has not."""
        plain = loose(header_currency(name)[0])
        having = {one for one, _, other in self.names if other == plain}
        return 1 / len(having) if kind in having else 0.0

    def meaning(self, kind: RecordKind, word: str) -> dict[str, tuple[str, ...]]:
        """What the profiles of this kind say a word means; of numbers and letters nothing, each network has its own."""
        folded = fold_word(word)
        return {} if len(folded) < 2 or folded.isdigit() else self.words.get((kind, folded), {})

    def direction(self, word: str) -> str:
        """`in` or `out` where some profile knows the word of a statement, else ''."""
        return next((p.directions[w] for p in self.profiles for w in [fold_word(word)] if w in p.directions), "")

    def header(self, names: Iterable[str]) -> bool:
        """Whether these are names of columns rather than cells of a row: two of them some profile knows."""
        every = {name for _, _, name in self.names}
        return len({loose(name) for name in names} & every) >= 2


def known(profiles: tuple[Profile, ...]) -> Known:
    """What these profiles know."""
    names: dict[tuple[RecordKind, str, str], Counter[str]] = {}
    words: dict[tuple[RecordKind, str], dict[str, tuple[str, ...]]] = {}
    for profile in profiles:
        for role, options in profile.columns.items():
            columns = chain.from_iterable(option.columns for option in options)
            for name in {loose(column.name) for column in columns if column.position is None}:
                names.setdefault((profile.kind, role, name), Counter())[profile.title] += 1
        for word, states in profile.statuses.items():
            said = words.setdefault((profile.kind, word), {})
            meaning = " ".join(state for state in states if state not in ("", "unknown"))
            said[meaning] = (*said.get(meaning, ()), profile.title)
    return Known(profiles, {key: tuple(titles) for key, titles in names.items()}, words)
