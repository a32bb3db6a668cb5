"""`partnercli undo`: the last decision or import taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from partnercli.cli.run import Run, checked
from partnercli.cli.tree import command
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.store.store import Store


@command(
    "", "undo", _("Take back a decision or an import; by default the last of them."), writes=True, example="undo D3"
)
def undo(
    run: Run,
    id_: Annotated[str, typer.Argument(metavar="[D3|I5]", help=_("A decision or an import; last is the newest of them."))] = "last",
) -> None:  # fmt: skip
    from partnercli.cli.imports import undo as undo_import
    from partnercli.domain.names import parse_id
    from partnercli.store.decisions import newest

    if id_ == "last":
        with run.store() as store:
            kind, number = newest(store)
            _say_what_stays(run, store)
    else:
        kind, number = checked(parse_id, id_, "decision", "entry", flag="ID")
    undo_import(run, f"I{number}") if kind == "entry" else _take_back(run, number)


def _take_back(run: Run, number: int) -> None:
    from partnercli.store.decisions import standing, take_back

    with run.store(write=True) as store:
        kind = standing(store, number)
        with store.change(kind, f"undo D{number}", dry_run=run.dry_run) as entry:
            take_back(store, number, entry)
    run.say(_("Took back D{n}.").format(n=number))
    if kind in ("link", "unlink") and not run.dry_run:
        run.hint(_("Bring the figures up to date: partnercli reconcile"))


def _say_what_stays(run: Run, store: Store) -> None:
    """Changes by hand that came later are not undone: only decisions and imports can be."""
    row = store.one(
        "select command, subject from entry where id = (select max(id) from entry"
        " where command not in ('reconcile', 'imports undo') and subject not like 'undo D%')"
        " and id not in (select entry from decision) and id not in (select entry from import_file)"
    )
    if row:
        run.hint(
            _("The last change, '{command}', cannot be taken back: only decisions and imports can.").format(
                command=" ".join(word for word in row if word)
            )
        )
