"""How a command is declared: `@command(noun, verb, …)` over a body `(run, …)`, and the flags all commands share.

Declaring only notes the command down; `root.build` makes Typer commands of those a command line can mean, so that
`lead add` does not pay for the other forty.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from partnercli.cli.helptext import Command
from partnercli.cli.run import Run
from partnercli.i18n import _

Body = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Declared:
    """A command as its module declares it; `noun` is '' for a command of the root."""

    noun: str
    verb: str
    help: str
    example: str
    lists: bool
    writes: bool
    body: Body


NOUNS: dict[str, str] = {}
COMMANDS: list[Declared] = []
BEFORE: dict[str, Any] = {}
"""Flags given before the noun (`partnercli --db X lead list`): they hold unless the command's own say otherwise."""


def group(noun: str, help: str) -> str:
    """Declare a noun; its name, for the commands that follow."""
    NOUNS[noun] = help
    return noun


def command(
    noun: str, verb: str, help: str, *, example: str, lists: bool = False, writes: bool = False
) -> Callable[[Body], Body]:
    """Declare a command. `lists` gives it the flags of output, `writes` those of changes; `example` opens its help."""

    def note(body: Body) -> Body:
        COMMANDS.append(Declared(noun, verb, help, example, lists, writes, body))
        return body

    return note


def add_to(app: typer.Typer, declared: Declared) -> None:
    """Make the declared command a Typer command: its own parameters, then the shared flags."""
    shared = {
        **(_listing() if declared.lists else {}),
        **(_writing() if declared.writes else {}),
        **_everywhere(),
    }
    hints = get_type_hints(declared.body, include_extras=True)
    own = list(inspect.signature(declared.body).parameters.values())[1:]
    parameters = [parameter.replace(annotation=hints[parameter.name]) for parameter in own]
    for key, (kind, option) in shared.items():
        default = False if kind is bool else None
        annotation: Any = Annotated[kind, option]
        parameters.append(
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        )

    def called(**values: Any) -> None:
        flags = given({key: values.pop(key) for key in shared})
        run = Run({**BEFORE, **flags})
        if "output" in flags:
            run.check_output(flags["output"])  # before anything is changed
        declared.body(run, **values)

    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    text = f"\b\n$ partnercli {declared.example}\n\n{declared.help}"
    app.command(declared.verb, help=text, short_help=declared.help, cls=Command)(called)


def given(flags: dict[str, Any]) -> dict[str, Any]:
    """The flags that were really given."""
    return {key: value for key, value in flags.items() if value is not None and value is not False}


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
        "mask": (bool, typer.Option("--mask", help=_("Hide names, e-mails, phones and notes, for others to see. [env var: PARTNERCLI_MASK]"))),
        "output": (Path | None, typer.Option("--output", "-o", metavar="FILE", help=_("Write to a file; its suffix names the format (also .xlsx, .html)."))),
    }  # fmt: skip


def _writing() -> dict[str, tuple[Any, Any]]:
    return {
        "dry_run": (bool, typer.Option("--dry-run", help=_("Say what would change and change nothing."))),
        "yes": (bool, typer.Option("--yes", "-y", help=_("Answer every question with yes."))),
        "no_input": (bool, typer.Option("--no-input", help=_("Never ask; fail and name the flag instead."))),
    }
