"""What programs promise, by date: read and write. Writers run inside `Store.change`.

Terms are appended, never changed: of two from one day the later written one counts. The figure they make of a sale is
computed in `views.sql` and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from partnercli.store.store import Store

ALWAYS = date(1990, 1, 1)
"""Terms without a first day are valid from here: earlier than any date the grammar takes."""

PER = ("sale", "lead", "action")
TIER_BY, TIER_OVER, TIER_APPLIES = ("count", "amount"), ("month", "quarter"), ("above", "all")
"""What the volume of tiers is, in which calendar period it is counted, which of its sales a tier applies to once it is
reached: those from there on, or all of them. The first word of each is the default."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that holds instead of the general one: `percent` points or a `flat` sum; neither = nothing is earned.

    A tier holds from the volume `reach` on; goods and actions are told by their `word`, in lower case.
    """

    kind: Literal["tier", "goods", "action"]
    word: str = ""
    reach: Decimal = Decimal(0)
    percent: Decimal | None = None
    flat: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a program pays from a day on: `percent` points of the sale or a `flat` sum, per sale, lead or action.

    Days are calendar days; money is in the program's currency; None = not said. `minimum` is the payout threshold.
    `valid_until` is the last day of a promo, after which the terms before it hold again. A sale below `sale_minimum`
    earns nothing, one earns `sale_cap` at most, the sales of a calendar month `month_cap`. `vat` is the percentage of
    VAT inside the price, which is not paid for; nor is delivery, `without_delivery`. The commission comes in each of
    `recurs_months` months, the first one included, at `renewal` percent after the first (None = the same rate).
    """

    valid_from: date = ALWAYS
    per: str = "sale"
    percent: Decimal | None = None
    flat: Decimal | None = None
    hold_days: int = 30
    pay_day: int | None = None
    minimum: Decimal | None = None
    claim_days: int | None = None
    track_days: int = 7
    valid_until: date | None = None
    sale_minimum: Decimal | None = None
    sale_cap: Decimal | None = None
    month_cap: Decimal | None = None
    vat: Decimal | None = None
    without_delivery: bool = False
    recurs_months: int | None = None
    renewal: Decimal | None = None
    tier_by: str = TIER_BY[0]
    tier_over: str = TIER_OVER[0]
    tier_applies: str = TIER_APPLIES[0]
    rates: tuple[Rate, ...] = ()

    @property
    def pays(self) -> bool:
        """Whether any rate is said."""
        return self.percent is not None or self.flat is not None or bool(self.rates)


_RENAMED = {"vat": "vat_percent", "renewal": "renewal_percent"}
_COLUMNS = {field.name: _RENAMED.get(field.name, field.name) for field in fields(Terms) if field.name != "rates"}
"""Field of `Terms` -> column of `program_term`."""


def terms(store: Store, code: str) -> list[Terms]:
    """The program's terms by first day, promos after those that last; of two from one day the later written."""
    rates: dict[int, list[Rate]] = {}
    for term, *rate in store.query(
        "select r.term, r.kind, r.word, r.reach, r.percent, r.flat from term_rate r"
        " join program_term t on t.id = r.term where t.program = $code",
        code=code,
    ):
        rates.setdefault(int(term), []).append(Rate(*rate))
    rows = store.query(
        f"select id, {', '.join(_COLUMNS.values())} from program_term where program = $code"
        " order by valid_from, valid_until is not null, entry, id",
        code=code,
    )
    found = [replace(Terms(*row), rates=_in_order(rates.get(int(number), []))) for number, *row in rows]
    return list({(item.valid_from, item.valid_until is None): item for item in found}.values())


def base_of(known: list[Terms], start: date, *, promo: bool) -> Terms | None:
    """The terms that new ones from `start` on are spelled against, None where there are none.

    The promo of that very day where one is changed, else those that last and had begun, else the first ones. A new
    promo's rate stands instead of their tiers.
    """
    same_promo = [item for item in known if promo and item.valid_from == start and item.valid_until]
    lasting = [item for item in known if item.valid_until is None]
    begun = [item for item in lasting if item.valid_from <= start]
    base = next(iter(same_promo or begun[-1:] or lasting[:1]), None)
    if base and promo and not same_promo:
        return replace(base, rates=tuple(rate for rate in base.rates if rate.kind != "tier"))
    return base


def put_terms(store: Store, code: str, new: Terms, entry: int) -> bool:
    """Append terms unless the same stand already from that day; True when appended."""
    new = replace(new, rates=_in_order(list(new.rates)))
    if new in terms(store, code):
        return False
    number = store.next_id("program_term")
    values = {column: getattr(new, name) for name, column in _COLUMNS.items()}
    store.insert("program_term", {"id": number, "program": code, **values, "entry": entry})
    for rate in new.rates:
        store.insert("term_rate", {"term": number, **_values(rate)})
    return True


def _values(rate: Rate) -> dict[str, Any]:
    return {field.name: getattr(rate, field.name) for field in fields(Rate)}


def _in_order(rates: list[Rate]) -> tuple[Rate, ...]:
    return tuple(sorted(rates, key=lambda rate: (rate.kind, rate.reach, rate.word)))
