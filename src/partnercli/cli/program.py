"""`partnercli program …`: programs with dated terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnercli.cli import complete
from partnercli.cli.options import Account, All, OrderAmount, SaleAction, SaleDay, SaleDelivery, SaleGoods, SaleVat
from partnercli.cli.run import Run, checked, day
from partnercli.cli.terms import check_until, described, said_terms, said_when, takes_terms
from partnercli.cli.tree import command, group
from partnercli.errors import UsageError
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.store.programs import Program

Code = Annotated[str, typer.Argument(metavar="CODE", autocompletion=complete.programs)]
Name = Annotated[str | None, typer.Option("--name", help=_("Its name, as people say it."))]
Network = Annotated[
    str | None, typer.Option("--network", help=_("The network it runs on; without it the program is direct."))
]
NetworkId = Annotated[str | None, typer.Option("--network-id", help=_("Its id or name in the network's exports."))]
Currency = Annotated[str | None, typer.Option("--currency", help=_("The currency it pays in. [default: RUB]"))]
Contact = Annotated[str | None, typer.Option("--contact", help=_("Who to write to about missing money."))]
LAST_OF_ITS_DAY = "\U0010ffff"
"""Order id of the sale `program expect` asks about: it comes after the sales of its day in the count of tiers."""


nouns = group("program", _("Programs: what you promote, on which network, on which terms."))


@command(
    nouns, "add", _("Add a program."), writes=True,
    example="program add acme --network admitad --rate 10% --hold 30 --pay-day 15",
)  # fmt: skip
@takes_terms
def add(
    run: Run, code: Code, name: Name = None, network: Network = None, network_id: NetworkId = None,
    account: Account = None, currency: Currency = None, contact: Contact = None, **said: Any,
) -> None:  # fmt: skip
    from partnercli.domain.names import check_code
    from partnercli.store import programs as kept

    checked(check_code, code, flag="CODE")
    money = _currency(currency) or "RUB"
    program = kept.Program(
        code, name or code, _network(run, network), network_id or "", account or "", money, contact or ""
    )
    terms = said_terms(run, kept.Terms(valid_from=_first_day(run, said) or kept.ALWAYS), money, said)
    check_until(terms, ())
    with run.store(write=True) as store:
        held = {other.code.casefold(): other for other in kept.programs(store)}
        if code.casefold() in held:
            raise UsageError("program_exists", program=held[code.casefold()].code)
        _warn_of_likeness(run, program, list(held.values()))
        with store.change("program add", code, dry_run=run.dry_run) as entry:
            kept.put_program(store, program, entry)
            if terms != kept.Terms():
                kept.put_terms(store, code, terms, entry)
            kept.resolve_rows(store)
    run.say(_("Added program {code} ({said}).").format(code=code, said=described(terms, money)))
    if not terms.pays:
        run.hint(_("No rate yet: partnercli program edit {code} --rate 10%").format(code=code))


@command(
    nouns,
    "edit",
    _("Change a program, or add terms from a day on."),
    writes=True,
    example="program edit acme --rate 12% --from 2026-12-01",
)
@takes_terms
def edit(
    run: Run, code: Code, name: Name = None, network: Network = None, network_id: NetworkId = None,
    account: Account = None, currency: Currency = None, contact: Contact = None, **said: Any,
) -> None:  # fmt: skip
    from partnercli.store import programs as kept
    from partnercli.store.terms import base_of

    with run.store(write=True) as store:
        held = kept.find_program(store, code)
        money = _currency(currency) or held.currency
        given = {
            "name": name, "network": None if network is None else _network(run, network), "network_id": network_id,
            "account": account, "contact": contact, "currency": money,
        }  # fmt: skip
        program = replace(held, **{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]
        start = _first_day(run, said)
        known = kept.terms(store, held.code)
        base = base_of(known, start or run.today, promo=bool(said["until"])) or kept.Terms()
        terms = said_terms(run, replace(base, valid_until=None), money, said)
        changes_terms = terms != base
        terms = replace(terms, valid_from=(start or run.today) if known or start else kept.ALWAYS)
        check_until(terms, known)
        with store.change("program edit", held.code, dry_run=run.dry_run) as entry:
            changed = kept.put_program(store, program, entry)
            if changes_terms:
                changed |= kept.put_terms(store, held.code, terms, entry)
            kept.resolve_rows(store)
    if changes_terms:
        run.say(_("Program {code}: {terms}, {since}.").format(
            code=held.code, terms=described(terms, money), since=said_when(terms)
        ))  # fmt: skip
    elif changed:
        run.say(_("Changed program {code}.").format(code=held.code))
    else:
        run.say(_("Nothing to change in {code}.").format(code=held.code))


@command(nouns, "list", _("List the programs."), lists=True, example="program list")
def list_(run: Run, all_: All = False) -> None:
    from partnercli.reports import report

    with run.store() as store:
        table = report(store, "programs", archived=all_)
    run.show(table)


@command(nouns, "show", _("Show a program and its terms."), lists=True, example="program show acme")
def show(run: Run, code: Code) -> None:
    from partnercli.reports import with_terms
    from partnercli.store import programs as kept

    with run.store() as store:
        table = with_terms(store, kept.find_program(store, code).code)
    run.show(table)


@command(nouns, "terms", _("List a program's terms by date."), lists=True, example="program terms acme")
def terms(run: Run, code: Code) -> None:
    from partnercli.reports import report
    from partnercli.store.programs import find_program

    with run.store() as store:
        table = report(store, "program_terms", program=find_program(store, code).code)
    run.show(table)


@command(
    nouns,
    "expect",
    _("What the terms promise for a sale, and by which rule; nothing is stored."),
    lists=True,
    example="program expect acme --amount 15000 --date 2026-11-20",
)
def expect(
    run: Run, code: Code, amount_: OrderAmount = None, date: SaleDay = None, vat: SaleVat = None,
    delivery: SaleDelivery = None, goods: SaleGoods = None, action: SaleAction = None,
) -> None:  # fmt: skip
    from partnercli.cli.entry import sale_of
    from partnercli.reports import report
    from partnercli.store import leads as kept
    from partnercli.store.programs import find_program

    with run.store(write=True) as store:
        program = find_program(store, code)
        sold = sale_of(
            run, program.currency, LAST_OF_ITS_DAY, amount_, date,
            {"vat": vat, "delivery": delivery, "goods": goods, "action": action},
        )  # fmt: skip
        # A sale like any other, taken back at once: no second formula can drift from the first.
        with store.change("program expect", program.code, dry_run=True) as entry:
            lead = kept.add_lead(store, kept.Lead(program.code, sold.sold_on, status="customer"), entry)
            kept.earn_by_lead(store, lead, entry)
            table = report(store, "expect", sale=kept.add_sale(store, lead, sold, entry))
    unknown = all(row[0] is None for row in table.rows)
    if unknown and any(row[[column.key for column in table.columns].index("percent")] for row in table.rows):
        raise UsageError("percent_of_what", where="--amount")
    run.show(replace(table, record=True))
    if unknown:
        run.hint(_("No terms for that day: partnercli program edit {code} --rate 10%").format(code=program.code))


@command(
    nouns,
    "archive",
    _("Put a program out of sight; its figures stay."),
    writes=True,
    example="program archive acme",
)
def archive(
    run: Run, code: Code, back: Annotated[bool, typer.Option("--back", help=_("Take it back."))] = False
) -> None:
    from partnercli.store import programs as kept

    with run.store(write=True) as store:
        program = replace(kept.find_program(store, code), archived=not back)
        with store.change("program archive", program.code, dry_run=run.dry_run) as entry:
            kept.put_program(store, program, entry)
    run.say((_("Program {code} is back.") if back else _("Archived program {code}.")).format(code=program.code))


@command(
    nouns,
    "apply",
    _("Declare programs, channels, terms and tolerances in YAML; doing it twice changes nothing."),
    writes=True,
    example="program apply programs.yaml",
)
def apply(run: Run, file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    from partnercli.cli.declared import apply_file

    new, changed, same = apply_file(run, file)
    run.say(
        _("Declared: {new} new, {changed} changed, {same} as they were.").format(new=new, changed=changed, same=same)
    )


@command(
    nouns,
    "dump",
    _("Write all programs, channels, terms and tolerances as YAML."),
    example="program dump > programs.yaml",
)
def dump(run: Run) -> None:
    from partnercli.cli.declared import dumped

    if run.masked:
        raise UsageError("whole_state_masked")
    with run.store() as store:
        print(dumped(store), end="")


def _first_day(run: Run, said: Mapping[str, Any]) -> date | None:
    return day(said["valid_from"], run.today, "--from") if said["valid_from"] else None


def _currency(text: str | None) -> str | None:
    from partnercli.domain.money import currency_code

    return checked(currency_code, text, flag="--currency") if text else None


def _network(run: Run, text: str | None) -> str:
    """The network's own short name where a profile knows the word, else the word in lower case."""
    if not text:
        return ""
    from partnercli.intake.catalogue import known_networks, network_slug

    network = network_slug(text)
    if network not in ("direct", *known_networks()):
        run.hint(_("No export format is known for the network {network}; known: {known}.").format(
            network=network, known=", ".join(known_networks())
        ))  # fmt: skip
    return network


def _warn_of_likeness(run: Run, program: Program, known: list[Program]) -> None:
    from difflib import SequenceMatcher

    for other in known:
        if SequenceMatcher(None, other.code.casefold(), program.code.casefold()).ratio() >= 0.85:
            run.warn(_("Very much like the program you have already: {other}.").format(other=other.code))


import partnercli.cli.tolerance  # noqa: E402, F401 - `program tolerance` stands in a file of its own
