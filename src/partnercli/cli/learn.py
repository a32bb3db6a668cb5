"""`partnercli network learn FILE`: what a file nobody knows seems to be, what is not certain, and the profile of it."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnercli import files
from partnercli.cli.options import Encoding
from partnercli.cli.run import Run
from partnercli.cli.tree import command
from partnercli.errors import UsageError, clean, sentence
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.domain.table import Cell, Table
    from partnercli.intake.learn.draft import Draft
    from partnercli.intake.learn.known import Known
    from partnercli.intake.learn.prove import Proof
    from partnercli.intake.learn.told import Told
    from partnercli.intake.profile import Profile
    from partnercli.intake.source import TextTable

_SAMPLES, _SHOWN_REJECTS = 3, 5
_NAME = re.compile(r"\w[\w-]{0,39}")


@command(
    "network", "learn", _("Write a format from an example: what is certain is found out, what is not is asked."),
    lists=True, writes=True, example="network learn export.csv --name mynetwork",
)  # fmt: skip
def learn(
    run: Run, file: Annotated[str, typer.Argument(metavar="FILE|-")],
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=_("What to call the format. [default: from the file's name]"))] = None,
    title: Annotated[str | None, typer.Option("--title", help=_("What people call it."))] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help=_("rows, payouts, lines, receipts, leads or spend."))] = None,
    network: Annotated[str | None, typer.Option("--network", metavar="NAME", help=_("The network's short name; '' where the file names none."))] = None,
    column: Annotated[list[str] | None, typer.Option("--column", metavar="ROLE=COLUMN", help=_("The column of a role; ROLE= for none. Repeatable."))] = None,
    status: Annotated[list[str] | None, typer.Option("--status", metavar="WORD=STATE", help=_("What a status word means. Repeatable."))] = None,
    dates: Annotated[list[str] | None, typer.Option("--dates", metavar="FORMAT", help=_("A date format like %d/%m/%Y. Repeatable."))] = None,
    decimal: Annotated[str | None, typer.Option("--decimal", metavar=".|,", help=_("The decimal mark."))] = None,
    zone: Annotated[str | None, typer.Option("--zone", metavar="ZONE", help=_("The time zone of its times, like Europe/Moscow."))] = None,
    currency: Annotated[str | None, typer.Option("--currency", metavar="CODE", help=_("The currency of its amounts."))] = None,
    encoding: Encoding = None,
    header: Annotated[str | None, typer.Option("--header", metavar="0|1|2", help=_("How many lines the column names stand on; 0: the file has none."))] = None,
    header_row: Annotated[int | None, typer.Option("--header-row", metavar="LINE", help=_("The line of the column names, if the found one is wrong."))] = None,
) -> None:  # fmt: skip
    from partnercli.intake.learn.told import told

    if file == "-" and sys.stdin.isatty():
        raise UsageError("stdin_is_terminal")
    said = told(
        name=name, title=title, kind=kind, network=network, columns=column or (), statuses=status or (),
        dates=dates or (), decimal=decimal, zone=zone, currency=currency, encoding=encoding,
        header=header, trusts=bool(run.flags.get("yes")),
    )  # fmt: skip
    _learn(run, file, said, header_row)


def _learn(run: Run, file: str, said: Told, header_row: int | None) -> None:
    """Show what the file seems to be, settle what is open, prove the profile on the file, and only then write it."""
    from partnercli.intake.catalogue import profiles
    from partnercli.intake.learn import look, prove
    from partnercli.intake.learn.draft import draft
    from partnercli.intake.learn.known import known
    from partnercli.intake.source import read_source

    source = read_source(file, sys.stdin.buffer)
    table, claimants = prove.table(
        source, known(profiles()), encoding=said.encoding, header_row=header_row, header_lines=said.header
    )
    if claimants and not said.trusts:
        raise UsageError("learn_known", where=source.name, names=", ".join(profile.name for profile in claimants))
    place = _place(run, said, file)
    everything = known(tuple(profile for profile in profiles() if profile.name != place.stem))
    first = draft(look.looks(table), everything, said, Path(source.name).name)
    facts = {"encoding": table.encoding, "delimiter": table.delimiter, "header_line": table.header_line}
    if not run.structured and not run.dry_run:
        _say_what_it_is(run, source.name, table)
        run.show(_proposal(first))
    try:
        final, said = _answered(run, source.name, first, everything, said)
    except UsageError:
        if run.structured:
            run.show(_proposal(first, **facts, missing=[asdict(question) for question in first.questions]))
        raise
    text, profile = _written(final, said, everything, place.stem, source.name)
    proof = prove.prove(source, profile)
    if not run.dry_run:
        files.folder(place.parent)
        files.write(place, text)
    if run.structured:
        facts |= {"profile": profile.name, "read": proof.read, "rejected": len(proof.refused), "yaml": text}
        run.show(_proposal(final, **facts))
    elif run.dry_run:
        print(text, end="")
    _say_done(run, place, profile, proof)
    if final.nameless:
        run.warn(_("Rows have no id: a changed status will be a new row."))


def _place(run: Run, said: Told, file: str) -> Path:
    """The profile's file among the project's own profiles, else the user's. UsageError: bad_code, learn_exists."""
    from partnercli.intake.catalogue import places
    from partnercli.settings import profile_folders

    stem = "stdin" if file == "-" else Path(file).name.split(".")[0]
    guess = re.sub(r"[\d_\W]+", "_", stem.casefold()).strip("_")[:40] or "learned"
    name = said.name or guess
    if not _NAME.fullmatch(name):
        raise UsageError("bad_code", where="--name", text=name)
    there = places().get(name)
    if there and not said.trusts and not run.dry_run:
        raise UsageError("learn_exists", where="--name", name=name, path=there)
    return profile_folders()[-1] / f"{name}.yaml"


def _say_what_it_is(run: Run, file: str, table: TextTable) -> None:
    told = _("{file}: {encoding}, delimiter {delimiter}, header in line {line}")
    if table.delimiter == table.encoding:  # a workbook has neither, only its kind
        told = _("{file}: {encoding}, header in line {line}")
    delimiter = {"\t": "TAB", "": "–"}.get(table.delimiter, table.delimiter)
    run.say(told.format(file=file, encoding=table.encoding, delimiter=delimiter, line=table.header_line or "–"))


def _proposal(made: Draft, **extra: object) -> Table:
    """What each column holds and which role it is proposed for."""
    from decimal import Decimal

    from partnercli.domain.table import Column, Table

    roles = {position: (role, one.how) for role, one in made.roles.items() for position in one.positions}
    rows: list[tuple[Cell, ...]] = []
    for look in made.looks:
        role, how = roles.get(look.position, (None, None))
        filled = round(Decimal(100) * look.filled / look.rows) if look.rows else None
        samples = " · ".join(look.words[:_SAMPLES])
        details = ", ".join((*(look.dates.formats if look.dates else ()), *(look.dates.rival if look.dates else ())))
        details = details or (look.money.mark or "" if look.money else "")
        rows.append((look.name, samples, filled, look.looks, details, role, how))
    columns = [
        Column("column", "Column"), Column("samples", "Samples"), Column("filled", "Filled", "rate"), Column("looks", "Looks like", "class"),
        Column("details", "Format", "code"), Column("role", "Role", "code"), Column("confidence", "Confidence", "class"),
    ]  # fmt: skip
    return Table("proposal", "Proposal", columns, rows, extra={"kind": made.kind, **extra})


def _answered(run: Run, file: str, made: Draft, everything: Known, said: Told) -> tuple[Draft, Told]:
    """The draft with every question answered on the terminal.

    Unanswered, a usage error, names all that is missing where nobody can be asked.
    """
    from partnercli.intake.learn.questions import Unanswered

    while made.questions:
        if not run.may_ask:
            raise Unanswered(file, made.questions)
        said, made = _asked(made, everything, said, Path(file).name)
    return made, said


def _asked(made: Draft, everything: Known, said: Told, hint: str) -> tuple[Told, Draft]:
    """The first question put on the terminal, again until the answer can be."""
    from partnercli.intake.learn.draft import draft

    question = made.questions[0]
    while True:
        choices = f" ({', '.join(choice or repr('') for choice in question.choices)})" if question.choices else ""
        may_be_empty = "" in question.choices or question.option == "--network"
        default = "" if question.default is None and may_be_empty else question.default
        answer = str(typer.prompt(clean(question.text + choices, 1000), default=default, err=True))
        try:
            words = question.answered(said, answer.strip())
            return words, draft(made.looks, everything, words, hint)
        except UsageError as error:
            typer.echo(sentence(error.problem), err=True)  # the option is of no use to who is asked


def _written(made: Draft, said: Told, everything: Known, name: str, file: str) -> tuple[str, Profile]:
    """The profile's text, and what it means once it is read back."""
    from partnercli.intake.learn.write import profile_text, recognising
    from partnercli.intake.profile_file import parse

    title = said.title or name.replace("_", " ")
    text = profile_text(
        made, said, title=title, source=Path(file).name, known_by=recognising(made, everything.profiles)
    )
    return text, parse(text, name)


def _say_done(run: Run, place: Path, profile: Profile, proof: Proof) -> None:
    """What the proof showed and where the profile lies: on stderr where stdout has the proposal or the YAML."""
    aside = run.structured or run.dry_run
    _say_proof(run, proof, to_stderr=aside)
    if not run.dry_run:
        how = "" if profile.recognise else f" --profile {profile.name}"
        told = _("Wrote {path}. From now on: partnercli import FILE{how}")
        here = Path.cwd()
        shown = place.relative_to(here) if place.is_relative_to(here) else place
        run.say(told.format(path=shown, how=how), to_stderr=aside)


def _say_proof(run: Run, proof: Proof, *, to_stderr: bool) -> None:
    from partnercli.domain.money import plain

    sums = ", ".join(f"{plain(amount)} {currency}".strip() for currency, amount in proof.sums.items()) or "–"
    states = ", ".join(f"{_state(state)} {count}" for state, count in proof.states.items())
    counts = _("{read} rows read, {refused} refused; {sums}")
    line = counts.format(read=proof.read, refused=len(proof.refused), sums=sums)
    run.say(f"{line}; {states}" if states else line, to_stderr=to_stderr)
    for reject in proof.refused[:_SHOWN_REJECTS]:
        run.warn(f"{reject.line}: {run.sentence(reject.problem)}")


def _state(states: str) -> str:
    """The words of a state as people read them."""
    words = [_(word.replace("_", " ")) for word in states.split() if word != "unknown"]
    return " ".join(words) or "–"
