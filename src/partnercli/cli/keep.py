"""`partnercli check` and `partnercli export`: is the store sound, and the whole of it as text."""

from __future__ import annotations

from typing import Annotated

import typer

from partnercli.cli.run import Run
from partnercli.cli.tree import command
from partnercli.errors import UsageError
from partnercli.i18n import _


@command(
    "",
    "check",
    _("Check the store: identities, sums, links, versions. 1 when something is wrong."),
    lists=True,
    example="check",
)
def check(run: Run) -> None:
    from partnercli.reports import check_store

    with run.store() as store:
        table = check_store(store)
    broken = [row for row in table.rows if row[1]]
    if run.structured:
        run.show(table)
    elif broken:
        for row in broken:
            run.warn(_("{check}: {n} wrong, first: {example}").format(check=row[0], n=row[1], example=row[2]))
    else:
        run.say(_("The store is sound: {n} checks passed.").format(n=len(table.rows)))
    if broken:
        raise typer.Exit(1)


@command(
    "",
    "export",
    _("Write the whole state as text, the same bytes for the same state."),
    example="export --canonical > state.txt",
)
def export(
    run: Run,
    canonical: Annotated[bool, typer.Option("--canonical", help=_("One line a record, sorted, every column."))] = False,
) -> None:
    import sys

    from partnercli.store.canonical import lines

    if not canonical:
        raise UsageError("canonical_needed")
    with run.store() as store:
        for line in lines(store):
            sys.stdout.write(line)
