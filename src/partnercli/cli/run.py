"""What every command shares: its flags, its settings, and how it speaks. Command bodies start at `run: Run`.

`@command(app, name)` gives a body the shared flags without repeating them in forty signatures. Flags given before the
noun (`partnercli --db X lead list`) are kept in `BEFORE` and hold unless the command's own say otherwise.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

import typer

from partnercli.cli.helptext import Command, Group
from partnercli.domain.problem import Problem, Refused
from partnercli.errors import UsageError, sentence
from partnercli.i18n import _, language

if TYPE_CHECKING:
    from partnercli.domain.table import Table
    from partnercli.settings import Settings
    from partnercli.store.store import Store

BEFORE: dict[str, Any] = {}
ROOT = typer.Typer(
    help=_("Who owes you what, why, and what to do next: accounting for affiliate partners."),
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    cls=Group,
)
"""The tree: a module of commands, when it is imported, hangs its own on it."""


def _everywhere() -> dict[str, tuple[Any, Any]]:
    return {
        "db": (Path | None, typer.Option("--db", metavar="PATH", help=_("The store file. [env var: PARTNERCLI_DB]"))),
        "today": (str | None, typer.Option("--today", metavar="DATE", help=_("Count ages and due dates to this day. [env var: PARTNERCLI_TODAY]"))),
        "wait": (float | None, typer.Option("--wait", metavar="SECONDS", help=_("How long to wait for a busy store. [default: 5]"))),
        "quiet": (bool, typer.Option("--quiet", "-q", help=_("Say nothing on success."))),
        "debug": (bool, typer.Option("--debug", help=_("Show a traceback when something breaks."))),
    }  # fmt: skip


def _listing() -> dict[str, tuple[Any, Any]]:
    return {
        "format": (str | None, typer.Option("--format", metavar="FORMAT", help=_("table, plain, csv, tsv, json, jsonl or md. [default: table on a terminal, plain in a pipe]"))),
        "json": (bool, typer.Option("--json", help=_("Short for --format json."))),
        "csv": (bool, typer.Option("--csv", help=_("Short for --format csv."))),
        "output": (Path | None, typer.Option("--output", "-o", metavar="FILE", help=_("Write to a file; its suffix names the format (also .xlsx, .html)."))),
    }  # fmt: skip


def _writing() -> dict[str, tuple[Any, Any]]:
    return {
        "dry_run": (bool, typer.Option("--dry-run", help=_("Say what would change and change nothing."))),
        "yes": (bool, typer.Option("--yes", "-y", help=_("Answer every question with yes."))),
        "no_input": (bool, typer.Option("--no-input", help=_("Never ask; fail and name the flag instead."))),
    }


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
    def may_ask(self) -> bool:
        """Whether a question may be put: a terminal on both sides and no flag against it."""
        return sys.stdin.isatty() and sys.stderr.isatty() and not self.flags.get("no_input")

    def store(self, *, write: bool = False, views: bool = False, columns: bool = False) -> Store:
        """The store, opened as late as the body asks. Reports open it read-only."""
        from partnercli.store.store import Store

        settings = self.settings
        return Store(settings.db, write=write, wait=settings.wait, today=settings.today, views=views, columns=columns)

    def show(self, table: Table) -> None:
        """A table on stdout or into `-o FILE`, in the format asked for."""
        from partnercli import render

        asked = [name for name in ("json", "csv") if self.flags.get(name)] + [self.flags.get("format")]
        formats = [name for name in asked if name]
        if len(set(formats)) > 1:
            raise UsageError("several_formats", formats=", ".join(formats))
        chosen = formats[0] if formats else None
        target = self.flags.get("output")
        if target is not None:
            render.write(table, target, chosen, language=language())
            self.say(_("Wrote {file}.").format(file=target), to_stderr=True)
        else:
            render.show(table, chosen, sys.stdout, language=language())
            sys.stdout.flush()

    @property
    def structured(self) -> bool:
        """Whether the answer goes to a program: any format but the two for people."""
        return bool(self.flags.get("json") or self.flags.get("csv") or self.flags.get("output")) or (
            self.flags.get("format") not in (None, "table", "plain")
        )

    def say(self, line: str, *, to_stderr: bool = False) -> None:
        """One line about what was done: on stdout, silent with `-q`."""
        from partnercli.errors import clean

        if not self.flags.get("quiet"):
            mark = _("(dry run) ") if self.dry_run else ""
            print(clean(mark + line, 1000), file=sys.stderr if to_stderr else sys.stdout)

    def hint(self, line: str) -> None:
        """A word of advice on stderr; silent with `-q`."""
        if not self.flags.get("quiet"):
            self.warn(line)

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


def command(
    app: typer.Typer, name: str, help: str, *, example: str = "", lists: bool = False, writes: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a body `(run, …)` as a command with the shared flags; `example` opens its help."""

    def register(body: Callable[..., None]) -> Callable[..., None]:
        shared = {**(_listing() if lists else {}), **(_writing() if writes else {}), **_everywhere()}
        hints = get_type_hints(body, include_extras=True)
        own = list(inspect.signature(body).parameters.values())[1:]
        parameters = [parameter.replace(annotation=hints[parameter.name]) for parameter in own]
        for key, (kind, option) in shared.items():
            default = False if kind is bool else None
            annotation: Any = Annotated[kind, option]
            parameters.append(
                inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            )

        def called(**values: Any) -> None:
            given = {key: values.pop(key) for key in shared}
            body(
                Run({**BEFORE, **{key: value for key, value in given.items() if value not in (None, False)}}), **values
            )

        called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        text = f"\b\n$ partnercli {example}\n\n{help}" if example else help
        app.command(name, help=text, short_help=help, cls=Command)(called)
        return body

    return register


def group(name: str, help: str) -> typer.Typer:
    """A noun of the root: an empty group of commands, plain help."""
    nouns = typer.Typer(help=help, no_args_is_help=True, add_completion=False, rich_markup_mode=None, cls=Group)
    ROOT.add_typer(nouns, name=name)
    return nouns


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


def checked(parse: Callable[..., Any], *values: Any, flag: str = "") -> Any:
    """Run one of the domain's grammars on a command-line value; its refusal becomes a usage error."""
    return _parsed(flag, lambda: parse(*values))


def shown_reason(code: str, **facts: object) -> str:
    """A problem's sentence for a line that is not an error."""
    return sentence(Problem(code, facts))


def number(store: Store, text: str, table: str) -> int:
    """The number behind an id of this kind (`L17`, `17`); `last` is the newest. UsageError for anything else."""
    from partnercli.domain.names import parse_id
    from partnercli.store.leads import last

    return last(store, table) if text == "last" else int(checked(parse_id, text, table, flag="ID")[1])


def say_changed(run: Run, id_: str, changed: dict[str, tuple[Any, Any]]) -> None:
    """A line a changed field: what it was and what it is."""
    from partnercli.store.leads import spelled

    if not changed:
        run.say(_("Nothing to change in {code}.").format(code=id_))
    for name, (old, new) in changed.items():
        was, now = (spelled(value) or "–" for value in (old, new))
        if name == "status":
            was, now = _(was.replace("_", " ")), _(now.replace("_", " "))
        run.say(f"{id_}: {_(name.replace('_', ' '))} {was} → {now}")
