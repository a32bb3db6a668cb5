"""`link`, `unlink`, `accept`, `snooze` and `decisions`: what a person decides, remembered across runs and imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from partnercli.cli.run import Run, checked, day
from partnercli.cli.tree import command
from partnercli.errors import UsageError
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.store.decisions import AtStake, Pair
    from partnercli.store.store import Store

One = Annotated[str, typer.Argument(metavar="ID", help=_("S12, R45, P3 or B7."))]
Other = Annotated[str, typer.Argument(metavar="ID", help=_("The other record."))]
Why = Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("Why, in your words."))]
Finding = Annotated[str, typer.Argument(metavar="ID", help=_("A finding (UNDERPAID-S12), or a record with all its findings."))]  # fmt: skip


@command(
    "",
    "link",
    _("Say that two records belong together: sale and row, row and payout, bank line and payout."),
    writes=True,
    example="link S12 R45",
)
def link(run: Run, one: One, other: Other, reason: Why = "") -> None:  # fmt: skip
    _decide(run, "link", _pair(one, other), reason, _("{id}: {one} and {other} belong together."))


@command(
    "",
    "unlink",
    _("Say that two records do not belong together; no run links them again."),
    writes=True,
    example="unlink S12 R45",
)
def unlink(run: Run, one: One, other: Other, reason: Why = "") -> None:  # fmt: skip
    _decide(run, "unlink", _pair(one, other), reason, _("{id}: {one} and {other} never belong together."))


@command(
    "",
    "accept",
    _("Accept a finding as it is; it is open again when more is at stake."),
    writes=True,
    example="accept UNDERPAID-S12 --reason 'agreed by phone'",
)
def accept_(run: Run, id_: Finding, reason: Why) -> None:  # fmt: skip
    from partnercli.store.decisions import accept

    if not reason.strip():
        raise UsageError("reason_missing", where="--reason")
    found = _found(run, id_)
    run.confirm(_("Accept findings: {n}?").format(n=len(found)), len(found))
    with run.store(write=True) as store, store.change("accept", id_, dry_run=run.dry_run) as entry:
        numbers = [accept(store, each, reason.strip(), entry) for each in found]
    for number, each in zip(numbers, found, strict=True):
        run.say(_("D{n}: accepted {finding}{amount}.").format(n=number, finding=each.finding, amount=_amount(each)))


@command("", "snooze", _("Put a finding aside until a day."), writes=True, example="snooze LATE-S12 --until +14d")
def snooze_(run: Run, id_: Finding, until: Annotated[str, typer.Option("--until", metavar="DATE", help=_("The day it comes back."))]) -> None:  # fmt: skip
    from partnercli.store.decisions import snooze

    back = day(until, run.today, "--until", lean="future")
    if back <= run.today:
        raise UsageError("snooze_past", where="--until", date=back)
    found = _found(run, id_)
    run.confirm(_("Snooze findings: {n}?").format(n=len(found)), len(found))
    with run.store(write=True) as store, store.change("snooze", id_, dry_run=run.dry_run) as entry:
        numbers = [snooze(store, each, back, entry) for each in found]
    for number, each in zip(numbers, found, strict=True):
        run.say(_("D{n}: {finding} rests until {date}.").format(n=number, finding=each.finding, date=back))


@command(
    "", "decisions", _("List what you decided: links, accepted and snoozed findings."), lists=True, example="decisions"
)
def decisions_(
    run: Run,
    all_: Annotated[bool, typer.Option("--all", help=_("Those that were taken back too."))] = False,
) -> None:
    from partnercli.reports.findings import decisions

    with run.store() as store:
        table = decisions(store, everything=all_)
    run.show(table)


def _pair(one: str, other: str) -> Pair:
    """The records the two ids name, in their order. UsageError for kinds that cannot belong together."""
    from partnercli.domain.names import parse_id
    from partnercli.store.decisions import pair

    kinds = ("sale", "network_row", "payout", "receipt")
    return pair(*(checked(parse_id, text, *kinds, flag="ID") for text in (one, other)))


def _decide(run: Run, kind: Literal["link", "unlink"], said: Pair, reason: str, line: str) -> None:
    from partnercli.store.decisions import check_link, check_records, decide_pair, decided

    one, other = said.ids
    with run.store(write=True) as store:
        check_link(store, said) if kind == "link" else check_records(store, said)
        known = decided(store, said)
        if known and known[0] == kind:
            run.say(_("D{n} says so already.").format(n=known[1]))
            return
        with store.change(kind, f"{one} {other}", dry_run=run.dry_run) as entry:
            number = decide_pair(store, kind, said, entry, reason.strip())
    run.say(line.format(id=f"D{number}", one=one, other=other))
    if not run.dry_run:
        run.hint(_("Bring the figures up to date: partnercli reconcile"))


def _found(run: Run, id_: str) -> list[AtStake]:
    """The finding, or the open findings of the record. UsageError where there is none."""
    from partnercli.domain.findings import codes_in
    from partnercli.reconcile.findings import find

    with run.store() as store:
        find(store, *codes_in(id_))
        return _at_stake(store, id_)


def _at_stake(store: Store, id_: str) -> list[AtStake]:
    from partnercli.domain.findings import finding_id
    from partnercli.domain.names import parse_id
    from partnercli.store.decisions import AtStake, spelled

    exact = finding_id(id_)
    if exact:
        rows = store.query("select id, amount, currency from finding where lower(id) = lower($id)", id=exact)
    else:
        subject = spelled(checked(parse_id, id_, "sale", "network_row", "payout", "receipt", flag="ID"))
        rows = store.query(
            "select id, amount, currency from finding join finding_code using (code)"
            " where subject = $subject and state = 'open' order by place",
            subject=subject,
        )
    if not rows:
        raise UsageError("no_such_finding" if exact else "no_open_finding", id=exact or id_)
    return [AtStake(*row) for row in rows]


def _amount(each: AtStake) -> str:
    from partnercli.domain.money import plain

    return "" if each.amount is None else f", {plain(each.amount)} {each.currency}"
