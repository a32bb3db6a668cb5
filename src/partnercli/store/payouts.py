"""Payouts entered by hand. Writers run inside `Store.change`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partnercli.errors import UsageError
from partnercli.store.programs import find_program, programs
from partnercli.store.store import Store


@dataclass(frozen=True, slots=True)
class Place:
    """Whose money it is: a program, or a whole network (`program` None), in one currency."""

    network: str
    program: str | None
    currency: str


@dataclass(frozen=True, slots=True)
class Payout:
    """Money that arrived on a day: `amount` in the place's currency."""

    place: Place
    paid_on: date
    amount: Decimal
    reference: str


def place(store: Store, program: str | None, network: str | None, currency: str | None) -> Place:
    """The program or network named, with its currency.

    UsageError for an unknown name, for a currency the program or network does not have, and where a network's programs
    have several and none was said.
    """
    if program:
        found = find_program(store, program)
        if currency and currency != found.currency:
            raise UsageError("currency_of_program", currency=currency, program=found.code, own=found.currency)
        return Place(found.network, found.code, found.currency)
    known = programs(store)
    wanted = (network or "").casefold()
    currencies = sorted({item.currency for item in known if item.network == wanted})
    if not currencies:
        networks = sorted({item.network for item in known if item.network})
        raise UsageError("unknown_network", network=network or "", known=", ".join(networks) or "–")
    if currency is None and len(currencies) > 1:
        raise UsageError("several_currencies", network=wanted, known=", ".join(currencies))
    if currency is not None and currency not in currencies:
        raise UsageError("currency_of_program", currency=currency, program=wanted, own=", ".join(currencies))
    return Place(wanted, None, currency or currencies[0])


def twin(store: Store, payout: Payout) -> int | None:
    """The number of an equal payout that stands already, by hand or from a file."""
    row = store.one(
        "select min(id) from payout where current and network = $network and program is not distinct from $program"
        " and currency = $currency and amount = $amount and paid_on = $day"
        " and ($reference = '' or reference = $reference)",
        network=payout.place.network, program=payout.place.program, currency=payout.place.currency,
        amount=payout.amount, day=payout.paid_on, reference=payout.reference,
    )  # fmt: skip
    return int(row[0]) if row and row[0] is not None else None


def add(store: Store, payout: Payout, entry: int) -> int:
    """Append the payout; returns its number."""
    number = store.next_id("payout")
    store.insert(
        "payout",
        {
            "id": number, "version": 1, "current": True, "entry": entry, "line": 0, "source": "", "account": "",
            "key": f"P{number}", "network": payout.place.network, "program": payout.place.program,
            "paid_on": payout.paid_on, "status": "", "received": True, "amount": payout.amount,
            "currency": payout.place.currency, "reference": payout.reference,
        },
    )  # fmt: skip
    return number
