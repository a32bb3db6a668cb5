"""Entering a lead by hand: the words of the command line or of the dialogue become a lead and, with an order, a sale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import typer

from partnercli.cli.run import Run, amount, day, positive
from partnercli.domain.records import INTEREST, LEAD_STATUS
from partnercli.errors import UsageError, clean
from partnercli.i18n import _
from partnercli.store.programs import find_channel, find_program

if TYPE_CHECKING:
    from partnercli.store.leads import Sale
    from partnercli.store.store import Store

Words = dict[str, str | None]
_WHO = ("name", "email", "phone", "click", "order")


def asked(run: Run, given: Words) -> Words:
    """The given words, and on a terminal what is missing, asked for: what was given is not asked again.

    Defaults come from the last lead; an answer that cannot be is asked again at once. Off a terminal what is missing is
    a usage error naming the flag.
    """
    somebody = any(given[key] for key in _WHO)
    if (given["program"] and somebody) or not run.may_ask:
        if not given["program"]:
            raise UsageError("flag_missing", flag="--program")
        return given
    with run.store() as store:
        before = store.one("select program, channel from lead order by id desc limit 1") or ("", "")
        answers = dict(given)
        answers["program"] = given["program"] or _ask(
            _("Program"), before[0], lambda text: find_program(store, text).code
        )
        answers["channel"] = given["channel"] or _ask(
            _("Channel"), before[1], lambda text: find_channel(store, text).code if text else ""
        )
    for key, question in {"name": _("Name"), "email": _("E-mail"), "phone": _("Phone")}.items():
        answers[key] = given[key] or _ask(question, "", str)
    answers["date"] = given["date"] or _ask(
        _("Date"), run.today.isoformat(), lambda text: str(day(text, run.today, ""))
    )
    answers["status"] = given["status"] or _ask(_("Status"), "new", _known_status)
    if answers["status"] == "customer":
        answers["order"] = given["order"] or _ask(_("Order id"), "", str)
        answers["amount"] = given["amount"] or _ask(_("Amount"), "", lambda text: text and str(amount(text, "", None)))
    answers["note"] = given["note"] or _ask(_("Note"), "", str)
    return {key: text or None for key, text in answers.items()}


def _ask(question: str, default: str, check: Callable[[str], str]) -> str:
    """One question on the terminal, again until the answer can be."""
    while True:
        answer = str(typer.prompt(question, default=default, err=True, show_default=bool(default)))
        try:
            return check(answer.strip())
        except UsageError as error:
            typer.echo(str(error).removeprefix(": "), err=True)


def _known_status(text: str) -> str:
    if text not in LEAD_STATUS:
        raise UsageError("bad_choice", text=text, known=", ".join(LEAD_STATUS))
    return text


def add_lead(run: Run, given: Words, *, allow_duplicate: bool) -> None:
    """Store the lead, its note and its sale in one change, and say so with the ids."""
    from partnercli.store import leads as kept

    status = given["status"] or ("customer" if given["order"] or given["amount"] is not None else "new")
    check_status(status, given["reason"], given["order"], given["amount"])
    with run.store(write=True) as store:
        words = {key: text for key, text in given.items() if text is not None}
        values = lead_values(run, store, words, "")
        lead = kept.Lead(**{"lead_on": run.today, **values, "status": status, "reason": given["reason"] or ""})
        if not any(given[key] for key in _WHO):
            raise UsageError("flag_missing", flag="--name, --email, --phone, --click, --order")
        _name_twins(run, kept.twins(store, lead), lead.program, allow_duplicate)
        with store.change("lead add", dry_run=run.dry_run) as entry:
            number = kept.add_lead(store, lead, entry)
            if given["note"]:
                kept.log(store, number, "note", "", given["note"], entry)
            kept.earn_by_lead(store, number, entry)
            sold = None
            if given["order"] or given["amount"] is not None:
                sold = add_sale(run, store, number, given["order"], given["amount"], str(lead.lead_on), entry)
    who = run.personal(lead.name or lead.email or lead.phone or lead.click)
    run.say(_("Added lead {id}: {who}, {program}.").format(id=f"L{number}", who=who, program=lead.program))
    if sold:
        run.say(sold)
    elif status == "customer":
        run.hint(_("No order yet: partnercli sale add --lead {id} --amount SUM --order ID").format(id=f"L{number}"))


def add_sale(
    run: Run, store: Store, number: int, order: str | None, amount_: str | None, date: str | None, entry: int,
    facts: Mapping[str, str | None] | None = None,
) -> str:  # fmt: skip
    """Store a sale of the lead; the line that says so, with the commission its program's terms promise."""
    from partnercli.domain.money import plain
    from partnercli.store import leads as kept

    program = find_program(store, kept.lead(store, number)["program"])
    own = kept.add_sale(store, number, sale_of(run, program.currency, order, amount_, date, facts or {}), entry)
    expected = _expected(store, own)
    promised = f"{plain(expected)} {program.currency}" if expected is not None else "–"
    return _("Sale {id} of {lead}: expected commission {promised}.").format(
        id=f"S{own}", lead=f"L{number}", promised=promised
    )


def sale_of(
    run: Run, currency: str, order: str | None, amount_: str | None, date: str | None, facts: Mapping[str, str | None]
) -> Sale:
    """A sale of these words, of today where they name no day. UsageError names the flag that cannot be taken."""
    from partnercli.store import leads as kept

    value = None if amount_ is None else positive(amount(amount_, "--amount", currency), "--amount")
    sold_on = day(date, run.today, "--date") if date else run.today
    said = sale_facts(facts, currency)
    check_parts({**said, "amount": value})
    return kept.Sale(sold_on, currency, value, (order or "").strip(), **said)


def sale_facts(words: Mapping[str, str | None], currency: str) -> dict[str, Any]:
    """The words of --vat, --delivery, --goods and --action as a sale's fields; '' takes one back, None says nothing."""
    said = {key: text for key, text in words.items() if text is not None}
    parts = {key: text for key, text in said.items() if key in ("vat", "delivery")}
    return {
        **{
            key: positive(amount(text, f"--{key}", currency), f"--{key}") if text else None
            for key, text in parts.items()
        },
        **{key: " ".join(text.split()) for key, text in said.items() if key not in parts},
    }


def check_parts(fields: Mapping[str, Any]) -> None:
    """UsageError where VAT and delivery together are more than the sale's amount."""
    from partnercli.domain.money import plain

    whole, parts = (
        fields.get("amount"),
        sum((fields.get(name) or Decimal(0) for name in ("vat", "delivery")), Decimal(0)),
    )
    if whole is not None and parts > whole:
        raise UsageError("part_above_whole", where="--vat, --delivery", part=plain(parts), whole=plain(whole))


def check_status(status: str, reason: str | None, order: str | None, amount_: str | None) -> None:
    """A known status; an order only for a customer, a reason only for a refusal."""
    if status not in LEAD_STATUS:
        raise UsageError("bad_choice", where="--status", text=status, known=", ".join(LEAD_STATUS))
    if (order or amount_ is not None) and status != "customer":
        raise UsageError("order_of_no_customer", status=status)
    if reason and status != "refused":
        raise UsageError("reason_of_no_refusal", status=status)


def lead_values(run: Run, store: Store, words: Mapping[str, str], program: str) -> dict[str, Any]:
    """The words of a lead's flags as its fields. UsageError names an unknown program or channel, a bad date or sum."""
    values: dict[str, Any] = {
        key: words[key].strip() for key in ("name", "email", "phone", "click", "owner") if key in words
    }
    if "program" in words:
        chosen = find_program(store, words["program"])
        if program and chosen.currency != (own := find_program(store, program).currency):
            raise UsageError("currency_of_program", currency=own, program=chosen.code, own=chosen.currency)
        values["program"] = chosen.code
    if words.get("channel"):
        values["channel"] = find_channel(store, words["channel"]).code
    if "interest" in words:
        if words["interest"] not in ("", *INTEREST):
            raise UsageError("bad_choice", where="--interest", text=words["interest"], known=", ".join(INTEREST))
        values["interest"] = words["interest"]
    if "date" in words:
        values["lead_on"] = day(words["date"], run.today, "--date")
    if "next" in words:
        values["next_on"] = day(words["next"], run.today, "--next", "future") if words["next"] else None
    if "value" in words:
        currency = find_program(store, values.get("program") or program).currency
        values["value"] = amount(words["value"], "--value", currency) if words["value"] else None
    return values


def name_twins(run: Run, store: Store, number: int) -> None:
    """Name the leads that have this one's e-mail or phone, after a change of them."""
    from partnercli.store import leads as kept

    fields = kept.lead(store, number)
    own = kept.Lead(**{key: value for key, value in fields.items() if key != "id"})
    for other, _name, program in kept.twins(store, own, but=number):
        run.warn(_("{id} ({program}) has the same e-mail or phone.").format(id=f"L{other}", program=program))


def _name_twins(run: Run, twins: list[tuple[int, str, str]], program: str, allowed: bool) -> None:
    """A second lead with the same e-mail or phone is named: refused in one program, mentioned across programs."""
    for number, name, other in twins:
        if other == program and not allowed:
            if run.may_ask and typer.confirm(
                _("{id} ({name}) has the same e-mail or phone. Store it anyway?").format(
                    id=f"L{number}", name=clean(run.personal(name))
                ),
                err=True,
            ):
                return
            raise UsageError("duplicate_lead", lead=f"L{number}")
        run.warn(_("{id} ({program}) has the same e-mail or phone.").format(id=f"L{number}", program=other))


def _expected(store: Store, number: int) -> Any:
    """What the terms of the day promise for a sale, from the same view the reports read."""
    row = store.one("select amount from expected where sale = $sale", sale=number)
    return row[0] if row else None
