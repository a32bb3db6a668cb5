"""`partnercli findings …`: what is wrong, how much is at stake, what to do next."""

from __future__ import annotations

from typing import Annotated

import typer

from partnercli.cli.options import ProgramCode, ReportCurrency
from partnercli.cli.run import Run, day
from partnercli.cli.tree import command, group
from partnercli.errors import UsageError
from partnercli.i18n import _

nouns = group("findings", _("Findings: what is wrong, how much is at stake, what to do next."))


@command(
    nouns, "list", _("List the open findings."), lists=True, example="findings list --code UNDERPAID --program shop"
)
def list_(
    run: Run,
    code: Annotated[list[str] | None, typer.Option("--code", metavar="CODE", help=_("These codes alone; may be given again."))] = None,
    program: ProgramCode = None,
    all_: Annotated[bool, typer.Option("--all", help=_("Accepted and snoozed ones too."))] = False,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help=_("Those that began on this day or later."))] = None,
    into: ReportCurrency = None,
) -> None:  # fmt: skip
    from partnercli.cli.report import currency_wanted, in_one_currency, narrowed
    from partnercli.reconcile.findings import find
    from partnercli.reports.findings import findings, for_people

    first = day(since, run.today, "--since") if since else None
    codes = chosen(code, "--code")
    target = currency_wanted(run, "findings", into)
    with run.store(into=target) as store:
        limits = narrowed(run, store, period=None, program=program, channel=None)
        run.hint_if_behind(store)
        find(store, *(codes or ()))
        asked = {"codes": codes, "everything": all_, "since": first, "unseen": None, **limits}
        table = in_one_currency(run, store, "findings", target, **asked) if target else findings(store, **asked)
    run.show(table if run.structured else for_people(table))


@command(
    nouns,
    "show",
    _("Show a finding: the money, the evidence, what to do next."),
    lists=True,
    example="findings show UNDERPAID-S12",
)
def show(run: Run, id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:  # fmt: skip
    from partnercli.domain.findings import codes_in
    from partnercli.reconcile.findings import find
    from partnercli.reports.findings import finding

    with run.store() as store:
        run.hint_if_behind(store)
        find(store, *codes_in(id_))
        table = finding(store, id_.strip())
    run.show(table)


@command(
    nouns, "codes", _("List the codes: what each means and what to do about it."), lists=True, example="findings codes"
)
def codes_(run: Run) -> None:
    from partnercli.reconcile.findings import name_codes
    from partnercli.reports.findings import codes

    with run.store() as store:
        name_codes(store)
        table = codes(store)
    run.show(table)


def chosen(words: list[str] | None, flag: str) -> list[str] | None:
    """The codes of a flag that may be repeated or hold several with commas. UsageError for an unknown one."""
    from partnercli.domain.findings import CODES

    said = [word.strip().upper() for words_ in words or () for word in words_.split(",") if word.strip()]
    for word in said:
        if word not in CODES:
            raise UsageError("unknown_finding_code", where=flag, word=word)
    return said or None
