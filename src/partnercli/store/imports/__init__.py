"""One file's records into the store: one journalled transaction, set-based, everything or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partnercli.domain.money import plain
from partnercli.domain.names import nearest
from partnercli.domain.problem import Problem, Reject
from partnercli.domain.records import RecordKind
from partnercli.errors import InputRejected, UsageError
from partnercli.store.imports.stream import hold
from partnercli.store.imports.tables import DAYS, TABLES, settle
from partnercli.store.store import Store

if TYPE_CHECKING:
    import polars as pl

HERE = Path(__file__).parent
STEPS: dict[RecordKind, tuple[str, ...]] = {
    "rows": ("named", "rows_placed", "rows_look"),
    "payouts": ("payouts",),
    "lines": ("named", "lines"),
    "receipts": ("receipts",),
    "spend": ("spend",),
    "leads": ("leads", "lead_changes", "lead_sales"),
}
"""The files of each kind, in the order they run. Then rows end with `rows_new.sql` or `rows.sql`, and payouts, lines,
receipts and spend with `upsert.sql`."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What intake read, as the store takes it. `network` is '' where the file names none.

    `frames` gives the records in file order: the roles of the kind, `line`, and `content`, the text that identifies a
    record without an id of its own. `raw_of` gives the text of lines the store itself refuses (unknown program, foreign
    currency). `again` takes a file that was read before as the newest word; `replaces` says that the file is the full
    export of its period; `payment` and `program` (its code) are for lines and leads that name none. `place` is the
    file's absolute path ('' for standard input), `archive` where its bytes are kept, `ignored` counts lines that are no
    records of ours. `named` says that the profile has a key of its own: equal records are no question then.
    """

    file: str
    sha256: str
    kind: RecordKind
    profile: str
    network: str
    account: str
    encoding: str
    frames: Iterable[pl.DataFrame]
    rejects: Sequence[Reject]
    read: int
    raw_of: Callable[[Iterable[int]], Mapping[int, str]]
    again: bool = False
    replaces: bool = False
    payment: str = ""
    program: str = ""
    place: str = ""
    archive: str = ""
    ignored: int = 0
    named: bool = False

    @property
    def source(self) -> str:
        """The name space of the keys: the network, or the profile where a file names none."""
        return self.network or self.profile


@dataclass(frozen=True, slots=True)
class Imported:
    """The summary of one import: counts of records, the sums the file said per currency, what was refused, and what was
    kept but deserves a word (`notices`: a second deal of a known person, a row that vanished).

    `first_on` and `last_on` are the days its records speak of; `unused` names the wishes (payment, program) that no
    record was in need of.
    """

    entry: int
    read: int
    new: int
    changed: int
    same: int
    totals: dict[str, Decimal]
    rejects: list[Reject]
    notices: list[Reject]
    vanished: int = 0
    first_on: date | None = None
    last_on: date | None = None
    unused: tuple[str, ...] = ()

    @property
    def rejected(self) -> int:
        return len(self.rejects)


def known_contents(store: Store, account: str, profile: str | None) -> frozenset[str]:
    """The checksums of what was ever imported for this account, by this profile or, for None, by any; what was taken
    back since is among them."""
    rows = store.query(
        "select distinct sha256 from import_file where account = $account and ($profile is null or profile = $profile)",
        account=account, profile=profile,
    )  # fmt: skip
    return frozenset(str(sha256) for (sha256,) in rows)


def save(
    store: Store, incoming: Incoming, *, dry_run: bool = False, accept: Callable[[Imported], None] = lambda _: None
) -> Imported:
    """Store the records; `accept` may raise to refuse the whole file (strict imports) before anything is kept.

    Upsert by the record's identity with version history; see the SQL of each kind. The store must be open for
    `columns`. UsageError where `replaces` is asked of a kind that has no such exports; InputRejected where the file
    that is to replace its period has rows that were refused.
    """
    if incoming.replaces and incoming.kind != "rows":
        raise UsageError("replaces_rows_only", kind=incoming.kind)
    with store.change("import", dry_run=dry_run) as entry:
        imported = _upsert(store, incoming, entry)
        accept(imported)
        _record(store, incoming, imported)
    return imported


def _upsert(store: Store, incoming: Incoming, entry: int) -> Imported:
    values = {
        "entry": entry, "kind": incoming.kind, "source": incoming.source, "account": incoming.account,
        "network": incoming.network, "network_name": incoming.network or None, "payment": incoming.payment,
        "program": incoming.program, "reread": _read_before(store, incoming),
    }  # fmt: skip
    summary = _take(store, incoming, values)
    rejects = [*incoming.rejects, *_told(store, incoming, "refused")]
    rejects.sort(key=lambda reject: reject.line)
    vanished = _vanish(store, incoming, values, len(rejects)) if incoming.replaces else []
    new, changed = (int(summary[0][3]), int(summary[0][4])) if summary else (0, 0)
    same = incoming.read - len(rejects) - new - changed
    totals = {str(row[0]): Decimal(row[2] or 0) for row in summary if row[0]}
    told = _told(store, incoming, "noticed")
    notices = [*(each for each in told if not (incoming.named and each.problem.code == "equal_rows")), *vanished]
    first_on, last_on = _days(store, incoming.kind)
    return Imported(
        entry, incoming.read, new, changed, same, totals, rejects, notices, len(vanished), first_on, last_on,
        _unused(store, incoming),
    )  # fmt: skip


def _take(store: Store, incoming: Incoming, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run the kind's steps; per currency: currency, records taken, their sum, new ones, changed ones."""
    hold(store, incoming.frames)
    _will_write(store, incoming.kind, values["entry"])
    for step in ("occurrence", "keyed", *STEPS[incoming.kind]):
        found = store.run(HERE / f"{step}.sql", **values)
        if step == "leads":
            _will_write_leads(store, values["entry"])
    if incoming.kind == "rows":
        all_new = found[0][0] and not incoming.replaces
        return store.run(HERE / ("rows_new.sql" if all_new else "rows.sql"), **values)
    return found if incoming.kind == "leads" else _upsert_versions(store, incoming.kind, values)


def _will_write(store: Store, kind: RecordKind, entry: int) -> None:
    """Which rows the import is about to write: those that name its entry, and ids given back."""
    appended = ("lead_event",) if kind == "leads" else (TABLES[kind].name,)
    for table in (*appended, "sighting", "reject"):
        store.bulk(table, f"entry = {entry}")
    store.bulk("retired", "true")


def _will_write_leads(store: Store, entry: int) -> None:
    """The leads that are there already (`known` of leads.sql), the new ones, and the sales of both."""
    store.bulk("lead", f"entry = {entry} or id in (select id from known)")
    store.bulk("sale", f"entry = {entry} or lead in (select id from known)")


def _upsert_versions(store: Store, kind: RecordKind, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """`staged` into the kind's table as new records and new versions; the summary, as the SQL of rows gives it, with
    the sums of what counts of each key."""
    table = TABLES[kind]
    store.query(f"create or replace temp view record as select *, {table.undecided} as undecided from {table.name}")
    store.run(HERE / "upsert.sql", **values, table=table.name)
    store.query(f"insert into {table.name} by name select * from arriving")
    settle(store, kind, "select id from versioned where not is_new")
    if (HERE / f"{kind}_told.sql").exists():
        store.run(HERE / f"{kind}_told.sql", **values)
    return store.query(
        "select currency, count(*), sum(amount), (select count(*) from versioned where is_new),"
        " (select count(*) from versioned where not is_new) from ("
        f"select t.*, {table.undecided} as undecided from staged t where n in (select n from told)"
        " qualify row_number() over (partition by key order by undecided, n desc) = 1"
        ") group by currency order by currency"
    )


def _vanish(store: Store, incoming: Incoming, values: Mapping[str, Any], rejected: int) -> list[Reject]:
    """Rows of the file's period and programs that it does not name any more, each told.

    A file with refused rows proves nothing of what it does not name: one of them may be the row.
    """
    if rejected:
        raise InputRejected("replaces_rejects", where=incoming.file, count=rejected)
    return [
        Reject(0, "", Problem("vanished_row", {
            "row": row, "day": day, "amount": plain(amount), "currency": currency, "program": program,
        }))
        for row, day, amount, currency, program in store.run(HERE / "vanished.sql", **values)
    ]  # fmt: skip


def _unused(store: Store, incoming: Incoming) -> tuple[str, ...]:
    """The wishes that no record of the file carries in the end."""
    wishes = (("payment", incoming.payment, "lines", "payment_ref"), ("program", incoming.program, "leads", "program"))
    return tuple(
        name for name, said, kind, column in wishes
        if said and (
            incoming.kind != kind or not store.one(f"select 1 from placed where {column} = $said limit 1", said=said)
        )
    )  # fmt: skip


def _days(store: Store, kind: RecordKind) -> tuple[date | None, date | None]:
    first, last = DAYS[kind]
    row = store.one(f"select min({first}), max({last}) from staged")
    return row if row else (None, None)


def _read_before(store: Store, incoming: Incoming) -> bool:
    """Whether these very bytes were imported before by this profile, and are not to count anew.

    A full export is listened to for what it lacks, so it is for what it names.
    """
    if incoming.again or incoming.replaces:
        return False
    row = store.one(
        "select count(*) from import_file where sha256 = $sha256 and profile = $profile and account = $account"
        " and undone_by is null",
        sha256=incoming.sha256,
        profile=incoming.profile,
        account=incoming.account,
    )
    return bool(row and row[0])


def _told(store: Store, incoming: Incoming, table: str) -> list[Reject]:
    """The records a step refused or named, one problem each, with their text."""
    rows = store.query(
        "select coalesce(i.line, 0), t.code, t.facts"
        f" from (select n, min(code) as code, arg_min(facts, code) as facts from {table} group by n) t"
        " join incoming i on i.n = t.n order by t.n"
    )
    raw = incoming.raw_of(sorted({int(row[0]) for row in rows})) if rows else {}
    return [Reject(line, raw.get(line, ""), _problem(store, code, json.loads(facts))) for line, code, facts in rows]


def _problem(store: Store, code: str, facts: dict[str, Any]) -> Problem:
    """The problem, with the nearest name where an unknown one is near to any."""
    what = code.removeprefix("unknown_")
    if what not in ("program", "channel"):
        return Problem(code, facts)
    known = [name for row in store.query(f"select code, name from {what}") for name in row]
    near = nearest(str(facts[what]), known)
    return Problem(code if near else f"no_{what}", {**facts, "nearest": near})


def _record(store: Store, incoming: Incoming, imported: Imported) -> None:
    store.insert(
        "import_file",
        {
            "entry": imported.entry, "file": incoming.file, "sha256": incoming.sha256, "profile": incoming.profile,
            "kind": incoming.kind, "source": incoming.source, "account": incoming.account,
            "encoding": incoming.encoding, "read_n": imported.read, "new_n": imported.new,
            "changed_n": imported.changed, "same_n": imported.same, "rejected_n": imported.rejected,
            "totals": ", ".join(f"{plain(amount)} {currency}" for currency, amount in imported.totals.items()),
            "place": incoming.place, "archive": incoming.archive, "first_on": imported.first_on,
            "last_on": imported.last_on, "replaces": incoming.replaces, "ignored_n": incoming.ignored, "sighted": True,
        },
    )  # fmt: skip
    columns: dict[str, list[Any]] = {"line": [], "raw": [], "code": [], "facts": []}
    for reject in imported.rejects:
        columns["line"].append(reject.line)
        columns["raw"].append(reject.raw)
        columns["code"].append(reject.problem.code)
        columns["facts"].append(json.dumps(dict(reject.problem.facts), ensure_ascii=False, default=str))
    if imported.rejects:
        store.query(
            "insert into reject select $entry, unnest($line), unnest($raw), unnest($code), unnest($facts)",
            entry=imported.entry,
            **columns,
        )
        store.run(HERE / "forgotten_rejects.sql", entry=imported.entry)
