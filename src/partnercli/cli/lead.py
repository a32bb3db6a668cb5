"""`partnercli lead …`: the people you bring, from first contact to customer, with their whole history."""

from __future__ import annotations

from typing import Annotated

import typer

from partnercli.cli.options import ChannelCode, Encoding, OrderAmount, OrderId, Period, ProgramCode, SaleDay, Strict
from partnercli.cli.run import Run, number, say_changed
from partnercli.cli.tree import command, group
from partnercli.domain.records import LEAD_STATUS
from partnercli.errors import UsageError
from partnercli.i18n import _

Id = Annotated[str, typer.Argument(metavar="ID", help=_("A lead's id, L17, or `last`."))]
Name = Annotated[str | None, typer.Option("--name", help=_("The person's name."))]
Email = Annotated[str | None, typer.Option("--email", help=_("E-mail."))]
Phone = Annotated[str | None, typer.Option("--phone", help=_("Phone."))]
Date = Annotated[str | None, typer.Option("--date", metavar="DATE", help=_("The day it came. [default: today]"))]
Status = Annotated[
    str | None, typer.Option("--status", metavar="new|in_work|customer|refused", help=_("Where it stands."))
]
Reason = Annotated[str | None, typer.Option("--reason", help=_("Why it was refused."))]
Click = Annotated[str | None, typer.Option("--click", metavar="REF", help=_("The click or sub id."))]
Interest = Annotated[str | None, typer.Option("--interest", metavar="cold|warm|hot", help=_("How interested it is."))]
Value = Annotated[str | None, typer.Option("--value", metavar="SUM", help=_("What it may bring."))]
Next = Annotated[str | None, typer.Option("--next", metavar="DATE", help=_("The next contact."))]
Owner = Annotated[str | None, typer.Option("--owner", help=_("Who looks after it."))]
Note = Annotated[str | None, typer.Option("--note", help=_("A note for its history."))]


nouns = group("lead", _("Leads: the people you bring, their status and their history."))


@command(
    nouns, "add", _("Add a lead in one line, or answer a short dialogue on a terminal."), writes=True,
    example="lead add --program acme --channel telegram --name 'Anna' --email anna@example.com",
)  # fmt: skip
def add(
    run: Run, program: ProgramCode = None, channel: ChannelCode = None, name: Name = None, email: Email = None, phone: Phone = None,
    date: Date = None, status: Status = None, reason: Reason = None, order: OrderId = None, amount_: OrderAmount = None,
    click: Click = None, interest: Interest = None, value: Value = None, next_: Next = None, owner: Owner = None,
    note: Note = None,
    allow_duplicate: Annotated[bool, typer.Option("--allow-duplicate", help=_("Store it although the program has its e-mail or phone."))] = False,
) -> None:  # fmt: skip
    from partnercli.cli.entry import add_lead, asked

    given = {
        "program": program, "channel": channel, "name": name, "email": email, "phone": phone, "date": date,
        "status": status, "reason": reason, "order": order, "amount": amount_, "click": click, "interest": interest,
        "value": value, "next": next_, "owner": owner, "note": note,
    }  # fmt: skip
    add_lead(run, asked(run, given), allow_duplicate=allow_duplicate)


@command(
    nouns,
    "list",
    _("List leads, newest first."),
    lists=True,
    example="lead list --status in_work --channel telegram",
)
def list_(
    run: Run, program: ProgramCode = None, channel: ChannelCode = None, status: Status = None,
    period: Period = None,
    owner: Owner = None,
    find: Annotated[str | None, typer.Option("--find", metavar="TEXT", help=_("Part of a name, e-mail, phone or click id."))] = None,
) -> None:  # fmt: skip
    from partnercli.cli.report import narrowed
    from partnercli.reports import report

    with run.store() as store:
        limits = narrowed(run, store, period=period, program=program, channel=channel)
        table = report(store, "leads", **limits, status=_status(status), owner=owner, find=find)
    run.show(table)


@command(nouns, "show", _("Show a lead with its sales and its whole history."), lists=True, example="lead show L17")
def show(run: Run, id_: Id) -> None:
    from partnercli.reports import with_history
    from partnercli.store import leads as kept

    with run.store() as store:
        own = number(store, id_, "lead")
        kept.lead(store, own)
        table = with_history(store, own)
    run.show(table)


@command(
    nouns,
    "edit",
    _("Change a lead; the old values stay in its history."),
    writes=True,
    example="lead edit L17 --phone '+7 900 123-45-67'",
)
def edit(
    run: Run, id_: Id, program: ProgramCode = None, channel: ChannelCode = None, name: Name = None, email: Email = None,
    phone: Phone = None, date: Date = None, click: Click = None, interest: Interest = None, value: Value = None,
    next_: Next = None, owner: Owner = None,
) -> None:  # fmt: skip
    from partnercli.cli.entry import lead_values, name_twins
    from partnercli.store import leads as kept

    given = {
        "program": program, "channel": channel, "name": name, "email": email, "phone": phone, "date": date,
        "click": click, "interest": interest, "value": value, "next": next_, "owner": owner,
    }  # fmt: skip
    with run.store(write=True) as store:
        own = number(store, id_, "lead")
        changes = lead_values(
            run,
            store,
            {key: text for key, text in given.items() if text is not None},
            kept.lead(store, own)["program"],
        )
        with store.change("lead edit", f"L{own}", dry_run=run.dry_run) as entry:
            changed = kept.change_lead(store, own, changes, entry)
        if {"email", "phone"} & set(changed):
            name_twins(run, store, own)
    say_changed(run, f"L{own}", changed)


@command(
    nouns,
    "status",
    _("Move a lead to another status; a customer gets a sale."),
    writes=True,
    example="lead status L17 customer --order 1001 --amount 15000",
)
def status_(
    run: Run, id_: Id, status: Annotated[str, typer.Argument(metavar="STATUS", help=_("new, in_work, customer or refused."))],
    reason: Reason = None, order: OrderId = None, amount_: OrderAmount = None,
    date: SaleDay = None,
) -> None:  # fmt: skip
    from partnercli.cli.entry import add_sale, check_status
    from partnercli.store import leads as kept

    chosen = _status(status) or ""
    check_status(chosen, reason, order, amount_)
    with run.store(write=True) as store:
        own = number(store, id_, "lead")
        with store.change("lead status", f"L{own}", dry_run=run.dry_run) as entry:
            keeps_reason = chosen == "refused" and not reason
            values = {"status": chosen} if keeps_reason else {"status": chosen, "reason": reason or ""}
            changed = kept.change_lead(store, own, values, entry)
            has_sale = kept.has_order(store, own)
            sold = add_sale(run, store, own, order, amount_, date, entry) if order or amount_ is not None else None
    say_changed(run, f"L{own}", changed)
    if sold:
        run.say(sold)
    elif chosen == "customer" and "status" in changed and not has_sale:
        run.hint(_("No order yet: partnercli sale add --lead {id} --amount SUM --order ID").format(id=f"L{own}"))


@command(
    nouns,
    "note",
    _("Add a note to a lead's history."),
    writes=True,
    example="lead note L17 'Called, asks for a discount'",
)
def note_(run: Run, id_: Id, text: Annotated[str, typer.Argument(metavar="TEXT")]) -> None:
    from partnercli.store import leads as kept

    with run.store(write=True) as store:
        own = number(store, id_, "lead")
        kept.lead(store, own)
        with store.change("lead note", f"L{own}", dry_run=run.dry_run) as entry:
            kept.log(store, own, "note", "", text, entry)
    run.say(_("Noted on {id}.").format(id=f"L{own}"))


@command(
    nouns, "delete", _("Delete a lead entered by mistake; one that has money stays."), writes=True, example="lead delete L17",
)  # fmt: skip
def delete(run: Run, id_: Id) -> None:
    from partnercli.store import leads as kept

    with run.store(write=True) as store:
        own = number(store, id_, "lead")
        gone = kept.lead(store, own)
        with store.change("lead delete", f"L{own}", dry_run=run.dry_run):
            kept.delete_lead(store, own)
    who = ", ".join(part for part in (run.personal(gone["name"]), gone["program"]) if part)
    run.say(_("Deleted lead {id}: {who}.").format(id=f"L{own}", who=who))


@command(
    nouns, "export", _("Show all that is kept of a person: for whoever asks for their data."), lists=True,
    example="lead export L17 -o L17.json",
)  # fmt: skip
def export(run: Run, id_: Id) -> None:
    from partnercli.reconcile.findings import find
    from partnercli.reports.person import person
    from partnercli.store import leads as kept

    with run.store() as store:
        own = number(store, id_, "lead")
        twins = kept.same_person(store, [own])
        find(store)
        table = person(store, own)
    run.show(table)
    if twins:
        ids = " ".join(f"L{twin}" for twin in twins)
        run.hint(_("The same e-mail or phone is kept of: {ids}").format(ids=ids))


@command(
    nouns, "forget", _("Erase a person everywhere; money, days and ids stay. There is no way back."), writes=True,
    example="lead forget L17 --reason 'asked by mail'",
)  # fmt: skip
def forget(
    run: Run, ids: Annotated[list[str], typer.Argument(metavar="ID...", help=_("The leads of one person, L17."))],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("Why, in your words."))] = "",
    backups: Annotated[bool, typer.Option("--backups", help=_("Remove the copies of the store that were made before too."))] = False,
) -> None:  # fmt: skip
    from partnercli.cli import forgetting

    forgetting.forget(run, ids, reason, backups=backups)


@command(
    nouns,
    "import",
    _("Import leads from a CSV or XLSX file, or from a pipe."),
    lists=True,
    writes=True,
    example="lead import leads.csv",
)
def import_(
    run: Run, files: Annotated[list[str], typer.Argument(metavar="FILE|-...")],
    encoding: Encoding = None,
    strict: Strict = False,
) -> None:  # fmt: skip
    from partnercli.cli.importing import Wishes, import_files

    import_files(run, files, Wishes(kinds=("leads",), encoding=encoding, strict=strict))


def _status(text: str | None) -> str | None:
    if text is None or text in LEAD_STATUS:
        return text
    words = {
        "new": "new",
        "новый": "new",
        "в работе": "in_work",
        "in work": "in_work",
        "клиент": "customer",
        "отказ": "refused",
    }
    if text.casefold() in words:
        return words[text.casefold()]
    raise UsageError("bad_choice", where="STATUS", text=text, known=", ".join(LEAD_STATUS))
