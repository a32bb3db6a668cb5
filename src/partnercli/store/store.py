"""The store: one DuckDB file. Opened late, closed early, changed only inside a journalled transaction."""

from __future__ import annotations

import contextlib
import glob
import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any

from partnercli import files
from partnercli.errors import UsageError
from partnercli.store import change, digest, engine, journal, migrate, sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

HERE = Path(__file__).parent
VOCABULARY: dict[str, tuple[str, ...]] = {
    "contacts.sql": (),
    "names.sql": (),
    "forgotten.sql": ("contacts.sql",),
    "imports/programs.sql": ("names.sql",),
    "views.sql": (),
    "unseen.sql": (),
    "outcome_whole.sql": ("views.sql",),
    "outcome.sql": ("outcome_whole.sql",),
    "verdict.sql": ("views.sql", "outcome_now"),
    "versions.sql": (),
    "tolerance.sql": ("names.sql", "views.sql"),
    "keys.sql": ("contacts.sql", "tolerance.sql"),
    "decisions.sql": (),
    "reversals.sql": ("views.sql",),
    "payments.sql": ("views.sql", "names.sql"),
    "residuals.sql": ("payments.sql",),
    "chain.sql": ("verdict.sql", "payments.sql"),
    "retired.sql": ("views.sql",),
    "delays.sql": ("views.sql",),
    "awaited.sql": ("verdict.sql", "delays.sql", "payments.sql"),
    "rates.sql": (),
    "drift.sql": ("verdict.sql",),
    "closes.sql": ("verdict.sql",),
    "journal.sql": (),
}
"""The files of shared words (TEMP macros and views), each with what it stands on directly."""
KEPT = ("outcome_kept.sql",)
LIVE = ("outcome_whole.sql", "outcome.sql", "outcome_behind.sql")
"""`outcome_now`: the outcomes the last reconcile kept, or, where something changed since, the views."""
WISHES: Mapping[str, Any] = {"report_currency": None, "rate_sources": ["cbr", "ecb"]}
"""What every `.sql` file may ask beside `$today`, and what it is told where the settings say nothing."""
PROVED = 32 << 20
"""Bytes up to which a store is read whole before anything is written into it: some 40 ms. `check` reads larger ones."""
Row = tuple[Any, ...]


class Store:
    """An open store. `write` takes the file's only lock; reports open read-only.

    `columns` lets frames be scanned. `today` is the day every age and due date is counted to. `memory` bounds what the
    engine holds, '' = its own bound. `wishes` are those of `WISHES` that the settings name.
    """

    def __init__(
        self,
        path: Path,
        *,
        write: bool = False,
        wait: float = 5.0,
        today: date,
        columns: bool = False,
        memory: str = "",
        wishes: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self._known = {"today": today, **WISHES, **wishes}
        self.path, self.today, self.clock_fixed = path, today, today != date.today()
        if not path.exists():
            raise UsageError("no_store", path=path)
        if write and not os.access(path.parent, os.W_OK):
            raise UsageError("directory_read_only", path=path.parent)
        with contextlib.ExitStack() as opening:
            opening.enter_context(engine.private_files())  # readers too: what does not fit into memory goes to files
            held = opening.enter_context(contextlib.ExitStack())  # closed after the connection
            self.connection: Connection = engine.connect(path, write=write, wait=wait, columns=columns, memory=memory)
            opening.callback(engine.close, self.connection, path, write=write)
            with engine.translated(path):
                if write and path.stat().st_size <= PROVED:
                    digest.read_whole(self.connection)
                self.migrated = migrate.bring_up_to_date(
                    self.connection, path, write=write, now=self.now(), keep=lambda schema: self._kept(schema, held)
                )
            self._taught: set[str] = set()
            self._change: change.Change | None = None
            self._committing = contextlib.ExitStack()
            self._closing = opening.pop_all()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file; an engine error from inside the block leaves as one of ours."""
        with self._committing, self._closing, engine.translated(self.path):
            if error is not None:
                raise error

    def _kept(self, schema: int, held: contextlib.ExitStack) -> Path:
        from partnercli.store.backup import keep_before_migration

        return keep_before_migration(self.connection, self.path, schema, held)

    def query(self, text: str, **values: Any) -> list[Row]:
        """Rows of one statement; values only as `$name`."""
        self._teach(text)
        return self.connection.execute(text, values).fetchall() if values else self.connection.execute(text).fetchall()

    def one(self, text: str, **values: Any) -> Row | None:
        """The first row, or None."""
        rows = self.query(text, **values)
        return rows[0] if rows else None

    def run(self, path: Path, **values: Any) -> list[Row]:
        """The rows of an `.sql` file's last statement; `$today` is always known to it."""
        self._teach(path.read_text(encoding="utf-8"))
        return sql.run(self.connection, path, **{**self._known, **values})

    def _teach(self, text: str) -> None:
        """Make the words of the vocabulary that the text uses, and what they stand on, once a connection.

        All of them cost tens of milliseconds: a command that asks for a name pays for no verdicts.
        """
        for file in VOCABULARY:
            if file not in self._taught and not sql.words(HERE / file).isdisjoint(sql.WORD.findall(text)):
                self._learn(file)

    def _learn(self, part: str) -> None:
        if part in self._taught:
            return
        self._taught.add(part)
        for each in (LIVE if self.behind() else KEPT) if part == "outcome_now" else VOCABULARY.get(part, ()):
            self._learn(each)
        if part != "outcome_now":
            sql.run(self.connection, HERE / part, **self._known)

    def outcomes_kept(self) -> None:
        """After a reconcile: `outcome_now` is the table from here on, and `case_…` are all cases again."""
        taught = "outcome_now" in self._taught
        self._taught -= {"outcome_now", *KEPT, *LIVE}
        if taught:
            self._learn("outcome_now")

    def behind(self) -> int:
        """How many changes the last reconcile has not seen; links and kept outcomes know nothing of them.

        After an undo it looks at all of them anew, yet those before it are not said to be unseen.
        """
        row = self.one(
            "select count(*), count(case when id > (select max(id) from entry where command = 'reconcile') then 1 end)"
            " from unseen"
        )
        return int(row[1] or row[0]) if row else 0

    @contextlib.contextmanager
    def change(
        self, command: str, subject: str = "", *, undoes: int | None = None, dry_run: bool = False
    ) -> Iterator[int]:
        """One journalled change: yields its entry id, all or nothing. A dry run does everything and keeps nothing.

        `subject` names what it was about, by ids: '' is the ids of the records it wrote. `undoes` is the entry it takes
        back.
        """
        with (
            engine.translated(self.path),
            contextlib.suppress(_DryRunError),
            engine.transaction(self.connection, self._committing),
        ):
            self._change = writing = change.Change(self.connection)
            try:
                yield writing.entry
                if dry_run:
                    raise _DryRunError
                writing.finish(self.now(), command, subject, undoes)
            except BaseException:
                self._taught.clear()  # words made inside the transaction go with it
                raise
            finally:
                self._change = None

    def insert(self, table: str, values: Mapping[str, Any]) -> None:
        """Append one record. Column names come from our code, values are bound."""
        if self._change:
            self._change.inserting(table, values)
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join(f"${name}" for name in values)
        self.connection.execute(f"insert into {table} ({names}) values ({marks})", dict(values))

    def update(self, table: str, where: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Give the records with the values `where` those of `values`. Few records: each leaves its trace."""
        if self._change:
            self._change.writing(table, where)
        settings = ", ".join(f'"{name}" = $new_{name}' for name in values)
        bound = {**where, **{f"new_{name}": value for name, value in values.items()}}
        self.connection.execute(f"update {table} set {settings} where {change.alike(where)}", bound)

    def delete(self, table: str, where: Mapping[str, Any]) -> int:
        """Delete the records with these values, each leaving its trace; how many there were."""
        if self._change:
            self._change.writing(table, where)
        gone = self.connection.execute(f"delete from {table} where {change.alike(where)}", dict(where)).fetchall()
        return int(gone[0][0])

    def bulk(self, table: str, condition: str) -> None:
        """Say which rows of a table of facts statements of this change are about to write (see `Change.bulk`)."""
        if self._change:
            self._change.bulk(table, condition)

    def reseal(self, *tables: str) -> None:
        """Seal the tables as this change leaves them, whoever wrote them before (see `Change.reseal`)."""
        if self._change:
            self._change.reseal(tables)

    def next_id(self, table: str) -> int:
        """The id after the greatest there ever was: short, permanent, never given again."""
        row = self.one(
            f"select greatest(coalesce(max(id), 0), (select coalesce(max(id), 0) from retired where kind = $table)) + 1"
            f" from {table}",
            table=table,
        )
        return int(row[0]) if row else 1

    def now(self) -> datetime:
        """Naive UTC; with `--today` the start of that day, so that a told run can be told again."""
        if self.clock_fixed:
            return datetime.combine(self.today, time())
        return journal.moment()


class _DryRunError(Exception):
    """Leaves a change's transaction without keeping it."""


def create(path: Path) -> bool:
    """Make an empty store, readable by its owner alone; False when one is there already, which is brought up to date.

    It is made beside its place and moved in whole, so that an interrupted `init` leaves nothing.
    """
    if path.exists():
        with Store(path, write=True, today=date.today()):
            return False
    draft = files.draft_of(path)
    try:
        files.folder(path.parent)
        files.sweep(path.parent, glob.escape(path.name))
        draft.touch()
        draft.unlink()
    except OSError as error:
        raise UsageError("directory_read_only", path=path.parent) from error
    try:
        with (
            engine.private_files(),
            engine.translated(draft),
            contextlib.closing(engine.connect(draft, write=True, wait=0)) as connection,
        ):
            migrate.bring_up_to_date(connection, draft, write=True)
            connection.execute("checkpoint")  # closing would do it too, and would not say when the disk is full
        return files.move_in(draft, path)
    finally:
        for leftover in (draft, draft.with_name(draft.name + ".wal")):
            leftover.unlink(missing_ok=True)
