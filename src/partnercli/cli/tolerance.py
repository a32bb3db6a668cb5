"""`partnercli program tolerance`: how far a row may be from its sale where no id says that they belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnercli.cli import complete
from partnercli.cli.run import Run, amount, checked, positive
from partnercli.cli.tree import command
from partnercli.errors import UsageError
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.store.tolerances import Tolerance


@command(
    "program", "tolerance", _("Say how far a row may be from its sale in money and days; without flags, list it."),
    lists=True, writes=True, example="program tolerance acme --amount 1 --percent 0.5% --days 3",
)  # fmt: skip
def tolerance(
    run: Run,
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", autocompletion=complete.programs)] = None,
    currency: Annotated[str | None, typer.Option("--currency", metavar="RUB", help=_("Of this currency only. [default: the program's, or every one]"))] = None,
    amount_: Annotated[str | None, typer.Option("--amount", metavar="1", help=_("A fixed sum."))] = None,
    percent: Annotated[str | None, typer.Option("--percent", metavar="0.5%", help=_("Percent of the sale's amount; the larger of the two counts."))] = None,
    days: Annotated[int | None, typer.Option("--days", min=0, max=60, help=_("Days before and after the sale. [default: 3]"))] = None,
    days_after: Annotated[int | None, typer.Option("--days-after", min=0, max=60, help=_("Days after the sale, where they differ."))] = None,
    forget: Annotated[bool, typer.Option("--forget", help=_("Let what is said for more count again."))] = False,
) -> None:  # fmt: skip
    from partnercli.domain.money import currency_code, parse_percent

    money = checked(currency_code, currency, flag="--currency") if currency else ""
    said: dict[str, Any] = {
        "percent": checked(parse_percent, percent, flag="--percent") if percent else None,
        "days_before": days, "days_after": days if days_after is None else days_after,
    }  # fmt: skip
    said = {key: value for key, value in said.items() if value is not None}
    if said or amount_ or forget:
        _change(run, code, money, said, amount_, forget)
    else:
        _list(run, code)


def _list(run: Run, code: str | None) -> None:
    from partnercli.reports import report
    from partnercli.store.programs import find_program

    with run.store() as store:
        table = report(store, "tolerances", program=find_program(store, code).code if code else None)
    run.show(table)


def _change(run: Run, code: str | None, money: str, said: dict[str, Any], fixed: str | None, forget: bool) -> None:
    from partnercli.store import tolerances
    from partnercli.store.programs import find_program

    if forget and (said or fixed):
        raise UsageError("tolerance_or_forget")
    with run.store(write=True) as store:
        program = find_program(store, code) if code else None
        own, currency = (program.code, money or program.currency) if program else ("", money)
        if fixed:
            if not currency:
                raise UsageError("flag_missing", flag="--currency")
            said["amount"] = positive(amount(fixed, "--amount", currency), "--amount")
        with store.change("program tolerance", own, dry_run=run.dry_run) as entry:
            if forget:
                gone = tolerances.forget(store, own, currency)
            else:
                new = tolerances.put_tolerance(store, own, currency, said, entry)
    whom = own or _("every program")
    if forget:
        line = _("Forgot the tolerance of {program}.") if gone else _("Nothing to change in {code}.")
        run.say(line.format(program=whom, code=whom))
    else:
        run.say(_("Tolerance of {program}: {said}.").format(program=whom, said=_described(new)))
        run.hint(_("Next: partnercli reconcile"))


def _described(new: Tolerance) -> str:
    from partnercli.domain.money import plain

    return _("{amount} or {percent}%, {before} days before to {after} days after").format(
        amount=f"{plain(new.amount)} {new.currency}".strip(), percent=f"{new.percent.normalize():f}",
        before=new.days_before, after=new.days_after,
    )  # fmt: skip
