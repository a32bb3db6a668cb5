"""`partnercli sale …`: the orders of your leads."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from partnercli.cli.options import (
    OrderAmount,
    OrderId,
    Period,
    ProgramCode,
    SaleAction,
    SaleDay,
    SaleDelivery,
    SaleGoods,
    SaleVat,
)
from partnercli.cli.run import Run, amount, day, number, positive, say_changed
from partnercli.cli.tree import command, group
from partnercli.errors import UsageError
from partnercli.i18n import _

Id = Annotated[str, typer.Argument(metavar="ID", help=_("A sale's id, S12, or `last`."))]


nouns = group("sale", _("Sales: the orders of your leads, and the commission expected."))


@command(
    nouns,
    "add",
    _("Add an order of a lead; the lead becomes a customer."),
    writes=True,
    example="sale add --lead L17 --amount 15000 --order 1001",
)
def add(
    run: Run, lead: Annotated[str, typer.Option("--lead", metavar="ID", help=_("Whose order it is."))],
    amount_: OrderAmount = None, date: SaleDay = None, order: OrderId = None, vat: SaleVat = None,
    delivery: SaleDelivery = None, goods: SaleGoods = None, action: SaleAction = None,
) -> None:  # fmt: skip
    from partnercli.cli.entry import add_sale
    from partnercli.store import leads as kept

    if amount_ is None and not action:
        raise UsageError("flag_missing", flag="--amount")
    facts = {"vat": vat, "delivery": delivery, "goods": goods, "action": action}
    with run.store(write=True) as store:
        own = number(store, lead, "lead")
        with store.change("sale add", f"L{own}", dry_run=run.dry_run) as entry:
            kept.change_lead(store, own, {"status": "customer", "reason": ""}, entry)
            said = add_sale(run, store, own, order, amount_, date, entry, facts)
    run.say(said)


@command(
    nouns,
    "list",
    _("List sales with their class, newest first."),
    lists=True,
    example="sale list --period last-month",
)
def list_(run: Run, period: Period = None, program: ProgramCode = None) -> None:
    from partnercli.cli.report import narrowed
    from partnercli.reports import report

    with run.store() as store:
        table = report(store, "sales", **narrowed(run, store, period=period, program=program, channel=None))
    run.show(table)


@command(
    nouns,
    "show",
    _("Show a sale: what was expected, what the network says, why."),
    lists=True,
    example="sale show S12",
)
def show(run: Run, id_: Id) -> None:
    from partnercli.reports import explain

    with run.store() as store:
        table = explain(store, "sale", number(store, id_, "sale"))
    run.show(table)


@command(
    nouns,
    "edit",
    _("Change a sale; the old values stay in its lead's history."),
    writes=True,
    example="sale edit S12 --amount 14500",
)
def edit(
    run: Run, id_: Id, amount_: OrderAmount = None, date: SaleDay = None, order: OrderId = None, vat: SaleVat = None,
    delivery: SaleDelivery = None, goods: SaleGoods = None, action: SaleAction = None,
) -> None:  # fmt: skip
    from partnercli.cli.entry import check_parts, sale_facts
    from partnercli.store import leads as kept

    with run.store(write=True) as store:
        own = number(store, id_, "sale")
        held = kept.sale(store, own)
        changes: dict[str, Any] = {}
        if amount_ is not None:
            changes["amount"] = positive(amount(amount_, "--amount", held["currency"]), "--amount")
        if date is not None:
            changes["sold_on"] = day(date, run.today, "--date")
        if order is not None:
            changes["order_id"] = order.strip()
        facts = {"vat": vat, "delivery": delivery, "goods": goods, "action": action}
        changes |= sale_facts(facts, held["currency"])
        check_parts({**held, **changes})
        with store.change("sale edit", f"S{own}", dry_run=run.dry_run) as entry:
            changed = kept.change_sale(store, own, changes, entry)
    say_changed(run, f"S{own}", changed)
