"""`partnercli schedule print FILE.yaml`: the lines that make cron or systemd run a job. It installs nothing."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from partnercli import settings
from partnercli.cli.job import JobFile
from partnercli.cli.run import Run
from partnercli.cli.tree import command, group
from partnercli.errors import UsageError
from partnercli.i18n import _, language

_AT = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")

nouns = group("schedule", _("Lines that make cron or systemd run a job."))


@command(
    nouns, "print", _("Print the lines that run a job every day, to be installed by you."), example="schedule print job.yaml --cron --at 07:30"
)  # fmt: skip
def print_(
    run: Run, file: JobFile,
    cron: Annotated[bool, typer.Option("--cron", help=_("A line of a crontab."))] = False,
    systemd: Annotated[bool, typer.Option("--systemd", help=_("A service and its timer."))] = False,
    at: Annotated[str, typer.Option("--at", metavar="HH:MM", help=_("When, by the clock of the machine."))] = "07:30",
) -> None:  # fmt: skip
    from partnercli.cli.jobfile import load

    if cron == systemd:
        raise UsageError("one_of_two", first="--cron", second="--systemd")
    time = _AT.fullmatch(at)
    if time is None:
        raise UsageError("bad_time_of_day", where="--at", text=at)
    hour, minute = int(time[1]), int(time[2])
    job = load(file)
    words = [*_program(), "run", str(job.path), "--db", str(run.settings.db.absolute()), "--quiet"]
    folder = Path.cwd() if settings.PROJECT_FILE.is_file() else None
    for word in (*words, str(folder)):
        if not word.isprintable():  # a line break would begin another line of the table
            raise UsageError("unprintable_path", path=word)
    print(crontab(words, folder, hour, minute) if cron else units(job.name, words, folder, hour, minute))
    variables = ", ".join(target.variable for target in job.tell if target.variable)
    if variables:
        run.hint(
            _("The schedule does not know these variables of your shell: {names}. Better: url_file.").format(
                names=variables
            )
        )


def crontab(words: list[str], folder: Path | None, hour: int, minute: int) -> str:
    """A line of a crontab: quoted for sh, and `%`, which cron takes for a line break, escaped (crontab(5))."""
    line = f"PARTNERCLI_LANG={language()} {shlex.join(words)}"
    if folder:
        line = f"cd {shlex.quote(str(folder))} && {line}"
    return f"{minute} {hour} * * * {line}".replace("%", r"\%")


def units(name: str, words: list[str], folder: Path | None, hour: int, minute: int) -> str:
    """A service and its timer for systemd, each under the name of its file.

    `:` before the program takes `$` as it stands (systemd.service(5)); findings are no failure.
    """
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", name)
    first, *others = words
    start = " ".join(_quoted(word) for word in (f":{first}", *others))
    place = f"WorkingDirectory={str(folder).replace('%', '%%')}\n" if folder else ""
    return f"""\
# ~/.config/systemd/user/partnercli-{name}.service
[Unit]
Description=partnercli {name}

[Service]
Type=oneshot
Environment=PARTNERCLI_LANG={language()}
{place}ExecStart={start}
SuccessExitStatus=3

# ~/.config/systemd/user/partnercli-{name}.timer
[Unit]
Description=partnercli {name}

[Timer]
OnCalendar=*-*-* {hour:02}:{minute:02}:00
Persistent=true

[Install]
WantedBy=timers.target"""


def _quoted(word: str) -> str:
    r"""A word of a systemd command line: in quotes, with `\`, `"` and `%` escaped (systemd.syntax(7), systemd.unit(5))."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"'


def _program() -> list[str]:
    """What to call, by absolute paths: the console script, or Python with the module where that is how it was called."""
    script = shutil.which(sys.argv[0])
    if script is None or script.endswith(".py"):
        return [sys.executable, "-m", "partnercli"]
    return [str(Path(script).absolute())]
