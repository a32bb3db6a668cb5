"""Less than a command needs: of disk, memory, rights, or open streams. One line, a known exit code, the store as it was."""

from __future__ import annotations

import os
import re
import resource
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from books import Row, table
from conftest import SCRIPTS, TODAY, Desk, Done

LEAD = ("lead", "add", "--program", "shop", "--name", "Anna", "--order", "O1", "--amount", "100", "--date", "2026-09-01")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A store with a program, and an export beside it."""
    desk = Desk(tmp_path)
    desk.fact("init")
    desk.fact("program", "add", "shop", "--network", "admitad", "--rate", "10%")
    (tmp_path / "rows.csv").write_text(table(Row(transaction=str(n), order=f"O{n}") for n in range(20_000)))
    return desk


def limited(desk: Desk, *words: str, kind: int, size: int, **environment: str) -> Done:
    """The command in a process that may not have more than `size` bytes of this kind."""
    done = subprocess.run(
        [str(SCRIPTS / "partnercli"), *words], cwd=desk.folder, capture_output=True, text=True, check=False,
        env={"PARTNERCLI_DB": "store.duckdb", "PARTNERCLI_LANG": "en", "PARTNERCLI_TODAY": TODAY, "HOME": str(desk.folder), **environment},
        preexec_fn=lambda: resource.setrlimit(kind, (size, size)),
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


# Disk


@pytest.mark.parametrize("words", [("import", "rows.csv"), ("init", "--db", "new.duckdb")], ids=["import", "init"])
def test_a_limit_on_the_size_of_files_is_said_and_leaves_the_store_as_it_was(desk: Desk, words: tuple[str, ...]) -> None:
    before = desk.state()
    size = (desk.folder / "store.duckdb").stat().st_size + 4096 if words[0] == "import" else 14_096
    done = limited(desk, *words, kind=resource.RLIMIT_FSIZE, size=size)
    assert (done.code, len(done.err.splitlines())) == (1, 1), done
    assert "The system refused to read or write" in done.err
    assert "Check free space" in done.err
    assert desk.state() == before
    assert not list(desk.folder.glob("*new*")), "a half-made store is left behind"


def test_what_does_not_fit_into_the_file_any_more_is_safe_in_its_log(desk: Desk) -> None:
    """The change fits into the log; the checkpoint into the file, which grows by whole blocks, does not."""
    size = (desk.folder / "store.duckdb").stat().st_size
    done = limited(desk, *LEAD, kind=resource.RLIMIT_FSIZE, size=size)
    assert (done.code, done.err) == (0, "")
    assert desk.fact("lead", "list").count("Anna") == 1
    desk.fact("check")
    desk.fact("lead", "note", "L1", "still here")
    desk.fact("check")


def test_a_full_output_is_said(desk: Desk) -> None:
    done = desk.shell("partnercli program list > /dev/full")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "No space left" in done.err


# Memory


def test_too_little_address_space_is_said_before_a_library_dies_of_it(desk: Desk) -> None:
    before = desk.state()
    for words in (LEAD, ("import", "rows.csv"), ("report", "income")):
        done = limited(desk, *words, kind=resource.RLIMIT_AS, size=900 << 20)
        assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
        assert "address space is limited to 900 MB" in done.err
        assert "ulimit -v" in done.err
    assert desk.state() == before


def test_the_address_space_it_asks_for_is_enough(desk: Desk) -> None:
    said = limited(desk, "check", kind=resource.RLIMIT_AS, size=900 << 20).err
    needed = int(re.findall(r"needs (\d+) MB", said)[0]) << 20
    for words in (("import", "rows.csv"), LEAD, ("reconcile",), ("report", "income")):
        done = limited(desk, *words, kind=resource.RLIMIT_AS, size=needed)
        assert (done.code, "error" in done.err) == (0, False), done


def test_too_little_memory_by_the_setting_is_one_line_and_changes_nothing(desk: Desk) -> None:
    before = desk.state()
    done = desk("import", "rows.csv", PARTNERCLI_MEMORY="1MB")
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1), done
    assert "not enough memory; nothing was changed" in done.err
    assert desk.state() == before


# Rights


@pytest.fixture
def bound(desk: Desk) -> Iterator[Callable[..., Done]]:
    """The program as somebody who may write only what the rights of a file allow, which root as such may not care for."""
    drop = ["setpriv", *(f"--{kind}=-dac_override,-dac_read_search" for kind in ("bounding-set", "inh-caps"))]
    if os.geteuid() == 0 and subprocess.run([*drop, "true"], capture_output=True, check=False).returncode:
        pytest.skip("root that cannot give up its powers")

    def run(*words: str) -> Done:
        line = shlex.join([*(drop if os.geteuid() == 0 else ()), "partnercli", *words])
        return desk.shell(line, PYTHONDONTWRITEBYTECODE="1")

    yield run
    desk.folder.chmod(0o755)


def test_a_folder_one_may_not_write_is_named(desk: Desk, bound: Callable[..., Done]) -> None:
    desk.folder.chmod(0o555)
    before = sorted(desk.folder.iterdir())
    done = bound("init", "--db", "new.duckdb")
    assert (done.code, done.err) == (
        2, "partnercli: error: . cannot be written. Check its permissions, or name another place with --db.\n",
    )  # fmt: skip
    assert sorted(desk.folder.iterdir()) == before


@pytest.mark.parametrize("what", ["folder", "file", "both"])
def test_a_store_one_may_not_write_is_read_and_left_alone(desk: Desk, bound: Callable[..., Done], what: str) -> None:
    file = desk.folder / "store.duckdb"
    held, before = file.read_bytes(), sorted(desk.folder.iterdir())
    file.chmod(0o600 if what == "folder" else 0o400)
    desk.folder.chmod(0o755 if what == "file" else 0o555)
    assert "shop" in bound("program", "list").out
    for words in (LEAD, ("import", "rows.csv"), ("reconcile",)):
        done = bound(*words)
        assert (done.code in (1, 2), done.out, len(done.err.splitlines())) == (True, "", 1), done
        assert "cannot be written" in done.err or "Permission denied" in done.err
    assert (file.read_bytes(), sorted(desk.folder.iterdir())) == (held, before)


def test_a_store_one_may_not_read_is_said(desk: Desk, bound: Callable[..., Done]) -> None:
    (desk.folder / "store.duckdb").chmod(0)
    done = bound("program", "list")
    assert (done.code in (1, 2), len(done.err.splitlines())) == (True, 1), done
    assert "Permission denied" in done.err or "permissions" in done.err


# Streams


KINDS = (
    " ".join(LEAD), "import rows.csv", "import -", "reconcile", "report income", "lead list --json", "check",
    "export --canonical", "backup kept", "report income -o income.csv", "run job.yaml", "import --nonsense",
)  # fmt: skip
"""Each kind of command once: changes, imports from a file and a stream, reports, answers for programs, mistakes."""


@pytest.mark.parametrize(
    ("closed", "lines"),
    [("<&- >&- 2>&-", KINDS), ("<&-", (KINDS[0], KINDS[2])), (">&-", (KINDS[0], *KINDS[3:6])), ("2>&-", (KINDS[0], *KINDS[-2:]))],
)
def test_closed_streams_are_no_crash_whatever_the_command(desk: Desk, closed: str, lines: tuple[str, ...]) -> None:
    (desk.folder / "job.yaml").write_text("import: [{files: rows.csv}]\n")
    for words in lines:
        done = desk.shell(f"partnercli {words} {closed}")
        assert done.code in (0, 1, 2, 4), (words, done)
        assert "did not foresee" not in done.err, (words, done)
        assert "Traceback" not in done.err, (words, done)
    assert desk.fact("lead", "list").count("Anna") == 1
    desk.fact("check")


def test_a_closed_pipe_is_141_and_silent(desk: Desk) -> None:
    desk.fact("import", "rows.csv")
    done = desk.shell("partnercli export --canonical | head -1; echo ${PIPESTATUS[0]}")
    assert (done.out.splitlines()[-1], done.err) == ("141", "")


# The clock


def test_a_clock_that_goes_backwards_changes_no_answer(desk: Desk, tmp_path: Path) -> None:
    """What came later is told by the number of the change, never by its time."""
    for day, words in (("2026-11-01", ("import", "rows.csv")), ("2026-10-01", LEAD), ("2026-09-20", ("reconcile",))):
        assert desk(*words, PARTNERCLI_TODAY=day).code == 0
    desk.fact("check")
    assert "overpaid" in desk.fact("reconcile")
    assert desk("imports", "undo", "last", "--yes", PARTNERCLI_TODAY="2026-09-01").code == 0
    assert "missing" in desk.fact("reconcile")
    desk.fact("check")


def test_a_change_whose_answer_cannot_be_written_says_that_it_is_made(desk: Desk) -> None:
    desk.fact("init")
    desk.fact("program", "add", "acme", "--rate", "10%")
    done = desk.shell("partnercli lead add --program acme --name Anna > /dev/full")
    assert done.code == 1
    assert "partnercli log" in done.err and done.err.count("\n") == 1, done
    assert len(desk("lead", "list", "--json").json()["rows"]) == 1
