"""`partnercli run FILE.yaml` and `partnercli notify test FILE.yaml`: what a schedule runs, and whether its messages arrive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnercli.cli.run import Run
from partnercli.cli.tree import command, group
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.cli.jobrun import Ran
    from partnercli.domain.table import Table

JobFile = Annotated[
    Path, typer.Argument(metavar="FILE.yaml", help=_("The job: what to import, what to write, whom to tell."))
]


@command(
    "", "run", _("Carry out a job file: import, reconcile, write reports, tell what is new. Made for a schedule."),
    lists=True, writes=True, example="run job.yaml --quiet",
)  # fmt: skip
def run_(
    run: Run, file: JobFile,
    check: Annotated[bool, typer.Option("--check", help=_("Only look whether the job file is right."))] = False,
) -> None:  # fmt: skip
    from partnercli.cli.jobfile import load

    job = load(file)
    if check:
        from partnercli.cli.places import check_job

        check_job(job, run.settings)
        run.say(_("{file} is right.").format(file=file))
        return
    from partnercli.cli.jobrun import carry_out
    from partnercli.cli.telling import summary

    ran = carry_out(run, job)
    if run.structured:
        run.show(_table(ran))
    elif ran.code and run.quiet:
        run.warn(summary(ran))
    else:
        run.say(summary(ran))
    if ran.code:
        raise typer.Exit(ran.code)


def _table(ran: Ran) -> Table:
    from partnercli.domain.table import Column, Table

    columns = [
        Column("step", "Step", "code"), Column("subject", "Subject"), Column("result", "Result", "code"),
        Column("exit", "Exit code", "int"), Column("read", "Read", "int"), Column("rejected", "Rejected", "int"),
        Column("problem", "Problem", "problem"),
    ]  # fmt: skip
    rows = [
        (step.step, step.subject, step.result, step.code, step.read, step.rejected, step.problem) for step in ran.steps
    ]
    facts = {"job": ran.job.name, "exit": ran.code, "findings": dict(ran.findings or {})}
    return Table("run", "Job", columns, rows, extra=facts)


nouns = group("notify", _("Messages to the targets of a job."))


@command(
    nouns, "test", _("Send every target of a job a message, to see that it arrives."), example="notify test job.yaml"
)
def test(run: Run, file: JobFile) -> None:
    from partnercli import errors, notify
    from partnercli.cli.jobfile import load
    from partnercli.cli.jobrun import Ran
    from partnercli.cli.telling import EACH, url_of

    ran = Ran(load(file))
    if not ran.job.tell:
        raise errors.UsageError("nobody_to_tell", where=str(file))
    for target in ran.job.tell:
        with ran.attempt(run, "tell", target.name):
            notify.send(
                url_of(target),
                _("partnercli: a test"),
                _("Messages of the job {job} arrive here.").format(job=ran.job.name),
                EACH,
            )
            run.say(_("{target}: sent.").format(target=target.name))
    if ran.code:
        raise typer.Exit(ran.code)
