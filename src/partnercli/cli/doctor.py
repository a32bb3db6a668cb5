"""`partnercli doctor` and `partnercli config show`: is all well here, and where does each setting come from."""

from __future__ import annotations

from typing import Annotated

import typer

from partnercli.cli.run import Run
from partnercli.cli.tree import command, group
from partnercli.i18n import _, language


@command(
    "", "doctor", _("Look at versions, settings, store, schedule, disk: what is wrong and what to do. 1 with a problem."),
    lists=True, example="doctor",
)  # fmt: skip
def doctor(run: Run) -> None:
    from partnercli.cli.health import examine, usable
    from partnercli.domain.table import Column, Table

    lines = examine(run)
    columns = [Column("topic", "Topic", "code"), Column("state", "State", "class"), Column("what", "What", "problem")]
    usable(run).show(Table("doctor", "Doctor", columns, [(line.topic, line.state, line.what) for line in lines]))
    if any(line.state == "problem" for line in lines):
        raise typer.Exit(1)


nouns = group("config", _("The settings, and where each comes from."))


@command(nouns, "show", _("Show every setting as it counts here."), lists=True, example="config show --origin")
def show(
    run: Run, origin: Annotated[bool, typer.Option("--origin", help=_("Where it comes from: flag, environment, FILE:LINE."))] = False,
) -> None:  # fmt: skip
    from partnercli.domain.table import Column, Table
    from partnercli.settings import KEYS, said

    settings = run.settings  # a bad value ends the command here, with its place
    told = said()
    values = {
        "db": settings.db, "wait": settings.wait, "memory": settings.memory, "archive": settings.archive,
        "backups": settings.backups, "report_currency": settings.report_currency, "rates": ", ".join(settings.rate_sources),
        "lang": language(), "mask": "yes" if settings.mask else "no",
    }  # fmt: skip
    columns = [Column("key", "Key", "code"), Column("value", "Value"), Column("origin", "Origin", "code")]
    origins = {key: value.origin for key, value in told.items()}
    origins |= {key: f"--{key}" for key in ("db", "wait") if key in run.flags}
    rows = [(key, None if values[key] in (None, "") else str(values[key]), origins.get(key, "default")) for key in KEYS]
    kept = columns if origin else columns[:2]
    run.show(Table("config", "Settings", kept, [row[: len(kept)] for row in rows]))
