"""`partnercli import` and `partnercli imports …`: any export in, one summary line a file, every refused row named."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from partnercli.cli.options import Account, Encoding, Strict
from partnercli.cli.run import Run, number
from partnercli.cli.tree import command, group
from partnercli.domain.records import RecordKind
from partnercli.errors import InputRejected, PartnerError, UsageError, sentence
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.domain.table import Cell
    from partnercli.store.imports import Imported

_SHOWN_REJECTS = 20


@command(
    "", "import", _("Read exports of networks, payouts or leads; the same file twice is read once."), lists=True, writes=True,
    example="import admitad.csv awin.csv",
)  # fmt: skip
def import_(
    run: Run, files: Annotated[list[str] | None, typer.Argument(metavar="FILE|-...", help=_("Files, or - for a pipe."))] = None,
    profile: Annotated[str | None, typer.Option("--profile", metavar="NAME", help=_("The format, where more than one could claim the file."))] = None,
    account: Account = None,
    encoding: Encoding = None,
    strict: Strict = False,
    again: Annotated[bool, typer.Option("--again", help=_("What the file says counts now, even if it was read before."))] = False,
) -> None:  # fmt: skip
    if not files:
        raise UsageError("file_argument_missing")
    import_files(run, files, Wishes((), profile, account, encoding, strict, again))


nouns = group("imports", _("What was imported: from where, how much, what was refused."))


@command(nouns, "list", _("List the imports, newest first."), lists=True, example="imports list")
def list_(run: Run) -> None:
    from partnercli.reports import report

    with run.store() as store:
        table = report(store, "imports")
    run.show(table)


@command(nouns, "show", _("Show an import with every row it refused and why."), lists=True, example="imports show I5")
def show(run: Run, id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    from partnercli.reports import rejected

    with run.store() as store:
        table = rejected(store, number(store, id_, "entry"))
    run.show(table)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user said of how to import: None or False where nothing was said; `kinds` empty = any."""

    kinds: tuple[RecordKind, ...] = ()
    profile: str | None = None
    account: str | None = None
    encoding: str | None = None
    strict: bool = False
    again: bool = False


def import_files(run: Run, files: Sequence[str], wishes: Wishes) -> None:
    """Import each file in a transaction of its own; a refused one does not keep the others out.

    Ends with the last refusal, when there was one, after the summary of what went in.
    """
    if "-" in files and sys.stdin.isatty():
        raise UsageError("stdin_is_terminal")
    done: list[tuple[str, str, Imported]] = []
    failure: PartnerError | None = None
    for file in files:
        try:
            name, used, imported = _import_one(run, file, wishes)
        except PartnerError as error:
            if failure is not None:
                run.warn(f"partnercli: {_('error')}: {failure}")
            failure = error
            continue
        done.append((name, used, imported))
        if not run.structured:
            _say(run, name, used, imported)
    if run.structured:
        _show(run, done)
    if failure is not None:
        raise failure


def _import_one(run: Run, file: str, wishes: Wishes) -> tuple[str, str, Imported]:
    """Read first, open the store late, close it early."""
    from partnercli import intake
    from partnercli.intake.source import read_source
    from partnercli.store.imports import Incoming, save

    if not run.settings.db.exists():
        raise UsageError("no_store", path=run.settings.db)
    source = read_source(file, sys.stdin.buffer)
    with _Progress(source.name) as told:
        records = intake.read(
            source, profile=wishes.profile, encoding=wishes.encoding, kinds=wishes.kinds, progress=told
        )
    if wishes.encoding is None and records.encoding not in ("utf-8", "utf-8-sig", "ascii", "xlsx"):
        run.hint(_("{file}: read as {encoding}.").format(file=source.name, encoding=records.encoding))
    used = records.profile
    incoming = Incoming(
        file=source.name, sha256=source.sha256, kind=used.kind, profile=used.name, network=used.network,
        account=wishes.account or "", encoding=records.encoding, frame=records.frame, rejects=records.rejects,
        read=records.read, raw_of=records.raw, again=wishes.again,
    )  # fmt: skip
    del records  # the frame is the store's now: memory holds it once

    def accept(imported: Imported) -> None:
        if imported.rejects and (wishes.strict or imported.rejected == imported.read):
            if imported.rejected > 1:
                _tell_rejects(run, source.name, imported)
            raise _refusal(imported, source.name, wishes.strict)

    with run.store(write=True, columns=True) as store:
        imported = save(store, incoming, dry_run=run.dry_run, accept=accept)
    return source.name, used.name, imported


def _refusal(imported: Imported, file: str, strict: bool) -> InputRejected:
    """Why the whole file is refused: with `--strict` for one bad row, otherwise because no row was good."""
    first = imported.rejects[0]
    code = "strict_rejects" if strict else "all_rejected"
    return InputRejected(code, where=f"{file}:{first.line}", count=imported.rejected, first=sentence(first.problem))


def _say(run: Run, file: str, profile: str, imported: Imported) -> None:
    from partnercli.domain.money import plain

    sums = ", ".join(f"{plain(amount)} {currency}" for currency, amount in imported.totals.items()) or "–"
    counts = _("{read} read, {new} new, {changed} changed, {same} same, {rejected} rejected; {sums}").format(
        read=imported.read, new=imported.new, changed=imported.changed, same=imported.same,
        rejected=imported.rejected, sums=sums,
    )  # fmt: skip
    run.say(f"I{imported.entry} {file} ({profile}): {counts}")
    for notice in imported.notices[:_SHOWN_REJECTS]:
        run.hint(f"{file}:{notice.line}: {sentence(notice.problem)}")
    _tell_rejects(run, file, imported)
    if imported.rejected > _SHOWN_REJECTS:
        more = imported.rejected - _SHOWN_REJECTS
        run.warn(_("… {more} more: partnercli imports show {id}").format(more=more, id=f"I{imported.entry}"))


def _tell_rejects(run: Run, file: str, imported: Imported) -> None:
    """The first refused rows, each with its place, reason and text."""
    for reject in imported.rejects[:_SHOWN_REJECTS]:
        run.warn(f"{file}:{reject.line}: {sentence(reject.problem)} | {reject.raw}")


def _show(run: Run, done: Sequence[tuple[str, str, Imported]]) -> None:
    from partnercli.domain.table import Column, Table

    columns = [
        Column("file", "File"), Column("import", "Import", "id"), Column("profile", "Profile"), Column("read", "Read", "int"),
        Column("new", "New", "int"), Column("changed", "Changed", "int"), Column("same", "Same", "int"),
        Column("rejected", "Rejected", "int"), Column("totals", "Totals", "sums"),
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (file, f"I{it.entry}", profile, it.read, it.new, it.changed, it.same, it.rejected, it.totals)
        for file, profile, it in done
    ]
    rejects = [
        {"file": file, "line": reject.line, "reason": sentence(reject.problem, english=True), "raw": reject.raw}
        for file, _profile, imported in done
        for reject in imported.rejects
    ]
    run.show(Table("import", "Import", columns, rows, extra={"rejects": rejects}))


class _Progress:
    """Rows read so far on stderr, for files long enough to wait for; silent off a terminal."""

    def __init__(self, file: str) -> None:
        self.file, self.shown = file, False

    def __enter__(self) -> Callable[[int], None]:
        return self._told

    def _told(self, rows: int) -> None:
        if rows >= 100_000 and sys.stderr.isatty():
            self.shown = True
            print(
                "\r" + _("{file}: {rows} rows …").format(file=self.file, rows=f"{rows:,}"),
                end="",
                file=sys.stderr,
                flush=True,
            )

    def __exit__(self, *_error: object) -> None:
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
