"""`partnercli network …`: the export formats that are read, the user's own ones, and the pairs that hold them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnercli import files
from partnercli.cli.run import Run
from partnercli.cli.tree import command, group
from partnercli.errors import InputRejected, PartnerError, UsageError
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.domain.table import Cell
    from partnercli.intake.golden import Pair
    from partnercli.intake.profile import Profile

nouns = group("network", _("Export formats: what is read, how sure it is, and formats of your own."))
Folder = Annotated[Path, typer.Argument(metavar="DIR", help=_("A folder with exports, and with profiles if you like."))]


@command(nouns, "list", _("List the formats that are read and how sure each is."), lists=True, example="network list")
def list_(
    run: Run, kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help=_("rows, payouts, lines, receipts, leads or spend."))] = None,
) -> None:  # fmt: skip
    from partnercli.domain.records import ROLES
    from partnercli.domain.table import Column, Table
    from partnercli.intake.catalogue import SHIPPED, broken, profiles

    if kind is not None and kind not in ROLES:
        raise UsageError("bad_choice", where="--kind", text=kind, known=", ".join(ROLES))
    columns = [
        Column("name", "Format", "code"), Column("kind", "Kind", "code"), Column("network", "Network", "code"), Column("evidence", "Evidence", "code"),
        Column("own", "Own", "code"), Column("inferred", "Inferred", "code"), Column("title", "Title", "code"),
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            p.name,
            p.kind,
            p.network,
            p.evidence,
            "yes" if p.path.parent != SHIPPED else "",
            ", ".join(p.inferred),
            p.title,
        )
        for p in profiles()
        if kind in (None, p.kind)
    ]
    for name, error in broken().items():
        run.warn(_("Left out, {name}: {error}").format(name=name, error=str(error).replace("\n", " · ")))
    run.show(Table("networks", "Export formats", columns, rows))


@command(
    nouns,
    "show",
    _("Show what a format says of its columns and words."),
    lists=True,
    example="network show admitad_actions",
)
def show(run: Run, name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    from partnercli.domain.table import Column, Table
    from partnercli.intake.identify import candidates

    columns = [Column("about", "About", "code"), Column("key", "Key", "code"), Column("value", "Value", "code")]
    run.show(Table("network", "Export format", columns, list(_said(candidates(name)[0]))))


@command(
    nouns,
    "check",
    _("Hold formats against golden pairs: an export and what it becomes."),
    lists=True,
    example="network check ~/exports",
)
def check(run: Run, folder: Folder) -> None:
    from partnercli.domain.table import Column, Table
    from partnercli.intake.golden import difference

    pairs = _pairs(folder)
    rows: list[tuple[Cell, ...]] = [*_broken_profiles(folder)]
    for pair in pairs if not rows else ():
        try:
            made = pair.made()
            found = difference(pair.expected(), made) if pair.expected() else _("no golden file")
        except PartnerError as error:
            found = str(error)
        rows.append((str(pair.export), "differs" if found else "same", found or ""))
    columns = [Column("file", "File"), Column("result", "Result", "class"), Column("difference", "First difference")]
    run.show(Table("pairs", "Golden pairs", columns, rows))
    wrong = sum(row[1] != "same" for row in rows)
    if wrong:
        raise InputRejected("pairs_differ", where=str(folder), count=wrong)


@command(
    nouns,
    "accept",
    _("Write what the exports become today as their golden files."),
    writes=True,
    example="network accept ~/exports",
)
def accept(run: Run, folder: Folder) -> None:
    """Nothing is written unless every export can be read."""
    made = [(pair, pair.made()) for pair in _pairs(folder)]
    changing = sum(pair.expected() not in (None, text) for pair, text in made)
    run.confirm(_("Write {n} golden files anew?").format(n=changing), changing)
    for pair, text in made:
        if pair.expected() == text:
            run.say(_("{file}: as it was").format(file=pair.export))
            continue
        said = _("{file}: changed") if pair.expected() else _("{file}: new")
        if not run.dry_run:
            files.write(pair.golden, text, 0o644)
        run.say(said.format(file=pair.golden))


def _pairs(folder: Path) -> list[Pair]:
    """The exports of the folder, its own profiles before all others."""
    from partnercli.intake.catalogue import also_from
    from partnercli.intake.golden import pairs

    if not folder.is_dir():
        raise UsageError("no_folder", path=folder)
    also_from(folder)
    found = list(pairs(folder))
    if not found:
        raise InputRejected("no_exports", where=str(folder))
    return found


def _broken_profiles(folder: Path) -> Iterator[tuple[Cell, ...]]:
    """A line for every mistake in every profile of the folder; while there is one, no export can be read."""
    from partnercli.errors import Mistakes, sentence
    from partnercli.intake.catalogue import files
    from partnercli.intake.profile_file import load

    for path in files(folder):
        try:
            load(path)
        except Mistakes as mistakes:
            for where, problem in mistakes.found:
                yield where, "wrong", sentence(problem)
        except PartnerError as error:
            yield str(path), "wrong", str(error)


def _said(profile: Profile) -> Iterator[tuple[Cell, ...]]:
    """All a profile says, a line a fact."""
    yield _("format"), "file", str(profile.path)
    said: dict[str, object] = {
        "title": profile.title, "kind": profile.kind, "network": profile.network, "aliases": profile.aliases,
        "evidence": profile.evidence, "source": profile.source, "delimiter": profile.delimiter,
        "encoding": profile.encoding, "sheet": profile.sheet, "header": profile.header, "width": profile.width or None,
        "parts": "ignored" if profile.whole else None, "decimal": profile.decimal or "auto",
        "decimals": "rounded" if profile.rounded else None, "minor": "true" if profile.minor else None,
        "sign": "reversed" if profile.reversed_sign else None, "fees": "below zero" if profile.fees_below else None,
        "dates": profile.dates, "zone": profile.zone, "currency": profile.currency, "reversal": profile.reversal,
        "empty": profile.empty, "footer": profile.footer, "key": [str(part) for part in profile.key],
        "absent": [column.name for column in profile.absent],
    }  # fmt: skip
    for key, value in said.items():
        if value not in (None, "", (), []):
            yield _("format"), key, ", ".join(value) if isinstance(value, list | tuple) else str(value)
    for note in profile.inferred:
        yield _("inferred"), "", note
    known_by = ", ".join(" | ".join(column.name for column in columns) for columns in profile.recognise)
    yield _("recognised by"), "", known_by or _("its name alone")
    for role, options in profile.columns.items():
        yield _("column"), role, ", ".join(str(option) for option in options)
    for word, states in profile.statuses.items():
        yield _("status"), word, _state(states)
    for rule in profile.rules:
        when = "; ".join(f"{column.name} = {' / '.join(sorted(words))}" for column, words in rule.when)
        yield _("status"), when or _("otherwise"), _state(rule.states)
    for section, words in (("paid", profile.paid), ("direction", profile.directions)):
        for word, meaning in words.items():
            yield _(section), word, meaning


def _state(states: tuple[str, str]) -> str:
    return " ".join(state for state in states if state not in ("", "unknown"))


import partnercli.cli.learn  # noqa: E402, F401 - `network learn` stands in a file of its own
