"""`partnercli reconcile` and `partnercli explain`: what each sale and row came to, and why."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnercli.cli.options import Period, ProgramCode
from partnercli.cli.run import Run, checked
from partnercli.cli.tree import command
from partnercli.errors import UsageError
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.domain.table import Cell, Table
    from partnercli.store.store import Store


@command(
    "", "reconcile", _("Match sales with network rows and payouts; every one gets exactly one class."), lists=True, writes=True,
    example="reconcile --period last-month",
)  # fmt: skip
def reconcile(
    run: Run, period: Period = None, program: ProgramCode = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help=_("Leave with 3 when there are open findings."))] = False,
    only_new: Annotated[bool, typer.Option("--only-new", help=_("Only findings the last such run did not tell."))] = False,
    fail_on: Annotated[list[str] | None, typer.Option("--fail-on", metavar="CODE,…", help=_("Leave with 3 when there are findings of these codes."))] = None,
) -> None:  # fmt: skip
    from partnercli.cli.findings import chosen
    from partnercli.cli.report import narrowed
    from partnercli.reconcile import refresh
    from partnercli.reports import reconciled, report
    from partnercli.reports.findings import for_people

    codes = chosen(fail_on, "--fail-on")
    asked = exit_code or bool(codes) or only_new or run.structured or (not run.quiet and sys.stderr.isatty())
    with run.store(write=not run.dry_run) as store:
        limits = narrowed(run, store, period=period, program=program, channel=None)
        if run.dry_run:
            run.warn(_("Nothing is linked on a dry run: these are the classes as they stand."))
        else:
            refresh(store)
        table = reconciled(store, limits, rows=run.structured)
        counts, found = _findings(run, store, limits, only_new=only_new) if asked else ({}, None)
        unplaced = report(store, "unplaced", program=limits["program"]).rows
    if run.structured and found:
        run.show(replace(table, extra={"findings": found}))
    elif found and not found.rows:  # nothing at all off a terminal: cron mails whatever is printed
        if sys.stderr.isatty():
            run.hint(_("No new findings."))
    elif not run.quiet:
        run.show(for_people(found) if found else table)
    _advise(run, unplaced, 0 if only_new else sum(counts.values()))
    if (exit_code or codes) and any(code in counts for code in codes or counts):
        raise typer.Exit(3)


def _findings(run: Run, store: Store, limits: dict[str, Any], *, only_new: bool) -> tuple[dict[str, int], Table | None]:
    """How many findings there are of each code, and the findings themselves where they are to be shown.

    Looking for them costs more than a small reconcile, so it is done when somebody asks or looks on.
    """
    from partnercli.reconcile.findings import find, open_ids, remember
    from partnercli.reports.findings import counted, findings

    find(store)
    told = "" if only_new else None
    counts = counted(store, unseen=told, **limits)
    found = findings(store, unseen=told, **limits) if run.structured or only_new else None
    if only_new and not run.dry_run:
        remember(store, open_ids(store))
    return counts, found


def _advise(run: Run, unplaced: Sequence[Sequence[Cell]], findings: int) -> None:
    """What stands beside the classes, on stderr."""
    from partnercli.domain.money import plain

    for owner, left, currency in unplaced:
        run.hint(
            _("{owner}: payouts of {sum} {currency} that no row explains.").format(
                owner=owner, sum=plain(Decimal(str(left))), currency=currency
            )
        )
    if findings:
        run.hint(_("Findings: {n}. What to do about them: partnercli findings list").format(n=findings))


@command(
    "",
    "explain",
    _("Why this is matched, missing or short: rows, files, lines, the rule."),
    lists=True,
    example="explain S12",
)
def explain_(
    run: Run,
    id_: Annotated[
        str,
        typer.Argument(metavar="ID", help=_("L17, S12, R345, P3, B7, D2, I5 or a finding; last is the newest sale.")),
    ],
) -> None:
    from partnercli.reports import explain
    from partnercli.store.leads import last

    with run.store() as store:
        kind, own = ("sale", last(store, "sale")) if id_ == "last" else _record(store, id_)
        table = explain(store, kind, own)
    run.show(table)


def _record(store: Store, text: str) -> tuple[str, int]:
    """The record an id is about: its own, that of a finding (`UNDERPAID-S12`), or what a decision was about (`D3`)."""
    from partnercli.domain.findings import finding_id
    from partnercli.domain.names import LETTERS, parse_id

    if found := finding_id(text):
        subject = found.partition("-")[2]
        if subject[:1] not in LETTERS.values() or not subject[1:].isdigit():
            raise UsageError("finding_of_no_record", id=found)
        text = subject
    kind, own = checked(parse_id, text, *LETTERS, flag="ID")
    if kind != "decision":
        return kind, own
    row = store.one("select subject from decision where id = $own", own=own)
    if row is None:
        raise UsageError("no_such_record", id=f"D{own}")
    return _record(store, str(row[0]))
