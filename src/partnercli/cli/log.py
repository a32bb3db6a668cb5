"""`partnercli log`: who changed what and when, in the spirit of version control."""

from __future__ import annotations

from typing import Annotated

import typer

from partnercli.cli.run import Run, day, number
from partnercli.cli.tree import command
from partnercli.i18n import _


@command(
    "", "log", _("List the changes of the store, newest first; with an id, what a change did field by field."), lists=True, example="log I12",
)  # fmt: skip
def log(
    run: Run, id_: Annotated[str | None, typer.Argument(metavar="[ID]", help=_("A change, I12."))] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help=_("Those from this day on."))] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help=_("Those of a login, or of anna@desk."))] = None,
    most: Annotated[int, typer.Option("-n", metavar="N", help=_("At most so many; 0 = all."))] = 20,
) -> None:  # fmt: skip
    from partnercli.reports.journal import change_made, changes_made

    first = day(since, run.today, "--since") if since else None
    with run.store() as store:
        if id_ is None:
            table = changes_made(store, since=first, who=by, most=max(most, 0) or None)
        else:
            table = change_made(store, number(store, id_, "entry"))
    run.show(table)
