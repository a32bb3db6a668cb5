"""What a person said about a format: on the command line or, question by question, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from partnercli.domain.currency import currency_code
from partnercli.domain.dateforms import compiled, zone_named
from partnercli.domain.problem import Refused
from partnercli.domain.records import ROLES
from partnercli.errors import UsageError
from partnercli.intake.titles import fold_word

ANY_ROW = "*"
"""The word that stands for every row where no column says a state, and for any other word of leads."""


@dataclass(frozen=True, slots=True)
class Told:
    """Answers; None or empty where nothing was said.

    `columns`: role -> column name, '' = the file has none. `statuses`: folded word -> states as a profile spells them
    (of the words of a `direction` column: in or out). `network` '' = the file names none.
    `header`: how many lines the column names stand on. `trusts`: every proposal that is at least likely will do.
    """

    name: str | None = None
    title: str | None = None
    kind: str | None = None
    network: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    decimal: str | None = None
    zone: str | None = None
    currency: str | None = None
    encoding: str | None = None
    header: int | None = None
    trusts: bool = False

    def column(self, role: str, name: str) -> Told:
        """With the column of a role."""
        return replace(self, columns={**self.columns, role: name})

    def status(self, word: str, state: str) -> Told:
        """With the meaning of a word."""
        return replace(self, statuses={**self.statuses, fold_word(word): state})


def told(
    *,
    name: str | None = None,
    title: str | None = None,
    kind: str | None = None,
    network: str | None = None,
    columns: Sequence[str] = (),
    statuses: Sequence[str] = (),
    dates: Sequence[str] = (),
    decimal: str | None = None,
    zone: str | None = None,
    currency: str | None = None,
    encoding: str | None = None,
    header: str | None = None,
    trusts: bool = False,
) -> Told:
    """The options of the command line as answers; `columns` are ROLE=COLUMN, `statuses` WORD=STATE.

    Raises UsageError naming the option: learn_pair, bad_choice, bad_date_format, unknown_zone, unknown_currency.
    Whether roles, columns and states fit the file is seen when the profile is drafted.
    """
    if kind is not None and kind not in ROLES:
        raise UsageError("bad_choice", where="--kind", text=kind, known=", ".join(ROLES))
    if decimal is not None and decimal not in (".", ",", "auto"):
        raise UsageError("bad_choice", where="--decimal", text=decimal, known="'.', ',', auto")
    if header not in (None, "0", "1", "2"):
        raise UsageError("bad_choice", where="--header", text=header, known="0, 1, 2")
    lines = None if header is None else int(header)
    found = Told(name, title, kind, network, decimal=decimal, encoding=encoding, header=lines, trusts=trusts)
    for text in columns:
        role, column = _pair("--column", text, text.partition("="))
        found = found.column(role, column)
    for text in statuses:
        word, state = _pair("--status", text, text.rpartition("="))
        found = found.status(word, state)
    for form in dates:
        found = with_dates(found, form)
    found = with_zone(found, zone) if zone is not None else found
    return with_currency(found, currency) if currency is not None else found


def with_dates(said: Told, form: str) -> Told:
    """With one more date format. UsageError: bad_date_format."""
    try:
        compiled(form)
    except Refused as refused:
        raise UsageError(refused.problem.code, where="--dates", **refused.problem.facts) from None
    return replace(said, dates=(*said.dates, form))


def with_zone(said: Told, zone: str) -> Told:
    """With the zone of times. UsageError: unknown_zone."""
    try:
        zone_named(zone)
    except Refused as refused:
        raise UsageError(refused.problem.code, where="--zone", **refused.problem.facts) from None
    return replace(said, zone=zone)


def with_currency(said: Told, currency: str) -> Told:
    """With the currency of all amounts. UsageError: unknown_currency, ambiguous_currency."""
    try:
        return replace(said, currency=currency_code(currency))
    except Refused as refused:
        raise UsageError(refused.problem.code, where="--currency", **refused.problem.facts) from None


def _pair(option: str, text: str, parts: tuple[str, str, str]) -> tuple[str, str]:
    left, mark, right = parts
    if not mark:
        raise UsageError("learn_pair", where=option, text=text)
    return left.strip(), right.strip()
