"""`partnercli check` and `partnercli export`: is the store sound, and the whole of it as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnercli.cli.run import Run
from partnercli.cli.tree import command
from partnercli.errors import UsageError
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.store.export import Form


PAST_US = ("journal_holds", "tables_sealed")
"""The checks that fail where something else than this tool wrote into the store."""


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
        if any(row[0] in PAST_US for row in broken):
            run.hint(_("Something other than partnercli wrote into the store."))
        run.hint(_("Bring back the last sound copy: partnercli restore. What differs: partnercli export --canonical."))
    else:
        run.say(_("The store is sound: {n} checks passed.").format(n=len(table.rows)))
    if broken:
        raise typer.Exit(1)


@command(
    "", "export", _("Write the whole state: as text, the same bytes for the same state, or every table as a file."),
    example="export --canonical > state.txt",
)  # fmt: skip
def export(
    run: Run,
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help=_("A new folder for --parquet or --csv."))] = None,
    canonical: Annotated[bool, typer.Option("--canonical", help=_("One line a record, sorted, every column."))] = False,
    parquet: Annotated[bool, typer.Option("--parquet", help=_("A Parquet file a table."))] = False,
    csv: Annotated[bool, typer.Option("--csv", help=_("A CSV file a table."))] = False,
) -> None:  # fmt: skip
    if canonical + parquet + csv != 1 or canonical != (folder is None):
        raise UsageError("export_form_needed")
    if run.masked:
        raise UsageError("whole_state_masked")
    if folder is not None:
        _export_tables(run, folder, "parquet" if parquet else "csv")
        return
    import sys

    from partnercli.store.canonical import lines

    with run.store() as store:
        for line in lines(store):
            sys.stdout.write(line)


def _export_tables(run: Run, folder: Path, form: Form) -> None:
    from partnercli.store.export import export

    with run.store(columns=True) as store:
        count = export(store, folder, form)
    run.say(_("Wrote {n} tables into {folder}.").format(n=count, folder=folder))
