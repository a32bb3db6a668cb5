"""The tables of records with versions, as the steps all of them share need them."""

from __future__ import annotations

from dataclasses import dataclass

from partnercli.domain.records import RecordKind
from partnercli.store.store import Store


@dataclass(frozen=True, slots=True)
class Versioned:
    """A table of versions: what of it the rule of versions.sql looks at, in SQL, and which columns (`, name`) are only
    derived from others."""

    name: str
    updated_at: str = "cast(null as timestamp)"
    undecided: str = "false"
    vanished: str = "false"
    derived: str = ""


TABLES: dict[RecordKind, Versioned] = {
    "rows": Versioned("network_row", "updated_at", "validation = 'pending'", "vanished", ", program, network"),
    "payouts": Versioned("payout"),
    "lines": Versioned("payout_line", derived=", program, network"),
    "receipts": Versioned("receipt", undecided="state = 'pending'"),
    "spend": Versioned("spend"),
}
DAYS: dict[RecordKind, tuple[str, str]] = {
    "rows": ("event_on", "event_on"),
    "payouts": ("paid_on", "paid_on"),
    "lines": ("paid_on", "paid_on"),
    "receipts": ("booked_on", "booked_on"),
    "spend": ("spent_on", "spent_until"),
    "leads": ("lead_on", "lead_on"),
}
"""The first and the last day a record speaks of."""


def settle(store: Store, kind: RecordKind, ids: str) -> None:
    """Set `current` anew for the records whose ids the query `ids` gives, by the rule of versions.sql."""
    table = TABLES[kind]
    store.query(
        f"create or replace temp view contender as select id, version, {table.updated_at} as updated_at,"
        f" {table.undecided} as undecided, {table.vanished} as vanished from {table.name} where id in ({ids})"
    )
    store.query(
        "create or replace temp table standing as select id, version, place = 1 as current from ranked('contender')"
    )
    store.query(
        f"update {table.name} set current = s.current from standing s"
        f" where s.id = {table.name}.id and s.version = {table.name}.version and s.current <> {table.name}.current"
    )
