"""What a person decides, remembered across runs and imports. Writers run inside `Store.change`.

A pair of records belongs together, or never does; a finding is fine as it is, or rests until a day. Each decision has
an id (D3) and can be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from partnercli.domain.names import LETTERS
from partnercli.errors import UsageError
from partnercli.store.store import Store

PAIRS = (("sale", "network_row"), ("network_row", "payout"), ("receipt", "payout"))
"""The kinds of records that can belong together."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records in the order of PAIRS: ('sale', 12), ('network_row', 45)."""

    subject: tuple[str, int]
    object: tuple[str, int]

    @property
    def ids(self) -> tuple[str, str]:
        """('S12', 'R45')."""
        return spelled(self.subject), spelled(self.object)


@dataclass(frozen=True, slots=True)
class AtStake:
    """A finding as it stands: the money in its currency, None = none."""

    finding: str
    amount: Decimal | None
    currency: str | None


def pair(one: tuple[str, int], other: tuple[str, int]) -> Pair:
    """The two records as a pair, whichever came first. UsageError for kinds that cannot belong together."""
    for first, second in ((one, other), (other, one)):
        if (first[0], second[0]) in PAIRS:
            return Pair(first, second)
    raise UsageError("pair_kinds", one=spelled(one), other=spelled(other))


def decide_pair(store: Store, kind: Literal["link", "unlink"], said: Pair, entry: int, reason: str = "") -> int:
    """Remember that the pair belongs together (`link`) or never does; the number of the decision."""
    subject, other = said.ids
    return _add(store, entry, kind=kind, subject=subject, object=other, reason=reason)


def decided(store: Store, said: Pair) -> tuple[str, int] | None:
    """What counts of this pair now: the kind and number of the decision."""
    subject, other = said.ids
    row = store.one(
        "select kind, id from decided_pair where subject = $subject and object = $other", subject=subject, other=other
    )
    return (str(row[0]), int(row[1])) if row else None


def check_link(store: Store, said: Pair) -> None:
    """UsageError where the two cannot belong together, whatever a person says."""
    one, other = (_record(store, *end) for end in (said.subject, said.object))
    names = dict(zip(("one", "other"), said.ids, strict=True))
    if said.subject[0] == "receipt":
        if one["amount"] <= 0:
            raise UsageError("pair_outgoing", **names)
        return  # a payment may arrive in another currency, and a bank line names no program
    if one["currency"] != other["currency"]:
        raise UsageError("pair_currency", **names, first=one["currency"], second=other["currency"])
    if one["program"] and other["program"] and one["program"] != other["program"]:
        raise UsageError("pair_program", **names, first=one["program"], second=other["program"])
    if one["network"] and other["network"] and one["network"] != other["network"]:
        raise UsageError("pair_network", **names, first=one["network"], second=other["network"])
    _check_free(store, said)


def check_records(store: Store, said: Pair) -> None:
    """UsageError unless both records are there."""
    for end in (said.subject, said.object):
        _record(store, *end)


def accept(store: Store, finding: AtStake, reason: str, entry: int) -> int:
    """Remember that the finding is fine up to its amount; the number of the decision."""
    amounts = {"amount": finding.amount, "currency": finding.currency}
    return _add(store, entry, kind="accept", subject=finding.finding, reason=reason, **amounts)


def snooze(store: Store, finding: AtStake, until: date, entry: int) -> int:
    """Let the finding rest until that day; the number of the decision."""
    return _add(store, entry, kind="snooze", subject=finding.finding, until=until)


def made_by(store: Store, number: int) -> int:
    """The change the decision came with. UsageError where there is no such decision."""
    row = store.one("select entry from decision where id = $id", id=number)
    if row is None:
        raise UsageError("no_such_record", id=f"D{number}")
    return int(row[0])


def standing(store: Store, number: int) -> tuple[str, int]:
    """The kind of a decision that can be taken back, and the change it came with. UsageError for one that is not there
    or was taken back."""
    row = store.one("select kind, taken_back, entry from decision where id = $id", id=number)
    if row is None:
        raise UsageError("no_such_record", id=f"D{number}")
    if row[1] is not None:
        raise UsageError("decision_taken_back", id=f"D{number}")
    return str(row[0]), int(row[2])


def take_back(store: Store, number: int, entry: int) -> None:
    """The decision does not count any more."""
    store.update("decision", {"id": number}, {"taken_back": entry})


def _add(store: Store, entry: int, **values: Any) -> int:
    number = store.next_id("decision")
    empty = {"object": "", "reason": "", "amount": None, "currency": None, "until": None, "taken_back": None}
    store.insert("decision", {"id": number, "entry": entry, **empty, **values})
    return number


def _record(store: Store, table: str, number: int) -> dict[str, Any]:
    """What of a record decides whom it can belong to: currency, program, network, amount."""
    text = {
        "sale": "select currency, program, network, amount from sale_now where sale = $id",
        "network_row": "select currency, program, network, commission from row_now where id = $id",
        "payout": "select currency, program, network, amount from payout where current and id = $id",
        "receipt": "select currency, null, null, amount from receipt where current and id = $id",
    }[table]
    row = store.one(text, id=number)
    if row is None:
        raise UsageError("no_such_record", id=spelled((table, number)))
    return dict(zip(("currency", "program", "network", "amount"), row, strict=True))


def _check_free(store: Store, said: Pair) -> None:
    """A row belongs to one sale and is paid by one payment. UsageError names the decision that gave it another."""
    row = said.object if said.subject[0] == "sale" else said.subject
    taken = store.one(
        "select case when subject = $row then object else subject end, id from decided_pair"
        " where kind = 'link' and (subject = $row or object = $row) and subject like $kind"
        " and (subject, object) <> ($subject, $object) order by id limit 1",
        row=spelled(row), kind=f"{LETTERS[said.subject[0]]}%", subject=said.ids[0], object=said.ids[1],
    )  # fmt: skip
    if taken:
        raise UsageError("pair_taken", one=spelled(row), other=taken[0], decision=f"D{taken[1]}")


def spelled(record: tuple[str, int]) -> str:
    """The id of a record: ('sale', 12) -> 'S12'."""
    return f"{LETTERS[record[0]]}{record[1]}"
