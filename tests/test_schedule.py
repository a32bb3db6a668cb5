"""`schedule print`: what it prints runs the job, whatever stands in the paths."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import SCRIPTS, Desk
from job_desk import JOB, write_job
from partnercli.cli.schedule import crontab, units

PATHS = ["/a/plain", "/with blank", "/it's \"quoted\"", "/100% of $HOME ${x}", "/back\\slash \\", "/[a] *; rm -rf `x`", "/Отчёты №1"]
CRON = {"HOME": "/", "PATH": "/usr/bin:/bin"}


@pytest.fixture
def placed(tmp_path: Path) -> Desk:
    """A desk in a folder with every mark that means something to a shell, with a store, a job, and one file to read."""
    folder = tmp_path / "it's \"100%\" of $HOME; #1"
    (folder / "exports").mkdir(parents=True)
    (folder / "exports" / "leads.csv").write_text("id,date,name,program\na,2026-09-01,Ann,shop\n")
    desk = Desk(folder)
    desk.fact("init")
    desk.fact("program", "add", "shop", "--rate", "10%")
    (folder / "partnercli.yaml").write_text("archive: kept\n")
    write_job(desk, JOB)
    return desk


def as_cron(line: str) -> subprocess.CompletedProcess[str]:
    """What cron does with the sixth field: `\\%` becomes `%`, then sh, with hardly an environment, elsewhere."""
    command = ["/bin/sh", "-c", line.replace(r"\%", "%")]
    return subprocess.run(command, cwd="/", env=CRON, capture_output=True, text=True, check=False)


def test_the_line_for_cron_runs_the_job_with_the_settings_of_here(placed: Desk) -> None:
    printed = placed.fact("schedule", "print", "job.yaml", "--cron", "--at", "7:05")
    assert printed.startswith("5 7 * * * ")
    assert printed.count("\n") == 1
    done = as_cron(printed.removeprefix("5 7 * * * ").rstrip("\n"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "Ann" in placed.fact("lead", "list")
    assert len(list((placed.folder / "kept").iterdir())) == 1


def test_the_units_name_the_program_the_job_and_the_store(placed: Desk, tmp_path: Path) -> None:
    printed = placed.fact("schedule", "print", "job.yaml", "--systemd", "--at", "07:05")
    start = next(line for line in printed.splitlines() if line.startswith("ExecStart="))
    words = [f":{SCRIPTS}/partnercli", "run", placed.folder / "job.yaml", "--db", placed.folder / "store.duckdb", "--quiet"]
    assert systemd_words(start) == [str(word) for word in words]
    assert "OnCalendar=*-*-* 07:05:00" in printed
    assert f"WorkingDirectory={placed.folder}".replace("%", "%%") in printed
    if shutil.which("systemd-analyze"):
        taken(printed, tmp_path)


def taken(printed: str, folder: Path) -> None:
    """systemd itself has nothing to say against the units."""
    for unit in printed.split("# ~/.config/systemd/user/")[1:]:
        name, text = unit.split("\n", 1)
        (folder / name).write_text(text)
        done = subprocess.run(["systemd-analyze", "verify", folder / name], capture_output=True, text=True, check=False)
        assert str(folder) not in done.stderr, done.stderr


@pytest.mark.parametrize("path", PATHS)
def test_a_path_reaches_the_program_as_it_is(path: str) -> None:
    line = crontab(["/bin/echo", "-n", path], None, 7, 30).removeprefix("30 7 * * * ")
    assert "%" not in line.replace(r"\%", "")
    assert as_cron(line).stdout == path
    unit = units("job", ["/bin/echo", path], None, 7, 30)
    start = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
    assert systemd_words(start) == [":/bin/echo", path]


def systemd_words(line: str) -> list[str]:
    r"""The words of `ExecStart=`: in double quotes, `\` before a quote or itself, `%%` for `%` (systemd.syntax(7))."""
    words, word, inside, escaped = [], "", False, False
    for letter in line.removeprefix("ExecStart=").replace("%%", "%"):
        if escaped or (letter not in '\\"' and (inside or letter != " ")):
            word, escaped = word + letter, False
        elif letter == "\\":
            escaped = True
        elif letter == '"':
            inside = not inside
        else:
            words, word = [*words, word], ""
    return [*words, word]


@pytest.mark.parametrize("words", ["", "--cron --systemd", "--cron --at 24:00", "--cron --at soon", "--cron --db a\nb"])
def test_what_cannot_be_scheduled_is_refused(words: str, desk: Desk) -> None:
    write_job(desk, JOB)
    done = desk("schedule", "print", "job.yaml", *words.split(" ") if words else ())
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


def test_variables_the_schedule_does_not_know_are_named(desk: Desk) -> None:
    write_job(desk, JOB + "tell:\n  - {name: me, url_env: MY_URL}\n")
    assert "MY_URL" in desk("schedule", "print", "job.yaml", "--cron").err
