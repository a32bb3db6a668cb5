"""A job carried out: read the files, reconcile, write the reports, tell who is to be told. One step after the other.

A step that fails is one line, and the others go on as far as they make sense. A busy store and the end of the time
stop what is left: whatever was done stays, and the same job run again does the rest. Whoever is to be told hears of that
too.
"""

from __future__ import annotations

import contextlib
import glob
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from partnercli import errors, files, interrupts
from partnercli.cli.jobfile import ANY, Files, Job, Output
from partnercli.cli.places import check_job, fixed_folder, job_lock, output_place
from partnercli.cli.run import Run
from partnercli.domain.problem import Problem
from partnercli.domain.table import Cell
from partnercli.errors import BusyError, UsageError, sentence
from partnercli.i18n import _

Result = Literal["done", "known", "skipped", "failed"]
TELLING = 120
"""Seconds until a job stops telling, whatever holds it; a message is given up before (`telling.TOGETHER`)."""


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one thing the job asked for: `code` is the exit code it would have had by itself."""

    step: str
    subject: str
    result: Result = "done"
    code: int = errors.OK
    problem: Problem | None = None
    read: int | None = None
    rejected: int | None = None


@dataclass(slots=True)
class Ran:
    """A job under way and after it.

    `findings` counts the open ones by code, `open` are their ids, `new` those each target was not told of, as (id,
    program, amount, currency, until); None = nobody could look.
    """

    job: Job
    steps: list[Step] = field(default_factory=list)
    findings: dict[str, int] | None = None
    open: list[str] = field(default_factory=list)
    new: dict[str, list[tuple[Cell, ...]]] = field(default_factory=dict)

    @property
    def code(self) -> int:
        """The exit code: the worst of the steps; findings count where the job says so."""
        found = self.findings or {}
        asked = found if self.job.fail_on == (ANY,) else self.job.fail_on
        counting = [errors.FINDINGS for code in asked if code in found]
        return errors.worst([*(step.code for step in self.steps), *counting])

    def count(self, step: str, *results: Result) -> int:
        return sum(one.step == step and one.result in results for one in self.steps)

    def failed(self, step: str) -> bool:
        return self.count(step, "failed") > 0

    @contextlib.contextmanager
    def attempt(self, run: Run, step: str, subject: str) -> Iterator[None]:
        """Note what failed inside the block and say it in one line; what stops the whole job goes on its way."""
        try:
            yield
        except BusyError:
            raise
        except Exception as error:
            if interrupts.seen():  # whatever a library made of it
                raise KeyboardInterrupt from error
            self.fail(run, Step(step, subject), error)

    def fail(self, run: Run, step: Step, error: Exception) -> None:
        problem, code = errors.told(error)
        self.steps.append(replace(step, result="failed", code=code, problem=problem))
        where = getattr(error, "where", "") or step.subject
        run.warn(f"partnercli: {_('error')}: {where}: {sentence(problem)}")


def carry_out(run: Run, job: Job) -> Ran:
    """Run the job; it has the store's jobs to itself meanwhile, and its time is bounded, that of its messages apart.

    Raises BusyError while another job runs on this store, UsageError where a report has a place it may not have: then
    nothing was begun.
    """
    check_job(job, run.settings)
    ran = Ran(job)
    with files.alone(job_lock(run.settings.db), run.settings.wait):
        with _bounded(run, ran, job.timeout):
            _steps(run, ran)
        if job.tell and not run.dry_run:
            from partnercli.cli.telling import tell

            with _bounded(run, ran, TELLING):
                tell(run, ran)
    return ran


@contextlib.contextmanager
def _bounded(run: Run, ran: Ran, seconds: int) -> Iterator[None]:
    """Give up what is left of the block when its time is over or the store is busy, and note that."""
    limit = interrupts.Deadline()
    try:
        with interrupts.deadline(seconds) as limit:
            yield
    except BusyError as error:
        ran.fail(run, Step("run", ran.job.name), error)
    except KeyboardInterrupt:
        if not limit.passed:
            raise
        ran.fail(run, Step("run", ran.job.name), BusyError("job_timeout", seconds=seconds))


def _steps(run: Run, ran: Ran) -> None:
    with ran.attempt(run, "run", ran.job.name), run.store(write=not run.dry_run):
        pass  # an older store is migrated here
    if ran.failed("run"):  # no step can be made with a store that cannot be used
        return
    for wanted in ran.job.imports:
        with ran.attempt(run, "import", wanted.pattern):
            _import(run, ran, wanted)
    if ran.job.reconcile:
        with ran.attempt(run, "reconcile", ran.job.name):
            _reconcile(run, ran)
    if not ran.failed("reconcile"):
        with ran.attempt(run, "findings", ran.job.name):
            _look(run, ran)
    for output in ran.job.reports:
        if ran.failed("reconcile"):  # figures that are known to be behind are worse than none
            ran.steps.append(Step("report", output.report, "skipped"))
        else:
            with ran.attempt(run, "report", output.file):
                _write(run, ran, output)


def _import(run: Run, ran: Ran, wanted: Files) -> None:
    """Every file of the pattern, by name; what was read before is left alone, a refused one does not stop the others."""
    from partnercli.cli.importing import import_one, tell_rejects
    from partnercli.store.imports import known_contents

    found = _matching(wanted.pattern)
    with run.store() as store:
        known = known_contents(store, wanted.wishes.account or "", wanted.wishes.profile)
    for file in found:
        with ran.attempt(run, "import", file):
            done = import_one(run, file, replace(wanted.wishes, known=known))
            if done is None:
                ran.steps.append(Step("import", file, "known"))
                continue
            tell_rejects(run, file, done.imported)
            ran.steps.append(Step("import", file, read=done.imported.read, rejected=done.imported.rejected))


def _matching(pattern: str) -> list[str]:
    """The files a pattern means, by name. No file is no mistake; UsageError where not even its folder is there."""
    folder = fixed_folder(pattern)
    if not folder.is_dir():
        raise UsageError("no_folder", path=folder)
    found = glob.glob(pattern, recursive=True)  # noqa: PTH207  the pattern is absolute, which Path.glob does not take
    return sorted(path for path in found if Path(path).is_file())


def _reconcile(run: Run, ran: Ran) -> None:
    from partnercli.reconcile import refresh

    if not run.dry_run:
        with run.store(write=True) as store:
            refresh(store)
    ran.steps.append(Step("reconcile", ran.job.name))


def _look(run: Run, ran: Ran) -> None:
    """What is wrong now, and what of it each target does not know."""
    from partnercli.reconcile.findings import find, open_ids
    from partnercli.reports.findings import counted, findings

    with run.store() as store:
        find(store)
        ran.findings, ran.open = counted(store), open_ids(store)
        for target in ran.job.tell:
            table = findings(store, unseen=target.name)
            keys = [column.key for column in table.columns]
            places = [keys.index(key) for key in ("id", "program", "amount", "currency", "until")]
            ran.new[target.name] = [tuple(row[place] for place in places) for row in table.rows]


def _write(run: Run, ran: Ran, output: Output) -> None:
    from partnercli.cli.report import currency_wanted, figures, narrowed

    target = currency_wanted(run, output.report, output.into)
    with run.store() as store:
        limits = narrowed(
            run, store, period=output.period, program=output.program, channel=output.channel, currency=output.currency
        )
        table = figures(run, store, output.report, limits, list(output.by), target)
    place = output_place(output, run.today)
    if not run.dry_run:
        place.parent.mkdir(parents=True, exist_ok=True)
        run.write(table, place, output.format, ran.job.own_files)
    ran.steps.append(Step("report", str(place)))
