"""The command tree: the root with the flags that may stand before a noun, and the nouns that were asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from partnercli.cli import tree
from partnercli.cli.helptext import Group
from partnercli.cli.run import Run
from partnercli.errors import clean
from partnercli.i18n import _


def build(modules: Iterable[str], words: Collection[str]) -> typer.Typer:
    """The app for one command line: the commands of the given `cli` modules that its words can mean.

    Where no word is a verb that is known (help, completion, a slip of the pen) all of them are there.
    """
    for module in modules:
        import_module(f"partnercli.cli.{module}")
    app = typer.Typer(
        help=_("Who owes you what, why, and what to do next: accounting for affiliate partners."),
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        cls=Group,
    )
    app.callback(invoke_without_command=True)(_root)
    meant = [
        declared for declared in tree.COMMANDS if declared.verb in words and (declared.noun or declared.verb) in words
    ]
    nouns: dict[str, typer.Typer] = {"": app}
    for declared in meant or tree.COMMANDS:
        if declared.noun not in nouns:
            nouns[declared.noun] = typer.Typer(
                help=tree.NOUNS[declared.noun], no_args_is_help=True, rich_markup_mode=None, cls=Group
            )
            app.add_typer(nouns[declared.noun], name=declared.noun)
        tree.add_to(nouns[declared.noun], declared)
    return app


def _root(
    ctx: typer.Context,
    db: Annotated[
        Path | None, typer.Option("--db", metavar="PATH", help=_("The store file. [env var: PARTNERCLI_DB]"))
    ] = None,
    today: Annotated[
        str | None,
        typer.Option(
            "--today", metavar="DATE", help=_("Count ages and due dates to this day. [env var: PARTNERCLI_TODAY]")
        ),
    ] = None,
    wait: Annotated[
        float | None,
        typer.Option("--wait", metavar="SECONDS", help=_("How long to wait for a busy store. [default: 5]")),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=_("Say nothing on success."))] = False,
    debug: Annotated[bool, typer.Option("--debug", help=_("Show a traceback when something breaks."))] = False,
    version: Annotated[bool, typer.Option("--version", help=_("Print the version."))] = False,
) -> None:
    tree.BEFORE.clear()
    tree.BEFORE.update(tree.given({"db": db, "today": today, "wait": wait, "quiet": quiet, "debug": debug}))
    if version:
        from partnercli import __version__

        print(f"partnercli {__version__}")
    elif ctx.invoked_subcommand is None:
        from partnercli.cli.start import first_screen

        first_screen(Run(dict(tree.BEFORE)))


def usage_line(error: Any) -> str:
    """Typer's usage error as our one line: what is wrong, then where help stands."""
    kind = type(error).__name__
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "partnercli"
    message = clean(str(getattr(error, "message", "")))
    quoted = re.search(r"'(.*?)'|\(([^()]*)\)$", message)
    word = next((text for text in (quoted.groups() if quoted else ()) if text), "")
    hint = " / ".join(repr(part).strip("'") for part in _hints(error, context))
    if message.endswith("requires an argument."):
        what = _("{option} needs a value.").format(option=clean(getattr(error, "option_name", word)))
    elif kind == "NoSuchOption":
        near = ", ".join(sorted(error.possibilities or ()))
        what = _("There is no option {option}.").format(option=clean(error.option_name))
        what += " " + _("Did you mean {near}?").format(near=near) if near else ""
    elif kind == "MissingParameter":
        what = _("{hint} is missing.").format(hint=hint)
    elif message.startswith("No such command"):
        what = _("There is no command {word}.").format(word=word)
        near = _nearest(word, context)
        what += " " + _("Did you mean {near}?").format(near=near) if near else ""
    elif message.startswith("Got unexpected extra argument"):
        what = _("{word} is one word too many.").format(word=word)
    elif outside := re.match(r"(\S+) is not in the range (.*?)\.?$", message):
        what = _("{hint}: {value} is not in the range {range}.").format(hint=hint, value=outside[1], range=outside[2])
    elif kind == "BadParameter":
        what = _("{hint}: {value} does not fit here.").format(hint=hint, value=repr(word))
    else:
        what = _("The command line is not complete: {detail}").format(detail=message)
    return what + " " + _("See: {path} --help").format(path=path)


def _hints(error: Any, context: Any) -> list[str]:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return []
    names = [name for name in parameter.opts if name.startswith("-")]
    return names[:1] or [str(parameter.make_metavar(context) if context else parameter.name)]


def _nearest(word: str, context: Any) -> str:
    from partnercli.domain.names import nearest

    return nearest(word, context.command.list_commands(context)) if context else ""
