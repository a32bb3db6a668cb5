"""One file after the other into the store: one summary line each, every refused row named."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from partnercli.cli.run import Run
from partnercli.domain.records import RecordKind
from partnercli.errors import InputRejected, PartnerError, UsageError, clean
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.domain.table import Cell
    from partnercli.intake import Records
    from partnercli.store.imports import Imported

_SHOWN_REJECTS = 20
_WORTH_SHOWING = 100_000
_PLAIN_ENCODINGS = ("utf-8", "utf-8-sig", "ascii", "xlsx", "xls", "ods")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user said of how to import: None or False where nothing was said; `kinds` empty = any."""

    kinds: tuple[RecordKind, ...] = ()
    profile: str | None = None
    account: str | None = None
    program: str | None = None
    payment: str | None = None
    currency: str | None = None
    encoding: str | None = None
    strict: bool = False
    again: bool = False
    replaces: bool = False
    known: frozenset[str] = frozenset()  # checksums of contents to leave alone: they were read before


@dataclass(frozen=True, slots=True)
class Done:
    """A file that was read: its name, the profile that read it, what came of it."""

    file: str
    profile: str
    imported: Imported


def import_files(run: Run, files: Sequence[str], wishes: Wishes) -> None:
    """Import each file in a transaction of its own; a refused one does not keep the others out.

    Ends with the last refusal, when there was one, after the summary of what went in. UsageError for an unknown program.
    """
    if "-" in files and sys.stdin.isatty():
        raise UsageError("stdin_is_terminal")
    if wishes.program is not None:
        wishes = replace(wishes, program=_known_program(run, wishes.program))
    done: list[Done] = []
    failure: PartnerError | None = None
    for file in files:
        try:
            read = import_one(run, file, wishes)
        except PartnerError as error:
            if failure is not None:
                run.warn(f"partnercli: {_('error')}: {failure}")
            failure = error
            continue
        if read is None:
            continue
        done.append(read)
        if not run.structured:
            _say(run, read)
    if run.structured:
        _show(run, done)
    if failure is not None:
        raise failure


def _known_program(run: Run, text: str) -> str:
    from partnercli.store.programs import find_program

    with run.store() as store:
        return find_program(store, text).code


def import_one(run: Run, file: str, wishes: Wishes) -> Done | None:
    """Read one file into the store; None for one that `wishes.known` leaves alone. Raises PartnerError for a refused one.

    It is read first; the store is opened late and closed early.
    """
    from partnercli import intake
    from partnercli.intake.source import read_source
    from partnercli.store import archive
    from partnercli.store.imports import Incoming, save

    settings = run.settings
    if not settings.db.exists():
        raise UsageError("no_store", path=settings.db)
    source = read_source(file, sys.stdin.buffer)
    if source.sha256 in wishes.known:
        return None
    with _Progress(source.name) as told:
        records = intake.read(
            source, profile=wishes.profile, encoding=wishes.encoding, currency=wishes.currency, kinds=wishes.kinds,
            progress=told,
        )  # fmt: skip
    _hint_what_was_found(run, source.name, records, wishes)
    _hint_unread(run, source.name, records.unread)
    used = records.profile
    kept = archive.place(settings.archive, source.sha256) if settings.archive else None
    incoming = Incoming(
        file=_spelled(source.name), sha256=source.sha256, kind=used.kind, profile=used.name, network=used.network,
        account=wishes.account or "", encoding=records.encoding, frames=records.frames, rejects=records.rejects,
        read=records.read, ignored=records.ignored, named=bool(used.key), raw_of=records.raw, place=_place(file),
        archive=str(kept) if kept else "",
        again=wishes.again, replaces=wishes.replaces, payment=wishes.payment or "", program=wishes.program or "",
    )  # fmt: skip

    def accept(imported: Imported) -> None:
        if imported.rejects and (wishes.strict or imported.rejected == imported.read):
            if imported.rejected > 1:
                tell_rejects(run, source.name, imported)
            raise _refusal(run, imported, source.name, wishes.strict)
        if kept and not run.dry_run:
            archive.keep(source.data, kept)

    with run.store(write=True, columns=True) as store:
        imported = save(store, incoming, dry_run=run.dry_run, accept=accept)
    _hint_unused(run, source.name, imported, wishes)
    return Done(source.name, used.name, imported)


def _place(file: str) -> str:
    """Where the file lies, for `imports show`; '' for a pipe."""
    return "" if file == "-" else _spelled(str(Path(file).absolute()))


def _spelled(name: str) -> str:
    """A file's name as the store can keep it: bytes that are no UTF-8, as old archives unpack them, shown as escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _hint_what_was_found(run: Run, file: str, records: Records, wishes: Wishes) -> None:
    """An encoding that was guessed, lines that are no records: said on stderr, for the one who doubts a figure."""
    if wishes.encoding is None and records.encoding not in _PLAIN_ENCODINGS:
        run.hint(_("{file}: read as {encoding}.").format(file=file, encoding=records.encoding))
    if records.left_out:
        run.hint(_("{file}: sheets not read: {sheets}.").format(file=file, sheets=", ".join(records.left_out)))
    if records.ignored:
        run.hint(
            _("{file}: lines that are no records of this kind and were left out: {n}.").format(
                file=file, n=records.ignored
            )
        )


def _hint_unread(run: Run, file: str, columns: Sequence[str]) -> None:
    """Columns with amounts that the profile does not read: they may be why a sum is another one."""
    for column in columns:
        run.hint(
            _(
                "{file}: the column {column} has amounts and is not read. See whether it changes what you are owed."
            ).format(file=file, column=column)
        )


def _hint_unused(run: Run, file: str, imported: Imported, wishes: Wishes) -> None:
    """Flags that stand in for what a file does not say, where it said all of it."""
    unused = [f"--{name}" for name in imported.unused]
    if wishes.currency is not None and wishes.currency not in imported.totals:
        unused.append("--currency")
    for flag in unused:
        run.hint(_("{file}: {flag} was not used: no record is in need of it.").format(file=file, flag=flag))


def _refusal(run: Run, imported: Imported, file: str, strict: bool) -> InputRejected:
    """Why the whole file is refused: with `--strict` for one bad row, otherwise because no row was good."""
    first = imported.rejects[0]
    code = "strict_rejects" if strict else "all_rejected"
    return InputRejected(code, where=f"{file}:{first.line}", count=imported.rejected, first=run.sentence(first.problem))


def _say(run: Run, done: Done) -> None:
    from partnercli.domain.money import plain

    file, imported = done.file, done.imported
    sums = ", ".join(f"{plain(amount)} {currency}" for currency, amount in imported.totals.items()) or "–"
    counts = _("{read} read, {new} new, {changed} changed, {same} same, {rejected} rejected; {sums}").format(
        read=imported.read, new=imported.new, changed=imported.changed, same=imported.same,
        rejected=imported.rejected, sums=sums,
    )  # fmt: skip
    run.say(f"I{imported.entry} {file} ({done.profile}): {counts}")
    for notice in imported.notices[:_SHOWN_REJECTS]:
        where = f"{file}:{notice.line}" if notice.line else file  # a row that vanished stands in no line
        run.hint(f"{where}: {run.sentence(notice.problem)}")
    tell_rejects(run, file, imported)
    if imported.rejected > _SHOWN_REJECTS:
        more = imported.rejected - _SHOWN_REJECTS
        if run.dry_run:
            run.warn(_("… {more} more: all of them are in --json.").format(more=more))
        else:
            run.warn(_("… {more} more: partnercli imports show {id}").format(more=more, id=f"I{imported.entry}"))


def tell_rejects(run: Run, file: str, imported: Imported) -> None:
    """The first refused rows, each with its place and reason.

    Their text is not told here: standard error goes into logs and mails, and a row may hold a person's data.
    """
    for reject in imported.rejects[:_SHOWN_REJECTS]:
        run.warn(f"{file}:{reject.line}: {run.sentence(reject.problem)}")


def _show(run: Run, done: Sequence[Done]) -> None:
    from partnercli.domain.table import Column, Table

    columns = [
        Column("file", "File"), Column("import", "Import", "id"), Column("profile", "Profile", "code"), Column("read", "Read", "int"),
        Column("new", "New", "int"), Column("changed", "Changed", "int"), Column("same", "Same", "int"),
        Column("rejected", "Rejected", "int"), Column("totals", "Totals", "sums"),
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (one.file, f"I{it.entry}", one.profile, it.read, it.new, it.changed, it.same, it.rejected, it.totals)
        for one in done
        for it in (one.imported,)
    ]
    refused = [(one.file, reject.line, reject.problem, reject.raw) for one in done for reject in one.imported.rejects]
    why = (
        Column("file", "File"),
        Column("line", "Line", "int"),
        Column("reason", "Reason", "problem"),
        Column("raw", "Row"),
    )
    rejects = Table("rejected", "Rejected rows", why, refused)
    run.show(Table("import", "Import", columns, rows, extra={"rejects": rejects}))


class _Progress:
    """Rows read so far on stderr, how fast and how much is left, for files long enough to wait for; silent off a terminal."""

    def __init__(self, file: str) -> None:
        self.file, self.shown, self.begun = clean(file), False, time.monotonic()

    def __enter__(self) -> Callable[[int, float], None]:
        return self._told

    def _told(self, rows: int, share: float) -> None:
        """`share` of the file's bytes is read."""
        if rows < _WORTH_SHOWING or not sys.stderr.isatty():
            return
        self.shown = True
        seconds = time.monotonic() - self.begun
        line = _("{file}: {rows} rows, {rate} a second, {left} s left").format(
            file=self.file, rows=f"{rows:,}", rate=f"{rows / seconds:,.0f}",
            left=round(seconds / share * (1 - share)) if share else "–",
        )  # fmt: skip
        print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_error: object) -> None:
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
