"""`partnercli log`: who changed what and when, in the spirit of version control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from partnercli.cli.run import Run, checked, day
from partnercli.cli.tree import command
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.store.store import Store


@command(
    "", "log", _("List the changes of the store, newest first; with an id, what a change did field by field."), lists=True, example="log I12",
)  # fmt: skip
def log(
    run: Run, id_: Annotated[str | None, typer.Argument(metavar="[I12|D3]", help=_("A change, or a decision."))] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help=_("Those from this day on."))] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help=_("Those of a login, or of anna@desk."))] = None,
    most: Annotated[int, typer.Option("-n", metavar="N", help=_("At most so many; 0 = all."))] = 20,
) -> None:  # fmt: skip
    from partnercli.reports.journal import change_made, changes_made

    first = day(since, run.today, "--since") if since else None
    read = False
    with run.store() as store:
        if id_ is None:
            table = changes_made(store, since=first, who=by, most=max(most, 0) or None)
        else:
            table = change_made(store, entry := _change(store, id_))
            read = store.one("select 1 from import_file where entry = $entry", entry=entry) is not None
    run.show(table)
    if read:
        run.hint(
            _(
                "What the file said: partnercli imports show {id}; what it changed: partnercli report changes --import {id}"
            ).format(id=table.rows[0][0])
        )


def _change(store: Store, text: str) -> int:
    """The change that `I12`, `12`, `last` or a decision of its (`D3`) names. UsageError for anything else."""
    from partnercli.domain.names import parse_id
    from partnercli.store.decisions import made_by
    from partnercli.store.journal import head

    if text == "last":
        return head(store.connection)[0]
    kinds = ("entry",) if text.isdigit() else ("decision", "entry")
    kind, number = checked(parse_id, text, *kinds, flag="ID")
    return made_by(store, number) if kind == "decision" else int(number)
