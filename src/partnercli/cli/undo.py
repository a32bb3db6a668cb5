"""`partnercli undo`: the newest change taken back, or a certain one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from partnercli.cli.run import Run, checked
from partnercli.cli.tree import command
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.store.undo import Standing


@command(
    "", "undo", _("Take back the newest change, and again the one before it; or a certain change."), writes=True, example="undo",
)  # fmt: skip
def undo(
    run: Run,
    id_: Annotated[str, typer.Argument(metavar="[I5|D3]", help=_("A change or a decision; last is the newest change that stands."))] = "last",
) -> None:  # fmt: skip
    from partnercli.cli.imports import undo as undo_import
    from partnercli.domain.names import parse_id
    from partnercli.store.undo import newest, standing

    kind, number = ("entry", 0) if id_ == "last" else checked(parse_id, id_, "decision", "entry", flag="ID")
    if kind == "decision":
        _take_back_decision(run, number)
        return
    with run.store() as store:
        change = standing(store, number or newest(store))
    undo_import(run, f"I{change.entry}") if change.is_import else _take_back(run, change)


def _take_back(run: Run, change: Standing) -> None:
    from partnercli.store.undo import standing, undo_change

    said = " ".join(word for word in (change.command, change.subject) if word)
    # Asked with the store closed: nobody waits for an answer.
    run.confirm(_("Take back I{entry}, records: {n}?").format(entry=change.entry, n=change.records), change.records)
    with run.store(write=True) as store:
        behind = undo_change(store, standing(store, change.entry), dry_run=run.dry_run)
    if change.decisions:
        for number in change.decisions:
            run.say(_("Took back D{n}.").format(n=number))
    else:
        run.say(_("Took back I{entry}: {said}.").format(entry=change.entry, said=said))
    if behind:
        _hint(run)


def _take_back_decision(run: Run, number: int) -> None:
    from partnercli.store.decisions import standing, take_back

    with run.store(write=True) as store:
        kind, entry = standing(store, number)
        with store.change("undo", f"D{number}", undoes=entry, dry_run=run.dry_run) as undoing:
            take_back(store, number, undoing)
    run.say(_("Took back D{n}.").format(n=number))
    if kind in ("link", "unlink"):
        _hint(run)


def _hint(run: Run) -> None:
    if not run.dry_run:
        run.hint(_("Bring the figures up to date: partnercli reconcile"))
