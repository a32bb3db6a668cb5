"""An export format as data: what `networks/NAME.yaml` says, and whether a file's header is of that format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from partnercli.domain.records import RecordKind
from partnercli.intake.titles import Expression, Title, Titles, expression

FILLED, EMPTY = "filled", "empty"
EACH = "each"


@dataclass(frozen=True, slots=True)
class Rule:
    """A row whose cells are as `when` says (folded words, or FILLED or EMPTY) is in these states.

    `instead` are the roles such a row reads from other columns: a commission that stands where its status says.
    """

    when: tuple[tuple[Title, frozenset[str]], ...]
    states: tuple[str, str]
    instead: dict[str, Expression]


@dataclass(frozen=True, slots=True)
class Profile:
    """One export format; docs/profiles.md explains every key.

    recognise    columns that must all be there, each with its alternatives; none = used by name alone
    absent       columns that must not be there: they belong to another format
    header       how many lines make the header; 0 = the file has none
    columns      role -> what it reads; of several the first whose columns the file has
    key          what identifies a row that has no transaction id; none = everything it says
    decimal      the decimal mark, None where the column as a whole must prove it, "each" where every cell must be clear
    minor        whether amounts are whole numbers of minor units (cents)
    rounded      whether amounts come from binary fractions and are rounded to what the store holds
    fees_below   whether a fee that was taken is written below zero
    whole        whether a JSON record with parts is one row all the same
    statuses     folded raw word -> states of the kind (validation, payment); `*` = any other word
    rules        states that follow from several columns, first match
    paid         folded word of the paid flag -> payment state, winning over the status word's
    directions   folded word -> `in` or `out`
    reversal     how this network takes money back: in_place, linked or unlinked
    empty        cells that say nothing, as `(none)` or a dash
    inferred     what of all this is our reading and not the vendor's word
    """

    name: str
    path: Path
    title: str
    kind: RecordKind
    network: str
    aliases: tuple[str, ...]
    evidence: str
    inferred: tuple[str, ...]
    source: str
    recognise: tuple[tuple[Title, ...], ...]
    absent: tuple[Title, ...]
    header: int
    width: int
    delimiter: str | None
    encoding: str | None
    sheet: str | None
    columns: dict[str, tuple[Expression, ...]]
    key: tuple[Expression, ...]
    decimal: str | None
    minor: bool
    rounded: bool
    fees_below: bool
    whole: bool
    reversed_sign: bool
    dates: tuple[str, ...]
    zone: str
    currency: str | None
    statuses: dict[str, tuple[str, str]]
    rules: tuple[Rule, ...]
    paid: dict[str, str]
    directions: dict[str, str]
    reversal: str
    footer: tuple[str, ...]
    empty: tuple[str, ...]

    def claims(self, titles: Titles) -> bool:
        """Whether the header has every column this format is known by and none that speaks for another."""
        return (
            bool(self.recognise) and not self.lacks(titles) and all(titles.find(name) is None for name in self.absent)
        )

    def lacks(self, titles: Titles) -> list[str]:
        """The recognising columns the header does not have; for a format known by its places, the last of them."""
        missing = [
            " | ".join(name.name for name in names)
            for names in self.recognise
            if all(titles.find(name) is None for name in names)
        ]
        return missing or ([f"#{self.width}"] if len(titles.names) < self.width else [])


def alternatives(texts: Sequence[str]) -> tuple[Expression, ...]:
    """The expressions of a role, in the order they are tried."""
    return tuple(expression(text) for text in texts)
