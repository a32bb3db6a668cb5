"""The promises about the process: a busy store, Ctrl-C, a bare environment, a terminal, settings, completion."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from conftest import SCRIPTS, Desk


@pytest.fixture
def busy(demo_desk: Desk) -> Iterator[Desk]:
    """A desk whose store another process holds until the test ends."""
    hold = "import duckdb, sys; c = duckdb.connect('store.duckdb'); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold], cwd=demo_desk.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        yield Desk(demo_desk.folder, {"HOLDER": str(holder.pid)})
        holder.communicate()


@pytest.mark.parametrize(
    "command", ["report income", "lead add --program okna --name Ann", "import awin.csv", "reconcile"]
)
def test_a_busy_store_is_75_and_names_who_holds_it(command: str, busy: Desk) -> None:
    done = busy(*command.split(), "--wait", "0.1")
    assert (done.code, done.out) == (75, "")
    assert busy.environment["HOLDER"] in done.err


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_is_130_or_143_and_nothing_changed(stop: signal.Signals, code: int, demo_desk: Desk) -> None:
    """Ctrl-C, or a schedule's stop, while a pipe is read: more than a pipe holds was taken, so the command is at work."""
    before = demo_desk.state()
    reading = subprocess.Popen(
        [str(SCRIPTS / "partnercli"), "import", "-"], cwd=demo_desk.folder, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        env={"PATH": "/usr/bin:/bin", "HOME": "/", "PARTNERCLI_DB": "store.duckdb", "LANG": "C"},
    )  # fmt: skip
    assert reading.stdin is not None
    reading.stdin.write(b"transaction,date\n" * 20_000)
    reading.send_signal(stop)
    _, err = reading.communicate(timeout=10)
    assert (reading.returncode, err.count(b"\n"), b"Interrupted" in err) == (code, 1, True), err
    assert demo_desk.state() == before


def test_it_runs_without_an_environment(desk: Desk) -> None:
    """As cron and `env -i` start it: UTF-8, the store under HOME, private."""
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(desk.folder), "LC_ALL": "C"}

    def run(*words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(SCRIPTS / "partnercli"), *words], cwd=desk.folder, env=bare, capture_output=True, check=False
        )

    assert run("init").returncode == 0
    store = desk.folder / ".local/share/partnercli/partnercli.duckdb"
    assert store.stat().st_mode & 0o777 == 0o600
    assert run("program", "add", "okna", "--name", "Окна", "--rate", "10%").returncode == 0
    assert "Окна" in run("program", "list").stdout.decode("utf-8")
    assert run("lead", "add", "--name", "nobody").returncode == 2


def test_a_dialogue_onlyon_a_terminal(demo_desk: Desk) -> None:
    """Off a terminal a missing flag is named; on one it is asked for, and what was given is not."""
    done = demo_desk("lead", "add", "--name", "Ann")
    assert (done.code, "--program" in done.err) == (2, True)
    answers = [
        "nosuch",
        "okna",
        "",
        "bob@example.org",
        "",
        "",
        "",
        "met at a fair",
    ]  # a wrong program is asked for again
    said, code = on_a_terminal(
        demo_desk, ["lead", "add", "--name", "Bob"], "".join(f"{answer}\n" for answer in answers)
    )
    assert code == 0, said
    assert "Program" in said
    found = demo_desk("lead", "list", "--find", "bob@example.org", "--json").json()["rows"]
    assert [(row["name"], row["program"]) for row in found] == [("Bob", "okna")]


def test_a_terminal_gets_tables_and_colour_unless_told_otherwise(demo_desk: Desk) -> None:
    said, code = on_a_terminal(demo_desk, ["report", "channels"], "")
    assert code == 0
    assert "█" in said
    plain, _ = on_a_terminal(demo_desk, ["report", "channels"], "", NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", plain)


def on_a_terminal(desk: Desk, words: list[str], answers: str, **environment: str) -> tuple[str, int]:
    """Run on a terminal of its own, with the answers typed; what stood on it, and the exit code."""
    keyboard, terminal = pty.openpty()
    running = subprocess.Popen(
        [str(SCRIPTS / "partnercli"), *words], cwd=desk.folder, stdin=terminal, stdout=terminal, stderr=terminal,
        env={"PATH": "/usr/bin:/bin", "HOME": str(desk.folder), "PARTNERCLI_DB": "store.duckdb", "TERM": "xterm-256color",
             "COLUMNS": "160", "PARTNERCLI_TODAY": "2026-11-01", **environment},
    )  # fmt: skip
    os.close(terminal)
    os.write(
        keyboard, answers.encode() + b"\x04"
    )  # Ctrl-D: one question too many ends the command, not the test's patience
    watch = threading.Timer(30, running.kill)
    watch.start()
    said = b""
    while True:
        try:
            piece = os.read(keyboard, 65536)
        except OSError:  # the other side is closed
            break
        if not piece:
            break
        said += piece
    os.close(keyboard)
    watch.cancel()
    return said.decode(errors="replace"), running.wait(timeout=30)


def test_settings_win_in_order(desk: Desk) -> None:
    """Flag, environment, project file, user file."""
    (desk.folder / "partnercli.yaml").write_text("db: project.duckdb\n")
    (desk.folder / ".config" / "partnercli").mkdir(parents=True)
    (desk.folder / ".config" / "partnercli" / "config.yaml").write_text("db: user.duckdb\nlang: ru\n")
    assert "flag.duckdb" in desk.fact("init", "--db", "flag.duckdb")
    assert "store.duckdb" in desk.fact("init")
    assert "project.duckdb" in desk("init", PARTNERCLI_DB="").out
    (desk.folder / "partnercli.yaml").unlink()
    assert "Создана база user.duckdb" in desk("init", PARTNERCLI_DB="", PARTNERCLI_LANG="").out


@pytest.mark.parametrize(
    ("text", "line"),
    [(b"db: [\n", 3), (b"db: &a x\nlang: *a\n", 3), (b"wait: 1\nwait: 2\n", 3), (b"db: !!int 3\n", 2), (b"db: \0\n", 2), (b"db: \xff\n", 2),
     (b"colour: red\n", 2), (b"db: a\n---\ndb: b\n", 3)],
)  # fmt: skip
def test_a_broken_configuration_is_a_usage_error_with_its_line(text: bytes, line: int, desk: Desk) -> None:
    (desk.folder / "partnercli.yaml").write_bytes(b"# ours\n" + text)
    done = desk("lead", "list")
    assert done.code == 2
    assert f"partnercli.yaml:{line}" in done.err and done.err.count("\n") == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell: str, desk: Desk) -> None:
    assert "partnercli" in desk.fact("completion", shell)


def test_completion_offers_names_from_the_store(demo_desk: Desk) -> None:
    def offered(line: str) -> set[str]:
        done = demo_desk(
            "", _PARTNERCLI_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(line.split(" ")) - 1)
        )
        return set(done.out.split())

    assert {"lead", "report", "import"} <= offered("partnercli ")
    assert {"income", "channels", "missing"} <= offered("partnercli report ")
    assert {"okna", "fairshop"} <= offered("partnercli lead add --program ")
    assert {"telegram", "vk"} <= offered("partnercli lead add --channel ")
