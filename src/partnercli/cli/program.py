"""`partnercli program …`: programs with dated terms."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnercli.cli import complete
from partnercli.cli.options import Account, All
from partnercli.cli.run import Run, amount, checked, day, positive
from partnercli.cli.tree import command, group
from partnercli.errors import UsageError
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.store.programs import Program, Terms

Code = Annotated[str, typer.Argument(metavar="CODE", autocompletion=complete.programs)]
Name = Annotated[str | None, typer.Option("--name", help=_("Its name, as people say it."))]
Network = Annotated[
    str | None, typer.Option("--network", help=_("The network it runs on; without it the program is direct."))
]
NetworkId = Annotated[str | None, typer.Option("--network-id", help=_("Its id or name in the network's exports."))]
Currency = Annotated[str | None, typer.Option("--currency", help=_("The currency it pays in. [default: RUB]"))]
Contact = Annotated[str | None, typer.Option("--contact", help=_("Who to write to about missing money."))]
Rate = Annotated[str | None, typer.Option("--rate", metavar="10%", help=_("Percent of the sale."))]
Flat = Annotated[str | None, typer.Option("--flat", metavar="1500", help=_("A fixed sum instead of a percentage."))]
Per = Annotated[str | None, typer.Option("--per", metavar="sale|lead", help=_("What it pays for. [default: sale]"))]
Hold = Annotated[
    int | None, typer.Option("--hold", min=0, max=3650, help=_("Days from the sale to validation. [default: 30]"))
]
PayDay = Annotated[int | None, typer.Option("--pay-day", min=1, max=31, help=_("Day of the month it pays on."))]
Minimum = Annotated[str | None, typer.Option("--minimum", metavar="1000", help=_("Payout threshold."))]
Claim = Annotated[
    int | None,
    typer.Option("--claim-window", min=0, max=3650, help=_("Days after the sale in which a claim is taken.")),
]
Track = Annotated[
    int | None,
    typer.Option(
        "--track-days", min=0, max=3650, help=_("A sale without a row is missing after so many days. [default: 7]")
    ),
]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help=_("First day of these terms."))]


nouns = group("program", _("Programs: what you promote, on which network, on which terms."))


@command(
    nouns, "add", _("Add a program."), writes=True,
    example="program add acme --network admitad --rate 10% --hold 30 --pay-day 15",
)  # fmt: skip
def add(
    run: Run, code: Code, name: Name = None, network: Network = None, network_id: NetworkId = None, account: Account = None,
    currency: Currency = None, contact: Contact = None, rate: Rate = None, flat: Flat = None, per: Per = None,
    hold: Hold = None, pay_day: PayDay = None, minimum: Minimum = None, claim_window: Claim = None,
    track_days: Track = None, valid_from: From = None,
) -> None:  # fmt: skip
    from partnercli.domain.names import check_code
    from partnercli.store import programs as kept

    checked(check_code, code, flag="CODE")
    money = _currency(currency) or "RUB"
    program = kept.Program(
        code, name or code, _network(run, network), network_id or "", account or "", money, contact or ""
    )
    terms = _terms(kept.Terms(), money, rate, flat, per, hold, pay_day, minimum, claim_window, track_days)
    terms = replace(terms, valid_from=day(valid_from, run.today, "--from")) if valid_from else terms
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
    run.say(_("Added program {code} ({said}).").format(code=code, said=_describe(terms, money)))
    if not (rate or flat):
        run.hint(_("No rate yet: partnercli program edit {code} --rate 10%").format(code=code))


@command(
    nouns,
    "edit",
    _("Change a program, or add terms from a day on."),
    writes=True,
    example="program edit acme --rate 12% --from 2026-12-01",
)
def edit(
    run: Run, code: Code, name: Name = None, network: Network = None, network_id: NetworkId = None, account: Account = None,
    currency: Currency = None, contact: Contact = None, rate: Rate = None, flat: Flat = None, per: Per = None,
    hold: Hold = None, pay_day: PayDay = None, minimum: Minimum = None, claim_window: Claim = None,
    track_days: Track = None, valid_from: From = None,
) -> None:  # fmt: skip
    from partnercli.store import programs as kept

    with run.store(write=True) as store:
        held = kept.find_program(store, code)
        money = _currency(currency) or held.currency
        given = {
            "name": name, "network": None if network is None else _network(run, network), "network_id": network_id,
            "account": account, "contact": contact, "currency": money,
        }  # fmt: skip
        program = replace(held, **{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]
        start = day(valid_from, run.today, "--from") if valid_from else run.today
        all_terms = kept.terms(store, held.code)
        before = [terms for terms in all_terms if terms.valid_from <= start] or all_terms[:1] or [kept.Terms()]
        terms = _terms(before[-1], money, rate, flat, per, hold, pay_day, minimum, claim_window, track_days)
        changes_terms = terms != before[-1]
        first = start if all_terms or valid_from else kept.ALWAYS
        with store.change("program edit", held.code, dry_run=run.dry_run) as entry:
            changed = kept.put_program(store, program, entry)
            if changes_terms:
                changed |= kept.put_terms(store, held.code, replace(terms, valid_from=first), entry)
            kept.resolve_rows(store)
    if changes_terms:
        since = _("from the beginning") if first == kept.ALWAYS else _("from {day}").format(day=first)
        run.say(
            _("Program {code}: {terms}, {since}.").format(code=held.code, terms=_describe(terms, money), since=since)
        )
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
    _("Declare programs, channels and terms in YAML; doing it twice changes nothing."),
    writes=True,
    example="program apply programs.yaml",
)
def apply(run: Run, file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    from partnercli.cli.declared import apply_file

    new, changed, same = apply_file(run, file)
    run.say(
        _("Programs and channels: {new} new, {changed} changed, {same} as they were.").format(
            new=new, changed=changed, same=same
        )
    )


@command(nouns, "dump", _("Write all programs, channels and terms as YAML."), example="program dump > programs.yaml")
def dump(run: Run) -> None:
    from partnercli.cli.declared import dumped

    with run.store() as store:
        print(dumped(store), end="")


def _terms(
    base: Terms, money: str, rate: str | None, flat: str | None, per: str | None, hold: int | None,
    pay_day: int | None, minimum: str | None, claim: int | None, track: int | None,
) -> Terms:  # fmt: skip
    """The base terms with what the flags say over them."""
    from partnercli.domain.money import parse_percent

    if rate and flat:
        raise UsageError("rate_or_flat")
    if per not in (None, "sale", "lead"):
        raise UsageError("bad_choice", where="--per", text=per, known="sale, lead")
    if per == "lead" and rate:
        raise UsageError("rate_per_lead")
    given: dict[str, object] = {
        "per": per, "hold_days": hold, "pay_day": pay_day, "claim_days": claim, "track_days": track,
        "minimum": positive(amount(minimum, "--minimum", money), "--minimum") if minimum else None,
    }  # fmt: skip
    terms = replace(base, **{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]
    if rate:
        terms = replace(terms, percent=checked(parse_percent, rate, flag="--rate"), flat=None)
    if flat:
        terms = replace(terms, percent=None, flat=positive(amount(flat, "--flat", money), "--flat"))
    return terms


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


def _describe(terms: Terms, money: str) -> str:
    from partnercli.domain.money import plain

    if terms.percent is not None:
        paid = f"{terms.percent.normalize():f}%"
    else:
        paid = _("no rate") if terms.flat is None else f"{plain(terms.flat)} {money}"
    return f"{paid} / {_(terms.per)}, {_('hold')} {terms.hold_days}"
