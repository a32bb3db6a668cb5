"""One file's records into the store: one journalled transaction, set-based, everything or nothing."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partnercli.domain.money import plain
from partnercli.domain.names import nearest
from partnercli.domain.problem import Problem, Reject
from partnercli.domain.records import RecordKind
from partnercli.store.store import Store

if TYPE_CHECKING:
    import polars as pl

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Incoming:
    """What intake read, as the store takes it. `network` is '' where the file names none.

    `raw_of` gives the text of lines the store itself refuses (unknown program, foreign currency); `again` takes a file
    that was read before as the newest word.
    """

    file: str
    sha256: str
    kind: RecordKind
    profile: str
    network: str
    account: str
    encoding: str
    frame: pl.DataFrame
    rejects: Sequence[Reject]
    read: int
    raw_of: Callable[[Iterable[int]], Mapping[int, str]]
    again: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """The summary of one import: counts of rows, the sums the file said per currency, what was refused, and what was
    kept but deserves a word (`notices`: a second deal of a known person)."""

    entry: int
    read: int
    new: int
    changed: int
    same: int
    totals: dict[str, Decimal]
    rejects: list[Reject]
    notices: list[Reject]

    @property
    def rejected(self) -> int:
        return len(self.rejects)


class _Frame:
    """A polars frame as DuckDB scans one without pyarrow."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(schema)


def save(
    store: Store, incoming: Incoming, *, dry_run: bool = False, accept: Callable[[Imported], None] = lambda _: None
) -> Imported:
    """Store the records; `accept` may raise to refuse the whole file (strict imports) before anything is kept.

    Upsert by the row's identity with version history; see the SQL of each kind. The store must be open for `columns`.
    """
    with store.change("import", incoming.file, dry_run=dry_run) as entry:
        imported = _upsert(store, incoming, entry)
        accept(imported)
        _record(store, incoming, imported)
    return imported


def _upsert(store: Store, incoming: Incoming, entry: int) -> Imported:
    connection = store.connection
    connection.register("incoming", _Frame(incoming.frame))
    try:
        summary = store.run(
            HERE / f"{incoming.kind}.sql",
            entry=entry,
            source=incoming.network or incoming.profile,
            account=incoming.account,
            network=incoming.network,
            network_name=incoming.network or None,
            reread=_read_before(store, incoming),
        )
    finally:
        with contextlib.suppress(Exception):  # in a transaction that failed it fails too, and would hide why
            connection.unregister("incoming")
    rejects = [*incoming.rejects, *_told(store, incoming, "refused")]
    rejects.sort(key=lambda reject: reject.line)
    new, changed = (int(summary[0][3]), int(summary[0][4])) if summary else (0, 0)
    same = incoming.read - len(rejects) - new - changed
    totals = {str(row[0]): Decimal(row[2] or 0) for row in summary if row[0]}
    return Imported(entry, incoming.read, new, changed, same, totals, rejects, _told(store, incoming, "noticed"))


def _read_before(store: Store, incoming: Incoming) -> bool:
    """Whether these very bytes were imported before by this profile, and are not to count anew."""
    if incoming.again:
        return False
    row = store.one(
        "select count(*) from import_file where sha256 = $sha256 and profile = $profile and account = $account",
        sha256=incoming.sha256,
        profile=incoming.profile,
        account=incoming.account,
    )
    return bool(row and row[0])


def _told(store: Store, incoming: Incoming, table: str) -> list[Reject]:
    rows = store.query(f"select line, min(code), arg_min(facts, code) from {table} group by line order by line")
    raw = incoming.raw_of([int(row[0]) for row in rows]) if rows else {}
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
            "entry": imported.entry,
            "file": incoming.file,
            "sha256": incoming.sha256,
            "profile": incoming.profile,
            "kind": incoming.kind,
            "source": incoming.network or incoming.profile,
            "account": incoming.account,
            "encoding": incoming.encoding,
            "read_n": imported.read,
            "new_n": imported.new,
            "changed_n": imported.changed,
            "same_n": imported.same,
            "rejected_n": imported.rejected,
            "totals": ", ".join(f"{plain(amount)} {currency}" for currency, amount in imported.totals.items()),
        },
    )
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
