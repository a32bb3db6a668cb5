"""The first steps: init, demo, the screen without a command, help topics, completion."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from partnercli.cli.run import Run
from partnercli.cli.tree import command
from partnercli.i18n import _


@command("", "init", _("Make the store."), example="init")
def init(run: Run) -> None:
    from partnercli.store.store import create

    place = run.settings.db
    if not place.exists() and create(place):
        run.say(_("Made the store {path}.").format(path=place))
        run.say(_("Next: partnercli program add CODE --network NAME --rate 10%"))
    else:
        with run.store(write=True):  # an older one is brought up to date
            run.say(_("The store {path} is there already.").format(path=place))


@command("", "demo", _("A filled store of its own, reconciled, with the reports to look at."), example="demo")
def demo(
    run: Run,
    directory: Annotated[Path | None, typer.Argument(metavar="[DIR]", help=_("Where to make it."))] = None,
) -> None:
    from partnercli.cli.demo import show_demo

    show_demo(run, directory)


@command("", "help", _("Topics beside the commands: exit-codes."), example="help exit-codes")
def topic(_run: Run, name: Annotated[str, typer.Argument(metavar="TOPIC")] = "exit-codes") -> None:
    from partnercli.errors import UsageError

    if name != "exit-codes":
        raise UsageError("unknown_topic", topic=name)
    for code, meaning in _exit_codes():
        print(f"{code:>4}  {meaning}")


@command("", "completion", _("Print the completion script of a shell: bash, zsh or fish."), example="completion bash")
def completion(_run: Run, shell: Annotated[str, typer.Argument(metavar="SHELL")]) -> None:
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    from partnercli.cli import COMPLETING
    from partnercli.errors import UsageError

    if shell not in ("bash", "zsh", "fish"):
        raise UsageError("unknown_shell", shell=shell)
    print(get_completion_script(prog_name="partnercli", complete_var=COMPLETING, shell=shell))


def first_screen(run: Run) -> None:
    """Without a store: how to start. With one: what needs doing today."""
    if not run.settings.db.exists():
        print(_("No store yet. Look around, or begin:"))
        print("  partnercli demo                 " + _("a filled store with the reports to look at"))
        print("  partnercli init                 " + _("your own store"))
        print("  partnercli --help               " + _("all commands"))
        return
    from partnercli.reports import report

    with run.store() as store:
        table = report(store, "today")
    if table.rows:
        run.show(table)
    else:
        run.say(_("Nothing needs doing today."))


def _exit_codes() -> list[tuple[int, str]]:
    return [
        (0, _("done")),
        (1, _("a crash, or the system refused to read or write")),
        (2, _("the command or the configuration cannot be carried out as given")),
        (3, _("findings, when asked with --exit-code")),
        (4, _("a file was rejected: its form, its profile, all its rows, or with --strict any row")),
        (75, _("the store is busy: try again")),
        (130, _("interrupted")),
        (141, _("the reader of the pipe went away")),
        (143, _("stopped by SIGTERM")),
    ]
