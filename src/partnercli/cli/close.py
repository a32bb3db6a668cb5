"""`partnercli close`, `closes`, `reopen`: figures of a period that stay as they are."""

from __future__ import annotations

from typing import Annotated

import typer

from partnercli.cli.run import Run, checked
from partnercli.cli.tree import command
from partnercli.errors import UsageError
from partnercli.i18n import _

ClosedPeriod = Annotated[str, typer.Argument(metavar="PERIOD", help=_("2026-10, 2026-Q3, last-month, 30d …"))]


@command(
    "", "close", _("Freeze a period's figures with their hash; later changes show as movements."), writes=True, example="close 2026-10",
)  # fmt: skip
def close(run: Run, period: ClosedPeriod) -> None:
    from partnercli.domain.period import parse_period
    from partnercli.store import closes

    span = checked(parse_period, period, run.today, flag="PERIOD")
    with run.store(write=True) as store:
        closes.check(store, span)
        with store.change("close", str(span), dry_run=run.dry_run) as entry:
            closed = closes.close(store, span, entry)
    run.say(_("Closed {period} (I{entry}): {count} cases, SHA-256 {hash}.").format(
        period=span, entry=entry, count=closed.cases, hash=closed.hash
    ))  # fmt: skip


@command(
    "",
    "closes",
    _("List the closed periods, and whether their figures are still the frozen ones."),
    lists=True,
    example="closes",
)
def closes_(run: Run) -> None:
    from partnercli.reports import report

    with run.store() as store:
        table = report(store, "closes")
    run.show(table)


@command(
    "", "reopen", _("Take a close back; it stays in the list with the reason."), writes=True,
    example="reopen 2026-10 --reason 'late statement of March'",
)  # fmt: skip
def reopen(
    run: Run, period: ClosedPeriod,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("Why it is opened again."))],
) -> None:  # fmt: skip
    from partnercli.domain.period import parse_period
    from partnercli.store import closes

    if not reason.strip():
        raise UsageError("reason_missing", where="--reason")
    span = checked(parse_period, period, run.today, flag="PERIOD")
    with run.store(write=True) as store, store.change("reopen", str(span), dry_run=run.dry_run) as entry:
        closed = closes.reopen(store, span, reason.strip(), entry)
    run.say(_("Opened {period} again (I{entry}); it had been closed by I{closed}.").format(
        period=span, entry=entry, closed=closed
    ))  # fmt: skip
