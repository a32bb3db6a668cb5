"""`partnercli reconcile` and `partnercli explain`: what each sale and row came to, and why."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer

from partnercli.cli.options import Period, ProgramCode
from partnercli.cli.run import Run, checked
from partnercli.cli.tree import command
from partnercli.i18n import _


@command(
    "", "reconcile", _("Match sales with network rows and payouts; every one gets exactly one class."), lists=True, writes=True,
    example="reconcile --period last-month",
)  # fmt: skip
def reconcile(
    run: Run, period: Period = None, program: ProgramCode = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help=_("Leave with 3 when there are findings."))] = False,
) -> None:  # fmt: skip
    from partnercli.cli.report import narrowed
    from partnercli.domain.money import plain
    from partnercli.reconcile import refresh
    from partnercli.reports import reconciled, report

    with run.store(write=not run.dry_run) as store:
        limits = narrowed(run, store, period=period, program=program, channel=None)
        if run.dry_run:
            run.warn(_("Nothing is linked on a dry run: these are the classes as they stand."))
        else:
            refresh(store)
        table, findings = reconciled(store, limits, rows=run.structured)
        unplaced = report(store, "unplaced", program=limits["program"]).rows
    if run.structured or not run.flags.get("quiet"):
        run.show(table)
    for owner, left, currency in unplaced:
        run.hint(
            _("{owner}: payouts of {sum} {currency} that no row explains.").format(
                owner=owner, sum=plain(Decimal(str(left))), currency=currency
            )
        )
    if exit_code and findings:
        raise typer.Exit(3)


@command(
    "",
    "explain",
    _("Why this is matched, missing or short: rows, files, lines, the rule."),
    lists=True,
    example="explain S12",
)
def explain_(
    run: Run,
    id_: Annotated[str, typer.Argument(metavar="ID", help=_("L17, S12, R345, P3 or I5; last is the newest sale."))],
) -> None:
    from partnercli.domain.names import LETTERS, parse_id
    from partnercli.reports import explain
    from partnercli.store.leads import last

    with run.store() as store:
        kind, own = ("sale", last(store, "sale")) if id_ == "last" else checked(parse_id, id_, *LETTERS, flag="ID")
        table = explain(store, kind, own)
    run.show(table)
