"""Tolerances: how far a network row may be from its sale where no id says that they belong together."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from partnercli.store.store import Store


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Of one program ('' = every one) in one currency ('' = every one); the most specific counts.

    `amount` in the currency or `percent` points of the sale's amount, whichever is more; calendar days before and after
    the day of the sale. What nobody said is exact money and three days.
    """

    program: str = ""
    currency: str = ""
    amount: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)
    days_before: int = 3
    days_after: int = 3


def tolerance(store: Store, program: str, currency: str) -> Tolerance:
    """What counts for the program in the currency now, said for the two themselves or for more."""
    row = store.one(
        "select amount, percent, days_before, days_after from tolerance"
        " where program in ('', $program) and currency in ('', $currency)"
        " order by program <> '' desc, currency <> '' desc limit 1",
        program=program, currency=currency,
    )  # fmt: skip
    return Tolerance(program, currency, *row) if row else Tolerance(program, currency)


def put_tolerance(store: Store, program: str, currency: str, said: dict[str, Any], entry: int) -> Tolerance:
    """Change what is said and leave the rest as it counts now; the tolerance as it is then."""
    new = replace(tolerance(store, program, currency), **said)
    declare(store, new, entry)
    return new


def declare(store: Store, new: Tolerance, entry: int) -> bool:
    """Say this very tolerance; False where it is what was said."""
    if new in said_tolerances(store):
        return False
    forget(store, new.program, new.currency)
    store.insert("tolerance", {**asdict(new), "entry": entry})
    return True


def said_tolerances(store: Store) -> list[Tolerance]:
    """Every tolerance that was said, those for every program first."""
    rows = store.query(
        "select program, currency, amount, percent, days_before, days_after from tolerance order by program, currency"
    )
    return [Tolerance(*row) for row in rows]


def forget(store: Store, program: str, currency: str) -> bool:
    """Let what is said for more count again; False where nothing was said for these two."""
    return bool(store.delete("tolerance", {"program": program, "currency": currency}))
