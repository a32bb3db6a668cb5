"""`partnercli import` and `partnercli imports …`: any export in, and what was read before."""

from __future__ import annotations

from typing import Annotated

import typer

from partnercli.cli.options import Account, Encoding, ProgramCode, Strict
from partnercli.cli.run import Run, checked, number
from partnercli.cli.tree import command, group
from partnercli.errors import UsageError
from partnercli.i18n import _


@command(
    "", "import", _("Read any export of a network, bank, CRM or ad cabinet; the same file twice is read once."), lists=True, writes=True,
    example="import admitad.csv awin.csv",
)  # fmt: skip
def import_(
    run: Run, files: Annotated[list[str] | None, typer.Argument(metavar="FILE|-...", help=_("Files, or - for a pipe."))] = None,
    profile: Annotated[str | None, typer.Option("--profile", metavar="NAME", help=_("The format, where more than one could claim the file."))] = None,
    account: Account = None,
    program: ProgramCode = None,
    payment: Annotated[str | None, typer.Option("--payment", metavar="REF", help=_("The payment a paystub without payment ids belongs to."))] = None,
    currency: Annotated[str | None, typer.Option("--currency", metavar="RUB", help=_("The currency of rows that name none."))] = None,
    encoding: Encoding = None,
    strict: Strict = False,
    again: Annotated[bool, typer.Option("--again", help=_("What the file says counts now, even if it was read before."))] = False,
    replaces: Annotated[bool, typer.Option("--replaces", help=_("The file is all there is in its period: known rows it lacks have vanished."))] = False,
) -> None:  # fmt: skip
    from partnercli.cli.importing import Wishes, import_files
    from partnercli.domain.money import currency_code

    if not files:
        raise UsageError("file_argument_missing")
    spelled = checked(currency_code, currency, flag="--currency") if currency else None
    wishes = Wishes(
        profile=profile, account=account, program=program, payment=payment, currency=spelled, encoding=encoding,
        strict=strict, again=again, replaces=replaces,
    )  # fmt: skip
    import_files(run, files, wishes)


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


@command(
    nouns,
    "undo",
    _("Take an import back: rows and totals are as if it had never been read."),
    writes=True,
    example="imports undo I5",
)
def undo(run: Run, id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    from partnercli.store.imports.undo import newest, undo_import

    with run.store(write=True) as store:
        entry = newest(store) if id_ == "last" else number(store, id_, "entry")
        would = undo_import(store, entry, dry_run=True)
    # Asked with the store closed: nobody waits for an answer.
    count = would.gone + would.restored
    run.confirm(_("Take back I{entry}, records: {n}?").format(entry=entry, n=count), count)
    with run.store(write=True) as store:
        undone = undo_import(store, entry, dry_run=run.dry_run)
    run.say(
        _("Took back I{entry}, {file}: {gone} records gone, {restored} as they were before.").format(
            entry=entry, file=undone.file, gone=undone.gone, restored=undone.restored
        )
    )
    if not run.dry_run:
        run.hint(_("Bring the figures up to date: partnercli reconcile"))
