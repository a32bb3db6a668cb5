"""Restore: proved before anything, never over more than the backup has without being asked, whole or not at all."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from conftest import SCRIPTS, Desk
from faults.processes import held
from partnercli.errors import BusyError
from partnercli.store import restore as restoring
from partnercli.store.digest import state_hash
from test_backup import keys, made
from test_contract_processes import on_a_terminal


@pytest.fixture
def copied(demo_desk: Desk) -> str:
    """A backup of the demo store, as its path from the desk."""
    demo_desk.fact("backup", "-q")
    return f"backups/{made(demo_desk.folder / 'backups')[0]}"


def add(desk: Desk, name: str = "Later") -> None:
    desk.fact("lead", "add", "--program", "okna", "--name", name)


def test_into_an_empty_place_it_asks_nothing(demo_desk: Desk, copied: str) -> None:
    before = demo_desk.state()
    (demo_desk.folder / "store.duckdb").unlink()
    said = demo_desk.fact("restore", copied)
    assert said.startswith(f"Restored store.duckdb from {copied}: state ")
    assert demo_desk.state() == before
    assert (demo_desk.folder / "store.duckdb").stat().st_mode & 0o777 == 0o600
    demo_desk.fact("check")


def test_over_a_store_that_went_on_it_wants_yes_and_keeps_that_one(demo_desk: Desk, copied: str) -> None:
    before = demo_desk.state()
    add(demo_desk, "First")
    add(demo_desk, "Second")
    after = demo_desk.state()
    done = demo_desk("restore", copied)
    assert (done.code, done.out) == (2, "")
    assert "Changes of the store that the backup has not: 2" in done.err
    assert demo_desk.state() == after
    said = demo_desk.fact("restore", copied, "--yes")
    assert demo_desk.state() == before
    aside = said.split(" kept as ")[1].rstrip(".\n")
    demo_desk.fact("restore", aside, "--yes")
    assert demo_desk.state() == after
    demo_desk.fact("check")


def test_over_an_older_store_it_asks_nothing_and_over_the_same_it_does_nothing(demo_desk: Desk, copied: str) -> None:
    older = (demo_desk.folder / "store.duckdb").read_bytes()
    assert "is in the state of" in demo_desk.fact("restore", copied)
    add(demo_desk)
    demo_desk.fact("backup", "-q", "newer")
    after = demo_desk.state()
    (demo_desk.folder / "store.duckdb").write_bytes(older)
    demo_desk.fact("restore", f"newer/{made(demo_desk.folder / 'newer')[0]}")
    assert demo_desk.state() == after


def test_on_a_terminal_it_asks_and_takes_no_for_an_answer(demo_desk: Desk, copied: str) -> None:
    before = demo_desk.state()
    add(demo_desk)
    after = demo_desk.state()
    said, code = on_a_terminal(demo_desk, ["restore", copied], "n\n")
    assert (code, "Changes of the store that the backup has not: 1. Replace it?" in said) == (2, True), said
    assert demo_desk.state() == after
    said, code = on_a_terminal(demo_desk, ["restore", copied], "y\n")
    assert code == 0, said
    assert demo_desk.state() == before


def test_a_link_in_the_place_of_the_store_stays_a_link(demo_desk: Desk, copied: str) -> None:
    before, link = demo_desk.state(), demo_desk.folder / "store.duckdb"
    (demo_desk.folder / "far").mkdir()
    link.rename(demo_desk.folder / "far" / "real.duckdb")
    link.symlink_to(demo_desk.folder / "far" / "real.duckdb")
    add(demo_desk)
    demo_desk.fact("restore", copied, "--yes")
    assert link.is_symlink()
    assert demo_desk.state() == before
    assert sorted(".replaced." in name for name in made(demo_desk.folder / "far")) == [False, True]


def test_a_dry_run_proves_the_backup_and_changes_nothing(demo_desk: Desk, copied: str) -> None:
    add(demo_desk)
    before, files = demo_desk.state(), made(demo_desk.folder)
    said = demo_desk.fact("restore", copied, "--dry-run", "--yes")
    assert said.startswith("(dry run) Restored store.duckdb")
    assert (demo_desk.state(), made(demo_desk.folder)) == (before, files)


def test_a_dry_run_refuses_what_the_real_one_would_refuse(demo_desk: Desk, copied: str) -> None:
    add(demo_desk)
    dry, real = demo_desk("restore", copied, "--dry-run"), demo_desk("restore", copied)
    assert (dry.code, dry.out, dry.err) == (real.code, real.out, real.err)
    assert dry.code == 2


def test_that_a_forgotten_lead_comes_back_is_said_before_and_after(demo_desk: Desk, copied: str) -> None:
    demo_desk.fact("lead", "forget", "L1", "--yes")
    done = demo_desk("restore", copied)
    assert (done.code, "among them lead forget L1: forget again" in done.err) == (2, True)
    said = demo_desk.fact("restore", copied, "--yes")
    assert "Lost with it: lead forget L1. Forget again: partnercli lead forget L1" in said
    demo_desk.fact("lead", "forget", "L1", "--yes")


def test_a_busy_store_is_75(demo_desk: Desk, copied: str) -> None:
    with held(demo_desk) as holder:
        done = demo_desk("restore", copied, "--yes", "--wait", "0.1")
    assert (done.code, str(holder) in done.err) == (75, True)
    add(demo_desk)
    before = demo_desk.state()
    with held(demo_desk, read_only=True):
        done = demo_desk("restore", copied, "--yes", "--wait", "0.1")
    assert done.code == 75
    assert demo_desk.state() == before


def test_a_store_that_was_changed_after_the_question_is_not_replaced(demo_desk: Desk, copied: str) -> None:
    import contextlib

    store = demo_desk.folder / "store.duckdb"
    with (
        restoring.candidate(demo_desk.folder / copied, store) as new,
        contextlib.ExitStack() as done,
    ):
        old = restoring.standing(store, new, wait=0)
        add(demo_desk)
        with pytest.raises(BusyError):
            restoring.put(new, store, old, wait=0, done=done)
    assert "Later" in demo_desk.state()


def test_what_a_killed_process_left_in_the_log_is_kept_aside_and_not_mixed_in(demo_desk: Desk, copied: str) -> None:
    before = demo_desk.state()
    add(demo_desk)
    code = "import duckdb, os; c = duckdb.connect('store.duckdb'); c.execute('delete from channel'); os._exit(9)"
    subprocess.run([sys.executable, "-c", code], cwd=demo_desk.folder, check=False)
    assert (demo_desk.folder / "store.duckdb.wal").exists()
    demo_desk.fact("restore", copied, "--yes")
    assert demo_desk.state() == before
    assert [name for name in made(demo_desk.folder) if "wal" in name] == []


def test_a_log_left_beside_a_missing_store_is_not_played_into_the_restored_one(demo_desk: Desk, copied: str) -> None:
    """The log fits the very file that comes back: the engine would take it without a word."""
    before, store = demo_desk.state(), demo_desk.folder / "store.duckdb"
    shutil.copy(demo_desk.folder / copied, store)
    code = "import duckdb, os; c = duckdb.connect('store.duckdb'); c.execute(\"update lead set name = 'EVIL'\"); os._exit(9)"
    subprocess.run([sys.executable, "-c", code], cwd=demo_desk.folder, check=False)
    log = (demo_desk.folder / "store.duckdb.wal").read_bytes()
    (demo_desk.folder / ".store.duckdb.blocks").write_bytes(b"of a checkpoint that was cut short")
    store.unlink()
    said = demo_desk.fact("restore", copied)
    with closing(duckdb.connect(str(store), read_only=True)) as connection:
        assert f": state {state_hash(connection)}. What was left of one before is kept as " in said
    assert demo_desk.state() == before
    demo_desk.fact("check")
    kept = [name for name in made(demo_desk.folder) if ".left." in name]
    assert [(demo_desk.folder / name).read_bytes() for name in kept] == [log, b"of a checkpoint that was cut short"]
    assert not (demo_desk.folder / ".store.duckdb.blocks").exists()


# Backups that are none


def _truncated(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:300_000])


def _flipped(copy: Path) -> None:
    held = bytearray(copy.read_bytes())
    held[held.find("Никита Соловьёв".encode())] ^= 1
    copy.write_bytes(held)


def _edited(copy: Path) -> None:
    with duckdb.connect(str(copy)) as connection:
        connection.execute("update lead set name = 'Somebody' where id = 1")


def _of_others(copy: Path) -> None:
    copy.unlink()
    with duckdb.connect(str(copy)) as connection:
        connection.execute("create table mine (a int)")


def _text(copy: Path) -> None:
    copy.write_text("hello")


def _newer(copy: Path) -> None:
    with duckdb.connect(str(copy)) as connection:
        connection.execute("insert into migration values (9999, '9999_future')")
    copy.rename(copy.with_name("renamed.duckdb"))


@pytest.mark.parametrize(
    ("spoil", "code", "sentence"),
    [
        (_truncated, 4, "is damaged"),
        (_flipped, 4, "is damaged"),
        (_edited, 4, "does not hold the state its name says"),
        (_of_others, 4, "does not hold the state its name says"),
        (_text, 4, "is no backup of a store"),
    ],
)
def test_a_spoilt_backup_is_refused_and_the_store_stays(
    spoil: object, code: int, sentence: str, demo_desk: Desk, copied: str
) -> None:
    assert callable(spoil)
    spoil(demo_desk.folder / copied)
    add(demo_desk)
    before, files = demo_desk.state(), made(demo_desk.folder)
    done = demo_desk("restore", copied, "--yes")
    assert (done.code, done.out, len(done.err.splitlines())) == (code, "", 1), done
    assert sentence in done.err
    assert (demo_desk.state(), made(demo_desk.folder)) == (before, files)


def test_a_backup_of_a_newer_partnercli_is_refused(demo_desk: Desk, copied: str) -> None:
    _newer(demo_desk.folder / copied)
    done = demo_desk("restore", "backups/renamed.duckdb", "--yes")
    assert (done.code, "written by a newer partnercli" in done.err) == (2, True)


def test_a_renamed_backup_is_restored_with_a_word_of_caution(demo_desk: Desk, copied: str) -> None:
    shutil.copy(demo_desk.folder / copied, demo_desk.folder / "mine.duckdb")
    add(demo_desk)
    done = demo_desk("restore", "mine.duckdb", "--yes")
    assert done.code == 0
    assert "does not say its state" in done.err


def test_a_missing_backup_is_named(demo_desk: Desk) -> None:
    assert demo_desk("restore", "nothing.duckdb").code == 2


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_only_a_regular_file_is_a_backup(kind: str, demo_desk: Desk) -> None:
    os.mkfifo(demo_desk.folder / "pipe")
    (demo_desk.folder / "device").symlink_to("/dev/zero")
    (demo_desk.folder / "folder").mkdir()
    before = demo_desk.state(), made(demo_desk.folder)
    done = restored_in_bounds(demo_desk, kind, "--yes")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (4, "", 1), done
    assert "is no backup of a store" in done.stderr
    assert (demo_desk.state(), made(demo_desk.folder)) == before


def restored_in_bounds(desk: Desk, *words: str) -> subprocess.CompletedProcess[str]:
    """`restore` in a process that may neither hang nor fill the disk."""
    return subprocess.run(
        [str(SCRIPTS / "partnercli"), "restore", *words], cwd=desk.folder, capture_output=True, text=True, check=False, timeout=20,
        env={"PARTNERCLI_DB": "store.duckdb", "PARTNERCLI_LANG": "en", "HOME": str(desk.folder), "PATH": "/usr/bin:/bin"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000_000, 50_000_000)),
    )  # fmt: skip


# Over damage


def test_a_damaged_store_is_replaced_when_told_to_and_kept(demo_desk: Desk, copied: str) -> None:
    before, store = demo_desk.state(), demo_desk.folder / "store.duckdb"
    _truncated(store)
    spoilt = store.read_bytes()
    (demo_desk.folder / "store.duckdb.wal").write_bytes(b"what was left of a log")
    done = demo_desk("restore", copied)
    assert (done.code, "The store is damaged" in done.err) == (2, True)
    assert store.read_bytes() == spoilt
    demo_desk.fact("restore", copied, "--yes")
    assert demo_desk.state() == before
    kept = [name for name in made(demo_desk.folder) if ".damaged." in name]
    assert [(demo_desk.folder / name).read_bytes() for name in kept] == [spoilt, b"what was left of a log"]


def test_a_file_that_is_no_store_is_never_replaced(demo_desk: Desk, copied: str) -> None:
    store = demo_desk.folder / "store.duckdb"
    store.write_text("a letter")
    done = demo_desk("restore", copied, "--yes")
    assert (done.code, store.read_text()) == (2, "a letter")


# Encrypted


def test_an_encrypted_backup_needs_its_key_from_a_file(demo_desk: Desk) -> None:
    public, before = keys(demo_desk), demo_desk.state()
    demo_desk.fact("backup", "-q", "--encrypt", public, "kept")
    copied = f"kept/{made(demo_desk.folder / 'kept')[0]}"
    (demo_desk.folder / "store.duckdb").unlink()
    done = demo_desk("restore", copied)
    assert (done.code, "--identity FILE" in done.err) == (2, True)
    (demo_desk.folder / "key").rename(demo_desk.folder / "right")
    keys(demo_desk)
    done = demo_desk("restore", copied, "--identity", "key")
    assert (done.code, "does not open with this key" in done.err) == (4, True)
    assert demo_desk("restore", copied, "--identity", "key.pub").code == 2
    assert not (demo_desk.folder / "store.duckdb").exists()
    demo_desk.fact("restore", copied, "--identity", "right")
    assert demo_desk.state() == before


@pytest.mark.parametrize("spoil", [lambda held: held[: len(held) // 2], lambda held: held[:-9] + b"123456789"], ids=["cut", "changed"])
def test_a_damaged_encrypted_backup_is_called_so(spoil: Callable[[bytes], bytes], demo_desk: Desk) -> None:
    demo_desk.fact("backup", "-q", "--encrypt", keys(demo_desk), "kept")
    copied = demo_desk.folder / "kept" / made(demo_desk.folder / "kept")[0]
    copied.write_bytes(spoil(copied.read_bytes()))
    done = demo_desk("restore", str(copied), "--identity", "key", "--yes")
    assert (done.code, done.out, "is damaged" in done.err) == (4, "", True), done
    assert "free space" not in done.err


def test_a_key_is_read_from_a_regular_file_alone(demo_desk: Desk) -> None:
    demo_desk.fact("backup", "-q", "--encrypt", keys(demo_desk), "kept")
    os.mkfifo(demo_desk.folder / "pipe")
    done = restored_in_bounds(demo_desk, f"kept/{made(demo_desk.folder / 'kept')[0]}", "--identity", "pipe", "--yes")
    assert (done.returncode, "no secret key" in done.stderr) == (2, True), done
