"""What may break from outside: signals, full disks, closed pipes, other processes, damaged files.

Each ends in one line (or silence where nobody listens), its exit code, and the store as it was. Real processes.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from books import Row, table
from conftest import SCRIPTS, Desk

ROWS = 60_000
PROGRAM = ["program", "add", "shop", "--network", "admitad", "--rate", "10%"]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export big enough to be interrupted while it is read, matched and written."""
    path = tmp_path_factory.mktemp("export") / "big.csv"
    path.write_text(table(Row(transaction=str(number), order=f"O{number}") for number in range(ROWS)))
    return path


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """A store with one program."""
    desk.fact("init")
    desk.fact(*PROGRAM)
    return desk


def start(desk: Desk, *words: str) -> subprocess.Popen[str]:
    """The command, running."""
    environment = {
        "PATH": f"{SCRIPTS}:/usr/bin:/bin", "HOME": str(desk.folder), "PARTNERCLI_DB": "store.duckdb",
        "PARTNERCLI_LANG": "en", "PARTNERCLI_TODAY": "2026-11-01",
    }  # fmt: skip
    return subprocess.Popen(
        [str(SCRIPTS / "partnercli"), *words], cwd=desk.folder, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def seconds_for(desk: Desk, export: Path) -> float:
    """How long the whole import takes here and now, on a copy that is thrown away."""
    kept = (desk.folder / "store.duckdb").read_bytes()
    begun = time.monotonic()
    desk.fact("import", str(export))
    taken = time.monotonic() - begun
    (desk.folder / "store.duckdb").write_bytes(kept)
    return taken


@contextmanager
def held(desk: Desk) -> Iterator[int]:
    """Another process has the store open for writing; its number."""
    code = "import duckdb, sys; c = duckdb.connect('store.duckdb'); print(flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code], cwd=desk.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout and holder.stdin
    holder.stdout.readline()
    try:
        yield holder.pid
    finally:
        holder.stdin.close()
        holder.wait()


# Signals


def test_killed_at_any_moment_the_store_opens_as_it_was_or_whole(desk: Desk, export: Path) -> None:
    before, whole = desk.state(), seconds_for(desk, export)
    for step in range(8):
        running = start(desk, "import", str(export))
        time.sleep(whole * (0.3 + 0.1 * step))
        running.kill()
        running.communicate()
        if desk.state() != before:
            assert f'"new_n": {ROWS}' in desk.state()
            break
    desk.fact("check")


def test_interrupted_at_any_moment_it_says_so_and_changes_nothing_or_is_done(desk: Desk, export: Path) -> None:
    before, whole = desk.state(), seconds_for(desk, export)
    told = set()
    for step in range(8):
        running = start(desk, "import", str(export))
        time.sleep(max(0.1, whole * 0.15) + whole * 0.1 * step)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
        if (running.returncode, out, err) == (-signal.SIGINT, "", ""):  # a slow machine: before it could say anything
            continue
        told.add(running.returncode)
        if running.returncode == 0:  # too late to stop: it is done, and says so
            assert (f"{ROWS} new" in out, err) == (True, "")
            assert desk.state() != before
            break
        assert (running.returncode, out) == (130, "")
        assert err.startswith("partnercli: error: Interrupted. ")
        assert len(err.splitlines()) == 1
        assert desk.state() == before
    assert 130 in told


# Disks and descriptors


def limited(size: int) -> None:
    """In the child: no file may grow over `size` bytes, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("words", [["import", "big.csv"], ["init", "--db", "new.duckdb"]], ids=["import", "init"])
def test_a_full_disk_is_said_and_leaves_the_store_as_it_was(desk: Desk, export: Path, words: list[str]) -> None:
    (desk.folder / "big.csv").symlink_to(export)
    before = desk.state()
    size = (desk.folder / "store.duckdb").stat().st_size if words[0] == "import" else 10_000
    done = subprocess.run(
        [str(SCRIPTS / "partnercli"), *words], cwd=desk.folder, capture_output=True, text=True, check=False,
        env={"PARTNERCLI_DB": "store.duckdb", "PARTNERCLI_LANG": "en", "HOME": str(desk.folder), "PATH": os.environ["PATH"]},
        preexec_fn=lambda: limited(size + 4096),
    )  # fmt: skip
    assert done.returncode == 1, done
    assert "The system refused to read or write" in done.stderr
    assert "Check free space" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert desk.state() == before
    assert not list(desk.folder.glob("*new*")), "a half-made store is left behind"


def test_a_full_output_is_said(desk: Desk) -> None:
    done = desk.shell("partnercli program list > /dev/full")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "No space left" in done.err


def test_a_closed_pipe_is_141_and_silent(desk: Desk, export: Path) -> None:
    desk.fact("import", str(export))
    done = desk.shell("partnercli export --canonical | head -1; echo ${PIPESTATUS[0]}")
    assert (done.out.splitlines()[-1], done.err) == ("141", "")


@pytest.mark.parametrize("line", ["partnercli program list >&-", "partnercli import - <&-"])
def test_closed_descriptors_are_no_crash(desk: Desk, line: str) -> None:
    done = desk.shell(line)
    assert done.code in (0, 1, 2, 4), done
    assert "did not foresee" not in done.err
    assert "Traceback" not in done.err


def test_a_read_only_directory_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Root may write anywhere, so the system's answer is put in its mouth."""
    from partnercli.main import run

    def refused(*_arguments: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refused)
    assert run(["init", "--db", str(tmp_path / "deep" / "store.duckdb")]) == 2
    error = capsys.readouterr().err
    assert error == (
        f"partnercli: error: {tmp_path / 'deep'} cannot be written."
        " Check its permissions, or name another place with --db.\n"
    )


# Other processes


def test_a_busy_store_is_75_naming_the_holder(desk: Desk) -> None:
    with held(desk) as holder:
        begun = time.monotonic()
        done = desk("lead", "add", "--program", "shop", "--name", "A", "--wait", "0")
        assert time.monotonic() - begun < 3, "--wait 0 does not wait"
    assert done.code == 75
    assert f"is held by process {holder}" in done.err
    assert len(done.err.splitlines()) == 1


def test_wait_waits_until_the_store_is_free(desk: Desk) -> None:
    with held(desk):
        running = start(desk, "lead", "add", "--program", "shop", "--name", "A", "--wait", "30")
        time.sleep(0.7)
        assert running.poll() is None
    out, err = running.communicate()
    assert (running.returncode, err) == (0, "")
    assert "L1" in out


@pytest.mark.parametrize("wait", ["nan", "inf", "x"])
def test_a_wait_without_end_is_refused(desk: Desk, wait: str) -> None:
    done = desk("lead", "list", "--wait", wait)
    assert done.code == 2, done


def test_two_imports_at_once_are_one_after_the_other(desk: Desk, export: Path) -> None:
    told = [start(desk, "import", str(export), "--wait", "60") for _ in range(2)]
    outs = [running.communicate()[0] for running in told]
    assert [running.returncode for running in told] == [0, 0]
    assert sum(f" {ROWS} new" in out for out in outs) == sum(f" {ROWS} same" in out for out in outs) == 1
    desk.fact("check")


def test_four_inits_at_once_make_one_store(tmp_path: Path) -> None:
    empty = Desk(tmp_path)
    told = [start(empty, "init") for _ in range(4)]
    outs = [running.communicate() for running in told]
    assert [running.returncode for running in told] == [0] * 4, outs
    assert sum("Made the store" in out for out, _ in outs) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["store.duckdb"]


# Files that are no store


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (b"", 2, "is not a partnercli store"),
        (b"hello\n", 2, "is not a partnercli store"),
        (bytes(range(256)) * 100, 2, "is not a partnercli store"),
        (b"SQLite format 3\0" + bytes(4096), 2, "is not a partnercli store"),
    ],
    ids=["empty", "text", "garbage", "sqlite"],
)
def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path, content: bytes, code: int, sentence: str) -> None:
    desk = Desk(tmp_path)
    file = tmp_path / "store.duckdb"
    file.write_bytes(content)
    for words in (["program", "list"], PROGRAM, ["init"]):
        done = desk(*words)
        assert (done.code, len(done.err.splitlines())) == (code, 1), done
        assert sentence in done.err
    assert file.read_bytes() == content


def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    import duckdb

    desk = Desk(tmp_path)
    with duckdb.connect(str(tmp_path / "store.duckdb")) as theirs:
        theirs.execute("create table mine (a integer)")
    for words in (["program", "list"], PROGRAM, ["init"]):
        done = desk(*words)
        assert done.code == 2
        assert "is not a partnercli store" in done.err
    with duckdb.connect(str(tmp_path / "store.duckdb")) as theirs:
        assert theirs.execute("select table_name from duckdb_tables()").fetchall() == [("mine",)]


@pytest.mark.parametrize("kept", [100, 5_000, 300_000])
def test_a_truncated_store_is_called_damaged(desk: Desk, kept: int) -> None:
    file = desk.folder / "store.duckdb"
    file.write_bytes(file.read_bytes()[:kept])
    done = desk("check")
    assert done.code == 1, done
    assert "is damaged" in done.err
    assert "Restore it from a backup" in done.err


def test_a_missing_store_says_how_to_start(tmp_path: Path) -> None:
    done = Desk(tmp_path)("program", "list")
    assert done.code == 2
    assert "Make one with: partnercli init" in done.err
    assert list(tmp_path.iterdir()) == []
