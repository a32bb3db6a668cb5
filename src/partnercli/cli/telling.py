"""Whom a job tells: each target gets what is new to it, in a few lines without personal data.

A message that did not get through is one line, and what it held is still new the next time.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from partnercli import errors, notify
from partnercli.cli.jobfile import Target
from partnercli.cli.run import Run
from partnercli.domain.table import Cell
from partnercli.errors import BusyError, UsageError, clean
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.cli.jobrun import Ran

_SHOWN = 10
_LONGEST_URL = 4096
EACH, TOGETHER = 30.0, 110.0
"""Seconds one message may take, and all of a job."""


def tell(run: Run, ran: Ran) -> None:
    """Tell every target of the job what it was not told before; nothing where nothing is new and nothing failed.

    Each has a share of the time that is left, and none takes that of the others: neither one that does not answer nor
    a store too busy to remember what it was told, which it is told again the next time.
    """
    from partnercli.cli.jobrun import Step

    title, failed = summary(ran), ran.code not in (errors.OK, errors.FINDINGS)
    end = time.monotonic() + TOGETHER
    for left, target in zip(range(len(ran.job.tell), 0, -1), ran.job.tell, strict=True):
        new = ran.new.get(target.name, [])
        with _on_its_own(run, ran, target), ran.attempt(run, "tell", target.name):
            if new or failed:
                seconds = min(EACH, max(1.0, (end - time.monotonic()) / left))
                notify.send(url_of(target), title, message(new, failed=failed), seconds)
            if ran.findings is not None:
                _remember(run, target, ran.open)
            ran.steps.append(Step("tell", target.name, "done" if new or failed else "skipped"))


@contextlib.contextmanager
def _on_its_own(run: Run, ran: Ran, target: Target) -> Iterator[None]:
    """A busy store is the trouble of this target alone."""
    from partnercli.cli.jobrun import Step

    try:
        yield
    except BusyError as error:
        ran.fail(run, Step("tell", target.name), error)


def summary(ran: Ran) -> str:
    """The job in one line, fit for the subject of a mail."""
    said = _("{job}: {state}. Files read: {read}, known before: {known}, refused: {refused}. Reports: {reports}.").format(
        job=ran.job.name, state=_state(ran.code), read=ran.count("import", "done"), known=ran.count("import", "known"),
        refused=ran.count("import", "failed"), reports=ran.count("report", "done"),
    )  # fmt: skip
    if ran.findings is not None:
        said += " " + _("Findings: {n}.").format(n=sum(ran.findings.values()))
    return said


def _state(code: int) -> str:
    if code == errors.OK:
        return _("done")
    return (_("findings ({code})") if code == errors.FINDINGS else _("failed ({code})")).format(code=code)


def message(new: Sequence[Sequence[Cell]], *, failed: bool) -> str:
    """What a target reads: the new findings, each with its money and the last day to act."""
    lines = [_("Something failed. What it was stands in the output of the job.")] if failed else []
    if new:
        lines.append(_("New findings: {n}").format(n=len(new)))
    lines += [_line(*row) for row in new[:_SHOWN]]
    if len(new) > _SHOWN:
        lines.append(_("… {n} more: partnercli findings list").format(n=len(new) - _SHOWN))
    return "\n".join(lines)


def _line(id_: Cell, program: Cell, amount: Cell, currency: Cell, until: Cell) -> str:
    from partnercli.domain.money import plain

    parts = [clean(str(id_)), clean(str(program)) if program else ""]
    parts.append(f"{plain(amount)} {currency}" if isinstance(amount, Decimal) else "")
    parts.append(_("until {date}").format(date=until) if until else "")
    return ", ".join(part for part in parts if part)


def _remember(run: Run, target: Target, open_: list[str]) -> None:
    from partnercli.reconcile.findings import remember

    with run.store(write=True) as store:
        remember(store, open_, target.name)


def url_of(target: Target) -> str:
    """The secret URL of a target. UsageError where it is not there, or where others could read it."""
    if target.variable:
        url = os.environ.get(target.variable, "").strip()
        if not url:
            raise UsageError("target_unset", variable=target.variable)
        return url
    assert target.file is not None  # a job file names one of the two
    try:
        handle = os.open(target.file, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise UsageError("target_unreadable", path=target.file, detail=error.strerror) from None
    with os.fdopen(handle, "rb") as file:
        kept = os.fstat(handle)
        if not stat.S_ISREG(kept.st_mode) or kept.st_mode & 0o077 or kept.st_uid not in (os.geteuid(), 0):
            raise UsageError("target_open", path=target.file)
        url = file.read(_LONGEST_URL).decode(errors="replace").strip()
    if not url:
        raise UsageError("target_empty", path=target.file)
    return url
