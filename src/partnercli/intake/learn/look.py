"""What each column of a file holds, by up to 20,000 of its rows: evidence, and no word of what it is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

import polars as pl

from partnercli.domain.currency import currency_code
from partnercli.domain.money import decide_decimal
from partnercli.domain.problem import Refused
from partnercli.intake import convert
from partnercli.intake.cells import column_names
from partnercli.intake.learn.dates import ENOUGH, Dates, find_dates
from partnercli.intake.source import TextTable
from partnercli.intake.totals import Totals

ROWS = 20_000
FEW = 30
"""So many distinct words can be states that somebody maps one by one."""
Looks = Literal["empty", "date", "amount", "number", "currency", "e-mail", "phone", "id", "words", "text"]
LOOKS: tuple[Looks, ...] = get_args(Looks)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"(?!\d{4}[-.]|\d\d?[-.]\d\d?[-.])(?=\+|.*[()\- ]|[78]\d{10}$)\+?[\d\s().-]{10,25}")
_WHOLE = re.compile(r"[-+]?\d{1,9}")
_LEADING_ZERO = re.compile(r"0\d")
_LONGEST_WORD = 60
_NOTHING = ("-", "--", "–", "—", "n/a", "null", "none", "(none)")
"""What exports write into cells that say nothing."""


@dataclass(frozen=True, slots=True)
class Money:
    """What a column of amounts proves: its decimal mark, or None where no text has one.

    `open` is a text that has two readings while no other proves one (`1,234`). `currencies` are those spelled beside
    amounts, `spelled` whether all have one. `whole`: nothing but digits, so it may as well be a number of something.
    """

    mark: str | None
    open: str
    currencies: tuple[str, ...]
    spelled: bool
    whole: bool
    negative: bool


@dataclass(frozen=True, slots=True)
class Look:
    """One column: how many of the rows looked at have it filled, its distinct texts (the first of them), what they are.

    `words` holds all distinct texts where they are `few`, else the first FEW. `unique`: each row has one of its own.
    `nothing` are the texts that only say that a cell is empty (`-`): such cells count as not filled.
    """

    position: int
    name: str
    rows: int
    filled: int
    words: tuple[str, ...]
    few: bool
    unique: bool
    dates: Dates | None = None
    money: Money | None = None
    currency: bool = False
    email: bool = False
    phone: bool = False
    nothing: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether some rows have nothing here."""
        return self.filled < self.rows

    @property
    def looks(self) -> Looks:
        """The one word for it."""
        if not self.filled:
            return "empty"
        kinds: list[tuple[Looks, bool]] = [
            ("date", self.dates is not None and not self.dates.counted),
            ("e-mail", self.email),
            ("phone", self.phone),
            ("currency", self.currency),
            ("amount", self.money is not None and not self.money.whole),
            ("id", self.unique and any(letter.isdigit() for word in self.words for letter in word)),
            ("number", self.money is not None),
            ("words", self.few),
        ]
        return next((word for word, fits in kinds if fits), "text")


def looks(table: TextTable) -> tuple[Look, ...]:
    """Every column of the table, lines of totals left out. No rows: every column is empty."""
    frames, height = [], 0
    for chunk in table.chunks():
        frames.append(chunk.frame.head(ROWS - height))
        height += len(frames[-1])
        if height >= ROWS:
            break
    names = column_names(len(table.header))
    if not frames:
        return tuple(_look(at, name, pl.Series([], dtype=pl.String)) for at, name in enumerate(table.header))
    frame = pl.concat(frames).select(convert.texts(column) for column in pl.concat(frames).select(names))
    frame = _without_totals(frame)
    return tuple(_look(at, name, frame[f"c{at}"]) for at, name in enumerate(table.header))


def holds(text: str) -> Looks:
    """What a column of this one text would be."""
    return _look(0, "", pl.Series([text], dtype=pl.String)).looks


def _without_totals(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that do not begin with a word of totals; all of them where that is what most begin with."""
    totals = Totals((), {}, {}, "")
    first = frame.select(pl.coalesce(pl.all()).fill_null("")).to_series()
    words = [text for text in first.unique().to_list() if totals.is_total([text])]
    kept = frame.filter(~first.is_in(words))
    return kept if 2 * len(kept) > len(frame) else frame


def _look(position: int, name: str, column: pl.Series) -> Look:
    nothing = [text for text in column.drop_nulls().unique().to_list() if text.casefold() in _NOTHING]
    filled = column.filter(column.is_not_null() & ~column.is_in(nothing))
    distinct = filled.unique(maintain_order=True)
    texts = distinct.to_list()
    few = 0 < len(texts) <= FEW and all(len(text) <= _LONGEST_WORD for text in texts)
    unique = 0 < len(column) == len(texts) and not any(re.search(r"\s", text) for text in texts)
    return Look(
        position, name, len(column), len(filled), tuple(texts[:FEW]), few, unique,
        dates=find_dates(texts), money=_money(distinct),
        currency=bool(texts) and len(texts) <= FEW and all(map(_is_currency, texts)),
        email=_most(texts, _EMAIL), phone=_most(texts, _PHONE), nothing=tuple(sorted(nothing)),
    )  # fmt: skip


def _most(texts: list[str], pattern: re.Pattern[str]) -> bool:
    fitting = sum(1 for text in texts if pattern.fullmatch(text))
    return fitting > 0 and fitting >= ENOUGH * len(texts)


def _is_currency(text: str) -> bool:
    try:
        currency_code(text)
    except Refused:
        return False
    return True


def _money(distinct: pl.Series) -> Money | None:
    """The amounts that nearly all texts are; None for anything else, long numbers and leading zeros (ids) too."""
    texts = distinct.to_list()
    if any(text.isdigit() and (len(text) > 9 or _LEADING_ZERO.match(text)) for text in texts):
        return None
    try:
        mark = decide_decimal(convert.telling(distinct))
    except Refused:
        return None
    read = convert.amounts(distinct, mark)
    ambiguous = [t for t in texts if t in read.problems and read.problems[t].code == "ambiguous_amount"]
    good = len(texts) - len(read.problems) + len(ambiguous)
    if not good or good < ENOUGH * len(texts):
        return None
    spelled = read.values["currency"].drop_nulls()
    negative = any(text.lstrip().startswith(("-", "\u2212", "(")) for text in texts)
    return Money(
        mark, ambiguous[0] if ambiguous else "", tuple(sorted(spelled.unique())), len(spelled) == len(texts),
        all(_WHOLE.fullmatch(text) for text in texts), negative,
    )  # fmt: skip
