"""One command's run: what it was told, its settings, and how it speaks. Every command body starts at `run: Run`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from partnercli.domain.problem import Refused
from partnercli.errors import UsageError
from partnercli.i18n import _, language

if TYPE_CHECKING:
    from partnercli.domain.problem import Problem
    from partnercli.domain.table import Table
    from partnercli.settings import Settings
    from partnercli.store.store import Store


@dataclass(slots=True)
class Run:
    """One command's run: the flags it was given and the ways it speaks."""

    flags: dict[str, Any] = field(default_factory=dict)
    _settings: Settings | None = None

    @property
    def settings(self) -> Settings:
        """Where the store is and what day it is."""
        if self._settings is None:
            from partnercli.settings import settle

            self._settings = settle(self.flags.get("db"), self.flags.get("wait"), self.flags.get("today"))
        return self._settings

    @property
    def today(self) -> date:
        return self.settings.today

    @property
    def dry_run(self) -> bool:
        return bool(self.flags.get("dry_run"))

    @property
    def quiet(self) -> bool:
        return bool(self.flags.get("quiet"))

    @property
    def masked(self) -> bool:
        """Whether what may name a person is hidden: by the flag, the environment or a configuration file."""
        return bool(self.flags.get("mask")) or self.settings.mask

    @property
    def may_ask(self) -> bool:
        """Whether a question may be put: a terminal on both sides and no flag against it."""
        return sys.stdin.isatty() and sys.stderr.isatty() and not self.flags.get("no_input")

    def store(self, *, write: bool = False, columns: bool = False, into: str | None = None) -> Store:
        """The store, opened as late as the body asks. Reports open it read-only; `columns` of an import are put into it.
        `into`: the currency findings about rates ask for, where it is not that of the settings.
        """
        from partnercli.settings import IMPORT_MEMORY
        from partnercli.store.store import Store

        settings = self.settings
        memory = settings.memory or (IMPORT_MEMORY if columns else "")
        wishes = {"report_currency": into or settings.report_currency, "rate_sources": list(settings.rate_sources)}
        store = Store(
            settings.db, write=write, wait=settings.wait, today=settings.today, columns=columns, memory=memory,
            wishes=wishes,
        )  # fmt: skip
        self.say_migrated(store)
        return store

    def say_migrated(self, store: Store) -> None:
        """That an older store was brought up to date, and where it is kept as it was."""
        if done := store.migrated:
            self.hint(
                _("The store was brought from schema {have} to {want}; as it was it is kept as {file}.").format(
                    have=done.have, want=done.want, file=done.kept
                )
            )

    def show(self, table: Table) -> None:
        """A table on stdout or into `-o FILE`, in the format asked for."""
        from partnercli import render

        asked = [name for name in ("json", "csv") if self.flags.get(name)] + [self.flags.get("format")]
        formats = [name for name in asked if name]
        if len(set(formats)) > 1:
            raise UsageError("several_formats", formats=", ".join(formats))
        chosen = formats[0] if formats else None
        target = self.flags.get("output")
        if self.masked:
            from partnercli.domain.mask import masked

            table = masked(table)
        if target is not None:
            self.write(table, target, chosen)
            self.say(_("Wrote {file}.").format(file=target), to_stderr=True)
        else:
            render.show(table, chosen, sys.stdout, language=language())
            sys.stdout.flush()

    def write(self, table: Table, place: Path, fmt: str | None, also: Iterable[Path] = ()) -> None:
        """A table into a file, by whatever command; never over a file of our own or one of `also`."""
        from partnercli import render

        self.check_output(place, also)
        render.write(table, place, fmt, language=language())

    def check_output(self, place: Path, also: Iterable[Path] = ()) -> None:
        """UsageError `output_ours` where the place is a file of our own or one of `also`."""
        from partnercli.cli.places import check_output

        check_output(place, self.settings, also)

    def personal(self, text: str) -> str:
        """A text that may name a person, as it may be shown."""
        from partnercli.domain.mask import HIDDEN

        return HIDDEN if text and self.masked else text

    def sentence(self, problem: Problem) -> str:
        """The problem as one line, without what it quotes where that is masked."""
        from partnercli.domain.mask import told
        from partnercli.errors import sentence

        return sentence(told(problem) if self.masked else problem)

    @property
    def structured(self) -> bool:
        """Whether the answer goes to a program: any format but the two for people."""
        return bool(self.flags.get("json") or self.flags.get("csv") or self.flags.get("output")) or (
            self.flags.get("format") not in (None, "table", "plain")
        )

    def say(self, line: str, *, to_stderr: bool = False) -> None:
        """One line about what was done: on stdout, silent with `-q`. DiskError where it cannot be written: what was done
        is done, and the same command would do it again."""
        from partnercli.errors import DiskError, clean

        if self.quiet:
            return
        said = clean((_("(dry run) ") if self.dry_run else "") + line, 1000)
        try:
            print(said, file=sys.stderr if to_stderr else sys.stdout, flush=True)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise DiskError("said_to_nobody", detail=error.strerror or "") from error

    def hint(self, line: str) -> None:
        """A word of advice on stderr; silent with `-q`."""
        if not self.quiet:
            self.warn(line)

    def hint_if_behind(self, store: Store) -> None:
        """Reports read the links as the last reconcile left them."""
        if behind := store.behind():
            self.hint(
                _("Changes since the last reconcile: {n}. Bring the figures up to date: partnercli reconcile").format(
                    n=behind
                )
            )

    def warn(self, line: str) -> None:
        """One line the user should see whatever was asked: on stderr."""
        from partnercli.errors import clean

        print(clean(line, 1000), file=sys.stderr)

    def confirm(self, question: str, count: int) -> None:
        """Changes to three records or more are asked about on a terminal; leaves with 2 when the answer is no."""
        if count < 3 or self.flags.get("yes") or self.dry_run or not self.may_ask:
            return
        if not typer.confirm(question, err=True):
            raise UsageError("not_confirmed")


def day(text: str, today: date, flag: str, lean: Literal["past", "future"] = "past") -> date:
    """A date of the command line. UsageError names the flag."""
    from partnercli.domain.dates import parse_day

    found: date = _parsed(flag, lambda: parse_day(text, today, lean))
    return found


def amount(text: str, flag: str, currency: str | None) -> Decimal:
    """An amount of the command line; a currency spelled in it must be the given one. UsageError names the flag."""
    from partnercli.domain.money import parse_amount

    read = _parsed(flag, lambda: parse_amount(text))
    if currency and read.currency and read.currency != currency:
        raise UsageError("amount_currency", where=flag, currency=read.currency, own=currency)
    value: Decimal = read.value
    return value


def _parsed(flag: str, parse: Callable[[], Any]) -> Any:
    try:
        return parse()
    except Refused as refused:
        raise UsageError(refused.problem.code, where=flag, **refused.problem.facts) from None


def positive(value: Decimal, flag: str) -> Decimal:
    """The amount unless it is below zero."""
    if value < 0:
        raise UsageError("negative_amount", where=flag, text=value)
    return value


def checked(parse: Callable[..., Any], *values: Any, flag: str = "") -> Any:
    """Run one of the domain's grammars on a command-line value; its refusal becomes a usage error."""
    return _parsed(flag, lambda: parse(*values))


def number(store: Store, text: str, table: str) -> int:
    """The number behind an id of this kind (`L17`, `17`); `last` is the newest. UsageError for anything else."""
    from partnercli.domain.names import parse_id
    from partnercli.store.leads import last

    return last(store, table) if text == "last" else int(checked(parse_id, text, table, flag="ID")[1])


def say_changed(run: Run, id_: str, changed: dict[str, tuple[Any, Any]]) -> None:
    """A line a changed field: what it was and what it is."""
    from partnercli.store.leads import PERSONAL, spelled

    if not changed:
        run.say(_("Nothing to change in {code}.").format(code=id_))
    for name, (old, new) in changed.items():
        was, now = (spelled(value) or "–" for value in (old, new))
        if name in PERSONAL:
            was, now = run.personal(was), run.personal(now)
        if name == "status":
            was, now = _(was.replace("_", " ")), _(now.replace("_", " "))
        run.say(f"{id_}: {_(name.replace('_', ' '))} {was} → {now}")
