"""A partner's books in a store of their own, kept through the code's own verbs."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from partnercli import intake
from partnercli.domain.money import plain
from partnercli.domain.table import Table
from partnercli.intake.source import Source
from partnercli.reconcile import refresh
from partnercli.store import canonical, checks, leads, payouts, programs
from partnercli.store.imports import Imported, Incoming, save
from partnercli.store.imports.undo import Undone, undo_import
from partnercli.store.store import Store, create

TODAY = date(2026, 11, 1)
TEN_PERCENT = programs.Terms(percent=Decimal(10))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the neutral table of network rows, every cell as text. '' = the cell is empty."""

    transaction: str
    program: str = "shop"
    order: str = ""
    click: str = ""
    status: str = "approved"
    amount: str = "1000"
    commission: str = "100"
    currency: str = "RUB"
    date: str = "2026-09-02"
    validated: str = ""
    paid: str = ""
    updated: str = ""
    corrects: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""


def table(rows: Iterable[Row]) -> str:
    """The rows as the CSV file an export would be."""
    text = io.StringIO()
    writer = csv.DictWriter(text, Row.__slots__, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
    return text.getvalue()


@dataclass(frozen=True, slots=True)
class Case:
    """What reconcile says of a sale with its rows, or of a row without one. Amounts as text, '' = none."""

    kind: str
    expected: str
    actual: str
    tier: str
    reason: str
    rows: int


@cache
def _first_books() -> tuple[Path, TemporaryDirectory[str]]:
    """A store with two programs to copy from, and its folder, which goes when the tests end."""
    folder = TemporaryDirectory(prefix="partnercli-books-")
    path = Path(folder.name) / "first.duckdb"
    create(path)
    Books(path).program("shop", network_id="10")
    Books(path).program("other", network_id="11")
    return path, folder


def new_books(folder: Path, name: str = "books.duckdb") -> Books:
    """Books with the programs `shop` and `other` (network admitad, ids 10 and 11 there, ten percent) and nothing else."""
    path, _folder = _first_books()
    return Books(Path(shutil.copy(path, folder / name)))


@dataclass(frozen=True, slots=True)
class Books:
    """A store file. Every verb opens it, makes one journalled change or answers, and closes it, as a command does."""

    path: Path

    def open(self) -> Store:
        """For a `with`."""
        return Store(self.path, write=True, today=TODAY, columns=True)

    def program(self, code: str, terms: programs.Terms = TEN_PERCENT, **fields: Any) -> None:
        """Add a program, on the network admitad unless said otherwise; rows already there may turn out to be its."""
        with self.open() as store, store.change("program add", code) as entry:
            fields = {"network": "admitad", "name": code.title(), **fields}
            programs.put_program(store, programs.Program(code, **fields), entry)
            programs.put_terms(store, code, terms, entry)
            programs.resolve_rows(store)

    def terms(self, code: str, terms: programs.Terms) -> None:
        """New terms of a program."""
        with self.open() as store, store.change("program edit", code) as entry:
            programs.put_terms(store, code, terms, entry)

    def sell(self, *sales: Mapping[str, Any]) -> list[str]:
        """One lead with one sale for each of these fields; the ids of the sales.

        Fields: order, amount ('' = none), on (the day of both), kind, facts (vat, delivery, goods, action), and those of a
        lead. `kind='lead'`: the program pays for the lead itself and there is no amount.
        """
        with self.open() as store, store.change("sale add") as entry:
            return [_add_sale(store, entry, **fields) for fields in sales]

    def sales(self, *orders: str, **fields: Any) -> list[str]:
        """Like `sell`: sales that differ in their order id alone."""
        return self.sell(*({"order": order, **fields} for order in orders))

    def sale(self, order: str = "", **fields: Any) -> str:
        """Like `sell`: one sale."""
        return self.sales(order, **fields)[0]

    def change_sale(self, sale: str, **changes: Any) -> None:
        with self.open() as store, store.change("sale edit", sale) as entry:
            leads.change_sale(store, int(sale[1:]), changes, entry)

    def read(self, text: str, *, account: str = "", profile: str | None = None, **wishes: Any) -> Imported:
        """Import a file with this text; `wishes` are those of `Incoming` (again, replaces, program, payment)."""
        data = text.encode()
        records = intake.read(Source("file.csv", data, hashlib.sha256(data).hexdigest()), profile=profile)
        used = records.profile
        incoming = Incoming(
            file="file.csv", sha256=records.source.sha256, kind=used.kind, profile=used.name, network=used.network,
            account=account, encoding=records.encoding, frames=records.frames, rejects=records.rejects,
            read=records.read, raw_of=records.raw, **wishes,
        )  # fmt: skip
        with self.open() as store:
            return save(store, incoming)

    def rows(self, *rows: Row, account: str = "", **wishes: Any) -> Imported:
        """Import network rows."""
        return self.read(table(rows), account=account, **wishes)

    def undo(self, done: Imported | int) -> Undone:
        """Take an import back."""
        with self.open() as store:
            return undo_import(store, done if isinstance(done, int) else done.entry)

    def payout(self, amount: str, on: str, *, program: str | None = None, network: str | None = None) -> None:
        """Money that arrived."""
        with self.open() as store, store.change("payout add") as entry:
            place = payouts.place(store, program, network, None)
            payouts.add(store, payouts.Payout(place, date.fromisoformat(on), Decimal(amount), ""), entry)

    def reconcile(self, *, anew: bool = False) -> dict[str, Case]:
        """Every case by its id (`S1` a sale with its rows, `R7` a row without a sale); `anew` forgets what was seen."""
        with self.open() as store:
            if anew:
                store.query("update reconciled set entry = 0")
            refresh(store)
            found = store.query("select id, class, expected, actual, tier, reason, rows_n from verdict order by id")
        return {
            name: Case(kind, _text(expected), _text(actual), tier or "", reason, int(rows))
            for name, kind, expected, actual, tier, reason, rows in found
        }

    def classes(self) -> dict[str, str]:
        """The class of every case, reconciled."""
        return {name: case.kind for name, case in self.reconcile().items()}

    def query(self, text: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.open() as store:
            return store.query(text, **values)

    def facts(self, *without: str) -> list[str]:
        """The canonical text of every table but the journal and those named."""
        with self.open() as store:
            lines = list(canonical.lines(store))
        left_out, kept, taking = {"entry", "import_file", "reject", "reconciled", "sighting", "retired", "outcome", "trace", "seal", *without}, [], True
        for line in lines:
            if line.startswith("# "):
                taking = line[2:].strip() not in left_out
            if taking:
                kept.append(line)
        return kept

    def broken(self) -> list[tuple[str, int, str]]:
        """The checks that fail, [] for a sound store."""
        with self.open() as store:
            return [result for result in checks.run_checks(store) if result[1]]


def named(table: Table) -> list[dict[str, Any]]:
    """The rows of a table by the keys of its columns."""
    return [{column.key: cell for column, cell in zip(table.columns, row, strict=True)} for row in table.rows]


def _add_sale(
    store: Store, entry: int, order: str = "", amount: str = "1000", on: str = "2026-09-01", kind: str = "sale",
    facts: Mapping[str, Any] | None = None, **fields: Any,
) -> str:  # fmt: skip
    day = date.fromisoformat(on)
    lead = leads.Lead(**{"program": "shop", "lead_on": day, "status": "customer", **fields})
    number, own = leads.add_lead(store, lead, entry), store.next_id("sale")
    currency = programs.find_program(store, lead.program).currency
    # Not by `add_sale`, which refuses an order id twice: edits and older stores can hold one, and matching must cope.
    sale = leads.Sale(day, currency, Decimal(amount) if kind == "sale" and amount else None, order, kind, **(facts or {}))
    store.insert("sale", {"id": own, "lead": number, **asdict(sale), "entry": entry, "touched": entry})
    return f"S{own}"


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else plain(amount)
