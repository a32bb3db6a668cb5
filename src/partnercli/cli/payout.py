"""`partnercli payout …`: money that arrived."""

from __future__ import annotations

from typing import Annotated

import typer

from partnercli.cli.options import Period, ProgramCode
from partnercli.cli.run import Run, amount, checked, day, number
from partnercli.cli.tree import command, group
from partnercli.errors import UsageError
from partnercli.i18n import _

Network = Annotated[
    str | None,
    typer.Option("--network", metavar="NAME", help=_("The network, where one payout is for all its programs.")),
]


nouns = group("payout", _("Payouts: money that arrived from networks and programs."))


@command(
    nouns,
    "add",
    _("Add a payout by hand."),
    writes=True,
    example="payout add --network admitad --amount '12 500,00 ₽' --reference 4711",
)
def add(
    run: Run, amount_: Annotated[str, typer.Option("--amount", metavar="1500", help=_("What arrived."))],
    program: ProgramCode = None, network: Network = None,
    currency: Annotated[str | None, typer.Option("--currency", help=_("[default: the program's]"))] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help=_("The day it arrived. [default: today]"))] = None,
    reference: Annotated[str | None, typer.Option("--reference", help=_("The payment's number."))] = None,
    allow_duplicate: Annotated[bool, typer.Option("--allow-duplicate", help=_("Store it although an equal one is there."))] = False,
) -> None:  # fmt: skip
    from partnercli.domain.money import currency_code, parse_amount, plain
    from partnercli.store import payouts as kept

    if bool(program) == bool(network):
        raise UsageError("program_or_network")
    spelled = checked(parse_amount, amount_, flag="--amount").currency
    wanted = checked(currency_code, currency, flag="--currency") if currency else spelled
    with run.store(write=True) as store:
        place = kept.place(store, program, network, wanted)
        value = amount(amount_, "--amount", place.currency)
        if value <= 0:
            raise UsageError("amount_not_positive", where="--amount", text=amount_)
        paid_on = day(date, run.today, "--date") if date else run.today
        payout = kept.Payout(place, paid_on, value, (reference or "").strip())
        twin = kept.twin(store, payout)
        if twin and not allow_duplicate:
            raise UsageError("payout_twice", payout=f"P{twin}")
        with store.change("payout add", dry_run=run.dry_run) as entry:
            own = kept.add(store, payout, entry)
    run.say(_("Added payout {id}: {sum} {currency}, {place}.").format(
        id=f"P{own}", sum=plain(value), currency=place.currency, place=place.program or place.network
    ))  # fmt: skip


@command(nouns, "list", _("List payouts, newest first."), lists=True, example="payout list --period 2026-10")
def list_(run: Run, period: Period = None, program: ProgramCode = None) -> None:
    from partnercli.cli.report import narrowed
    from partnercli.reports import report

    with run.store() as store:
        table = report(store, "payouts", **narrowed(run, store, period=period, program=program, channel=None))
    run.show(table)


@command(nouns, "show", _("Show a payout and where it came from."), lists=True, example="payout show P3")
def show(run: Run, id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    from partnercli.reports import explain

    with run.store() as store:
        table = explain(store, "payout", number(store, id_, "payout"))
    run.show(table)
