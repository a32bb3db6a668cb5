"""Store ─▶ Table: a report is one SQL file with a header, a pure function of the store and its parameters.

The header of `sql/NAME.sql` says its title, its columns and their kinds, and what it can be grouped by.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

from partnercli.domain.names import LETTERS
from partnercli.domain.problem import Problem
from partnercli.domain.records import CLASSES
from partnercli.domain.table import Cell, Column, Kind, Table
from partnercli.errors import UsageError
from partnercli.i18n import _
from partnercli.store.checks import run_checks
from partnercli.store.store import Store

FILES = Path(__file__).parent / "sql"
_HEADER = re.compile(r"^-- (title|about|by|default|convert|column|note): ?(.*)$", re.MULTILINE)
_PARAMETERS = (
    "start",
    "stop",
    "program",
    "channel",
    "currency",
    "status",
    "owner",
    "find",
    "payout",
    "receipt",
    "entry",
    "other",
    "lead",
    "sale",
    "row",
    "rate_on",
    "codes",
    "since",
    "everything",
    "unseen",
    "finding",
    "who",
    "most",
)
"""Parameters a report may name; one that was not given is null, which means no limit."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the header of a report's file says. `about` is '' for tables that are no report of their own.

    `convert`: the column with the day of each row's money, or `report` for the report's own day, and the columns with
    money, where it can be converted.
    """

    name: str
    title: str
    about: str
    by: tuple[str, ...]
    default: tuple[str, ...]
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    convert: tuple[str, ...] = ()


@cache
def header(name: str) -> Report:
    """Read the header of `sql/NAME.sql`."""
    said: dict[str, list[str]] = {}
    for key, value in _HEADER.findall((FILES / f"{name}.sql").read_text(encoding="utf-8")):
        said.setdefault(key, []).append(value.strip())
    return Report(
        name,
        said["title"][0],
        said.get("about", [""])[0],
        tuple(said.get("by", [""])[0].split()),
        tuple(said.get("default", [""])[0].split()),
        tuple(_column(line) for line in said["column"]),
        tuple(said.get("note", [])),
        tuple(said.get("convert", [""])[0].split()),
    )


def names() -> list[str]:
    """The reports `report` can print."""
    return [path.stem for path in sorted(FILES.glob("*.sql")) if header(path.stem).about]


def check_name(name: str) -> None:
    """UsageError(unknown_report) names those there are."""
    if name not in names():
        raise UsageError("unknown_report", report=name, known=", ".join(names()))


def listing() -> Table:
    """The reports there are, and what each can be grouped by."""
    columns = [Column("name", "Report", "code"), Column("about", "About", "code"), Column("by", "Grouped by", "code")]
    rows = [(name, _(header(name).about), ", ".join(header(name).by)) for name in names()]
    return Table("reports", "Reports", columns, rows)


def report(store: Store, name: str, *, by: list[str] | None = None, **parameters: Any) -> Table:
    """Run a report. The store must be open with views; `by` replaces the report's own grouping (currency always stays).

    Columns that are not grouped by are left out. UsageError for a word it cannot be grouped by.
    """
    said = header(name)
    groups = list(by or said.default)
    for word in groups:
        if word not in said.by:
            raise UsageError("unknown_grouping" if said.by else "no_grouping", by=word, known=", ".join(said.by))
    values = {**dict.fromkeys(_PARAMETERS), "by": groups, "classes": list(CLASSES), "archived": True, **parameters}
    rows = store.run(FILES / f"{name}.sql", **values)
    if by:
        places = [position for word in by for position, column in enumerate(said.columns) if column.key == word]
        rows = sorted(rows, key=lambda row: [str(row[position] or "") for position in places])
    hidden = {word for word in said.by if word not in (*groups, "currency")}
    keep = [position for position, column in enumerate(said.columns) if column.key not in hidden]
    shown = sorted(keep, key=lambda position: _rank(said.columns[position].key, groups))
    return Table(
        name,
        said.title,
        [said.columns[position] for position in shown],
        [tuple(_cell(row[position], said.columns[position].kind) for position in shown) for row in rows],
        notes=said.notes,
    )


def reconciled(store: Store, limits: dict[str, Any], *, rows: bool) -> Table:
    """The classes of a reconcile run; every case too when `rows` are wanted."""
    summary = report(store, "classes", **limits)
    if rows:
        return replace(report(store, "cases", **limits), name="reconcile", summary=summary)
    notes = (*summary.notes, _("Why: partnercli explain ID. What to write to whom: partnercli report missing."))
    return replace(summary, name="reconcile", title="Reconciliation", notes=notes)


def explain(store: Store, table: str, number: int) -> Table:
    """The evidence behind a lead, a sale, a row, a payout, a receipt or an import. UsageError when there is none."""
    if table == "lead":
        found = report(store, "lead", lead=number)
        sales = store.query("select id from sale where lead = $lead order by id", lead=number)
        pages = [report(store, "explain", sale=int(sale)) for (sale,) in sales]
        if pages:
            return replace(pages[0], rows=[row for page in pages for row in page.rows])
    elif table == "payout":
        found = report(store, "explain_payout", payout=number)
    elif table == "receipt":
        found = report(store, "explain_receipt", receipt=number)
    elif table == "entry":
        found = report(store, "imports", entry=number)
    else:
        found = report(
            store, "explain", sale=number if table == "sale" else None, row=None if table == "sale" else number
        )
    if not found.rows:
        raise UsageError("no_such_record", id=f"{LETTERS[table]}{number}")
    return found


def with_history(store: Store, number: int) -> Table:
    """A lead, its history as the summary."""
    history = report(store, "lead_history", lead=number)
    return replace(report(store, "lead", lead=number), summary=history, record=True)


def with_terms(store: Store, code: str) -> Table:
    """A program, its terms as the summary."""
    terms = report(store, "program_terms", program=code)
    return replace(report(store, "program", program=code), summary=terms, record=True)


def rejected(store: Store, entry: int) -> Table:
    """The rows an import refused, each with its reason as a sentence; the import itself as the summary."""
    summary = report(store, "import", entry=entry)
    if not summary.rows:
        raise UsageError("no_such_record", id=f"I{entry}")
    found = report(store, "rejected", entry=entry)
    if not found.rows:
        return replace(summary, record=True, notes=[_("No row was refused.")])
    rows = [(line, Problem(str(code), json.loads(str(facts))), raw) for line, code, raw, facts in found.rows]
    return replace(found, columns=found.columns[:3], rows=rows, summary=summary)


def compared(store: Store, entry: int | None = None, other: int | None = None) -> tuple[int, int] | None:
    """The imports `changes` compares, newer and older; None where there are no two.

    Two imports of network rows that count. Where `entry` is None it is the newest one that has an older one beside it,
    where `other` is None the one before it of its source, account and format. UsageError for an id that is no import's.
    """
    for said in (entry, other):
        if said is not None and not store.one("select 1 from import_file where entry = $said", said=said):
            raise UsageError("no_such_record", id=f"I{said}")
    row = store.one(
        "select n.entry, max(o.entry) from import_file n join import_file o on o.entry <> n.entry and case"
        " when $other is not null then o.entry = $other"
        " else o.entry < n.entry and o.source = n.source and o.account = n.account and o.profile = n.profile end"
        " where n.kind = 'rows' and o.kind = 'rows' and n.undone_by is null and o.undone_by is null"
        " and ($entry is null or n.entry = $entry) group by n.entry order by n.entry desc limit 1",
        entry=entry, other=other,
    )  # fmt: skip
    return (int(row[0]), int(row[1])) if row else None


def changes(store: Store, entry: int | None = None, other: int | None = None, program: str | None = None) -> Table:
    """What changed from import `other` to import `entry` (see `compared`); nothing where there are no two.

    The summary counts each kind of change and adds up what the rows counted for before and after, per currency.
    """
    newer, older = compared(store, entry, other) or (None, None)
    found = report(store, "changes", entry=newer, other=older, program=program)
    place = {column.key: position for position, column in enumerate(found.columns)}
    sums: dict[tuple[str, str], list[Any]] = {}
    for row in found.rows:
        held = sums.setdefault((str(row[place["what"]]), str(row[place["currency"]])), [0, None, None])
        held[0] += 1
        for position, name in enumerate(("before", "after"), start=1):
            amount = row[place[name]]
            if isinstance(amount, Decimal):
                held[position] = amount + (held[position] or 0)
    columns = [
        Column("what", "What", "class"), Column("count", "Count", "int"), Column("before", "Before", "money"),
        Column("after", "After", "money"), Column("currency", "Currency", "currency"),
    ]  # fmt: skip
    rows = [(what, count, before, after, currency) for (what, currency), (count, before, after) in sums.items()]
    return replace(found, summary=Table("changes", "Changes", columns, rows))


def check_store(store: Store) -> Table:
    """Every check of the store, how many records break it, and the first of them."""
    columns = [Column("check", "Check", "code"), Column("wrong", "Wrong", "int"), Column("first", "First")]
    return Table("check", "Store check", columns, [tuple(row) for row in run_checks(store)])


def _column(line: str) -> Column:
    key, kind, title = line.split(" ", 2)
    assert kind in get_args(Kind), line
    return Column(key, title, cast(Kind, kind))


def _cell(value: Any, kind: Kind) -> Cell:
    """A value as the table holds it; evidence comes as JSON, its absent facts are left out."""
    if kind == "facts" and isinstance(value, str):
        return {key: str(fact) for key, fact in json.loads(value).items() if fact not in (None, "")}
    return cast(Cell, value)


def _rank(key: str, groups: list[str]) -> int:
    return groups.index(key) if key in groups else len(groups)
