"""Backups: a copy that is proved, private, never over another; of a store that is busy, read, damaged, or on a full disk."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from conftest import SCRIPTS, Desk
from faults.processes import held
from partnercli.store import backup as backups
from partnercli.store.backup_name import name_for, parse_name
from partnercli.store.digest import state_hash


def made(folder: Path) -> list[str]:
    """The names in a folder of backups, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def state_of(file: Path) -> str:
    with closing(duckdb.connect(str(file), read_only=True)) as connection:
        return state_hash(connection)


def test_a_backup_holds_the_very_state_and_says_so_in_one_line(demo_desk: Desk) -> None:
    state = state_of(demo_desk.folder / "store.duckdb")
    said = demo_desk.fact("backup")
    (name,) = made(demo_desk.folder / "backups")
    copy = demo_desk.folder / "backups" / name
    assert said == f"Backed up store.duckdb to backups/{name}: {copy.stat().st_size} bytes, state {state}.\n"
    assert re.fullmatch(r"store\.[0-9a-f]{8}\.\d{8}T\d{6}Z\.[0-9a-f]{16}\.duckdb", name)
    assert name.split(".")[3] == state[:16]
    assert state_of(copy) == state
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700


def test_the_folder_is_the_one_named_else_the_settings(demo_desk: Desk) -> None:
    (demo_desk.folder / "partnercli.yaml").write_text("backups: kept\n")
    demo_desk.fact("backup", "-q")
    demo_desk.fact("backup", "-q", "named/deep")
    demo_desk("backup", "-q", PARTNERCLI_BACKUPS="by-environment")
    assert [len(made(demo_desk.folder / place)) for place in ("kept", "named/deep", "by-environment")] == [1, 1, 1]


def test_a_dry_run_says_it_and_writes_nothing(demo_desk: Desk) -> None:
    assert demo_desk.fact("backup", "--dry-run").startswith("(dry run) Backed up store.duckdb to backups/store.")
    assert not (demo_desk.folder / "backups").exists()


def test_backups_of_one_second_do_not_overwrite_each_other(demo_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "_now", lambda: datetime(2026, 11, 1, tzinfo=UTC))
    store, folder = demo_desk.folder / "store.duckdb", demo_desk.folder / "backups"
    first, second = (backups.back_up(store, folder, wait=0) for _ in range(2))
    assert second.file.name == first.file.name.replace(".duckdb", "-2.duckdb")
    assert parse_name(first.file.name) == parse_name(second.file.name)
    assert made(folder) == sorted([first.file.name, second.file.name])


def test_the_state_hash_knows_no_order_of_rows_and_every_cell() -> None:
    def hashed(*statements: str) -> str:
        with closing(duckdb.connect()) as connection:
            connection.execute("create table t (a varchar, b varchar, m decimal(18, 4))")
            for statement in statements:
                connection.execute(statement)
            return state_hash(connection)

    first, second = "insert into t values ('x', 'y', 1)", "insert into t values (null, '', 2)"
    same = hashed(first, second)
    assert hashed(second, first) == same
    others = [
        hashed(first), hashed(first, second, second), hashed(first, first, second, second), hashed(first, second, "create table u (a int)"),
        hashed(first, "insert into t values ('', '', 2)"), hashed("insert into t values ('xy', '', 1)", second),
        hashed("insert into t values ('x y', 'z', 1)"), hashed("insert into t values ('x', 'y z', 1)"),
        hashed(first, "insert into t values ('-', '', 2)"), hashed("insert into t values ('x', 'y', 1.0001)", second), hashed(first, second, "alter table t rename b to c"),
    ]  # fmt: skip
    assert len({same, *others}) == len(others) + 1


# How many are kept


def test_keep_removes_the_oldest_backups_of_this_store_alone(demo_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    store, folder = demo_desk.folder / "store.duckdb", demo_desk.folder / "backups"
    days = iter(datetime(2026, 11, day, tzinfo=UTC) for day in range(1, 5))
    monkeypatch.setattr(backups, "_now", lambda: next(days))
    four = [backups.back_up(store, folder, wait=0).file for _ in range(4)]
    others = [
        name_for(store.with_name("other.duckdb"), datetime(2026, 1, 1, tzinfo=UTC), "0" * 64).file(),
        name_for(Path("/elsewhere/store.duckdb"), datetime(2026, 1, 1, tzinfo=UTC), "0" * 64).file(),
        name_for(store, datetime(2026, 1, 1, tzinfo=UTC), "0" * 64, "schema-9").file(),
        "store.duckdb", "notes.txt",
    ]  # fmt: skip
    for name in others:
        (folder / name).write_bytes(b"a backup")
    assert backups.prune(store, four[3], keep=2) == [four[1], four[0]]
    assert made(folder) == sorted([four[2].name, four[3].name, *others])


def test_a_clock_that_went_backwards_does_not_cost_the_new_backup(demo_desk: Desk) -> None:
    folder = demo_desk.folder / "backups"
    folder.mkdir()
    store = demo_desk.folder / "store.duckdb"
    later = folder / name_for(store, datetime.now(UTC) + timedelta(days=400), "0" * 64).file()
    later.write_bytes(b"a backup")
    assert "Removed older ones: 1." in demo_desk.fact("backup", "--keep", "1")
    (left,) = made(folder)
    assert left != later.name


def test_what_has_a_backups_name_alone_counts_as_none(demo_desk: Desk) -> None:
    folder, store = demo_desk.folder / "backups", demo_desk.folder / "store.duckdb"
    folder.mkdir()
    directory, link, empty = (
        folder / name_for(store, datetime(2026, 1, day, tzinfo=UTC), "0" * 64).file() for day in (1, 2, 3)
    )
    directory.mkdir()
    link.symlink_to(store)
    empty.touch()
    assert "no backup" in demo_desk("doctor").out.lower()
    demo_desk.fact("backup", "-q")
    assert "Removed older ones: 1." in demo_desk.fact("backup", "--keep", "1")
    assert (directory.is_dir(), link.is_symlink(), empty.exists(), len(made(folder))) == (True, True, True, 4)


def test_an_older_one_that_cannot_be_removed_does_not_hide_the_new_one(
    demo_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(1, "Operation not permitted", str(path))

    store, folder = demo_desk.folder / "store.duckdb", demo_desk.folder / "backups"
    backups.back_up(store, folder, wait=0)
    newest = backups.back_up(store, folder, wait=0).file
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(backups.DiskError) as refused:
        backups.prune(store, newest, keep=1)
    assert f"The backup {newest} is made, but" in str(refused.value)
    assert "nothing was changed" not in str(refused.value)


@pytest.mark.parametrize(("folder", "advice"), [("", "name is empty"), ("a\\b", "Name another folder")])
def test_a_folder_that_cannot_be_is_named_as_such(folder: str, advice: str, demo_desk: Desk) -> None:
    before = made(demo_desk.folder)
    done = demo_desk("backup", folder)
    assert (done.code, done.out, advice in done.err, "--db" in done.err) == (2, "", True, False), done
    assert made(demo_desk.folder) == before


@pytest.mark.parametrize("keep", ["0", "-1"])
def test_to_keep_none_is_refused(keep: str, demo_desk: Desk) -> None:
    assert demo_desk("backup", "--keep", keep).code == 2
    assert not (demo_desk.folder / "backups").exists()


def test_drafts_of_killed_processes_are_swept_and_those_of_living_ones_are_not(demo_desk: Desk) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    folder = demo_desk.folder / "backups"
    folder.mkdir()
    name = name_for(demo_desk.folder / "store.duckdb", datetime(2026, 1, 1, tzinfo=UTC), "0" * 64).file()
    left, living = (folder / f".{name}.{process}.new" for process in (dead.pid, 1))
    left.touch()
    living.touch()
    demo_desk.fact("backup")
    assert not left.exists()
    assert living.exists()


# What may go wrong


def test_it_reads_beside_readers_and_waits_for_a_writer(demo_desk: Desk) -> None:
    with held(demo_desk, read_only=True):
        demo_desk.fact("backup")
    with held(demo_desk) as holder:
        done = demo_desk("backup", "--wait", "0.2")
        assert (done.code, done.out) == (75, "")
        assert str(holder) in done.err
    assert len(made(demo_desk.folder / "backups")) == 1


def test_what_a_killed_process_left_in_the_log_is_in_the_backup(demo_desk: Desk) -> None:
    code = (
        "import duckdb, os; c = duckdb.connect('store.duckdb');"
        " c.execute(\"insert into channel select 'logged', name, '', '', '', false, entry from channel limit 1\"); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=demo_desk.folder, check=False)
    assert (demo_desk.folder / "store.duckdb.wal").exists()
    demo_desk.fact("backup", "-q")
    (name,) = made(demo_desk.folder / "backups")
    with closing(duckdb.connect(str(demo_desk.folder / "backups" / name), read_only=True)) as connection:
        assert connection.execute("select count(*) from channel where code = 'logged'").fetchone() == (1,)


def test_damage_is_not_backed_up(demo_desk: Desk) -> None:
    """A block of data that no other command may read for months."""
    store = demo_desk.folder / "store.duckdb"
    held = bytearray(store.read_bytes())
    middle = held.find("Никита Соловьёв".encode())
    held[middle] ^= 1
    store.write_bytes(held)
    done = demo_desk("backup")
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert "store.duckdb is damaged" in done.err
    assert not (demo_desk.folder / "backups").exists()


@pytest.mark.parametrize("edit", ["update lead set name = 'Somebody' where id = 1", "delete from entry where id = 2", "drop table trace"])
def test_a_store_edited_past_the_tool_is_copied_and_costs_no_older_backup(edit: str, demo_desk: Desk) -> None:
    demo_desk.fact("backup", "-q")
    with closing(duckdb.connect(str(demo_desk.folder / "store.duckdb"))) as connection:
        connection.execute(edit)
    done = demo_desk("backup", "--keep", "1")
    assert (done.code, "Removed older" in done.out) == (0, False)
    assert "The copy has what check finds wrong: partnercli check" in done.err
    assert "No older backup was removed" in done.err
    assert len(made(demo_desk.folder / "backups")) == 2


def test_a_copy_that_differs_is_not_kept(demo_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that does not give back what was written."""
    other = demo_desk.folder / "other.duckdb"
    other.write_bytes((demo_desk.folder / "store.duckdb").read_bytes())
    with closing(duckdb.connect(str(other))) as connection:
        connection.execute("delete from channel")
    monkeypatch.setattr(backups, "copy_bytes", lambda _source, target: target.write_bytes(other.read_bytes()))
    with pytest.raises(backups.PartnerError) as refused:
        backups.back_up(demo_desk.folder / "store.duckdb", demo_desk.folder / "backups", wait=0)
    assert refused.value.problem.code == "copy_differs"
    assert made(demo_desk.folder / "backups") == []


@pytest.mark.parametrize("extra", [[], ["--encrypt", "key.pub"]], ids=["plain", "encrypted"])
def test_a_full_disk_leaves_no_half_file_and_keeps_the_older_ones(extra: list[str], demo_desk: Desk) -> None:
    keys(demo_desk)
    demo_desk.fact("backup", "-q")
    before = made(demo_desk.folder / "backups"), made(demo_desk.folder)
    done = subprocess.run(
        [str(SCRIPTS / "partnercli"), "backup", "--keep", "1", *extra], cwd=demo_desk.folder, capture_output=True, text=True, check=False,
        env={"PARTNERCLI_DB": "store.duckdb", "PARTNERCLI_LANG": "en", "HOME": str(demo_desk.folder), "PATH": "/usr/bin:/bin"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )  # fmt: skip
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1), done
    assert "Check free space" in done.stderr
    assert (made(demo_desk.folder / "backups"), made(demo_desk.folder)) == before


def test_a_missing_store_and_a_file_that_is_none_are_named(desk: Desk) -> None:
    assert "Make one with: partnercli init" in desk("backup").err
    (desk.folder / "store.duckdb").write_text("hello")
    done = desk("backup")
    assert (done.code, "is not a partnercli store" in done.err) == (2, True)
    with closing(duckdb.connect(str(desk.folder / "theirs.duckdb"))) as theirs:
        theirs.execute("create table mine (a int)")
    done = desk("backup", "--db", "theirs.duckdb")
    assert (done.code, "is not a partnercli store" in done.err) == (2, True)
    assert not (desk.folder / "backups").exists()


# Encryption


def keys(desk: Desk) -> str:
    """A key pair as two files, `key` and `key.pub`; the public key."""
    pyrage = pytest.importorskip("pyrage")
    secret = pyrage.x25519.Identity.generate()
    (desk.folder / "key").write_text(f"# made for a test\n{secret}\n")
    (desk.folder / "key.pub").write_text(f"# public\n\n{secret.to_public()}\n")
    return str(secret.to_public())


def test_an_encrypted_backup_shows_nothing_and_leaves_nothing_plain(demo_desk: Desk) -> None:
    public = keys(demo_desk)
    before = made(demo_desk.folder)
    for key in (public, "key.pub"):
        demo_desk.fact("backup", "--encrypt", key, "kept")
    for file in (demo_desk.folder / "kept").iterdir():
        held = file.read_bytes()
        assert file.name.endswith(".duckdb.age")
        assert held.startswith(b"age-encryption.org/v1")
        assert "Никита".encode() not in held
        assert file.stat().st_mode & 0o777 == 0o600
    assert made(demo_desk.folder) == sorted([*before, "kept"])


@pytest.mark.parametrize("wrong", ["frog", "age1frog", "ssh-ed25519 frog", "empty", "binary"])
def test_a_wrong_public_key_is_named(wrong: str, demo_desk: Desk) -> None:
    pytest.importorskip("pyrage")
    (demo_desk.folder / "empty").write_text("# nothing\n")
    (demo_desk.folder / "binary").write_bytes(b"\xff\xfe")
    done = demo_desk("backup", "--encrypt", wrong)
    assert (done.code, "public key" in done.err) == (2, True)
    assert not (demo_desk.folder / "backups").exists()


def test_a_secret_key_given_by_mistake_is_not_said_again(demo_desk: Desk) -> None:
    keys(demo_desk)
    done = demo_desk("backup", "--encrypt", (demo_desk.folder / "key").read_text().split()[-1])
    assert done.code == 2
    assert "AGE-SECRET" not in done.err


def test_without_the_extra_encryption_says_how_to_get_it(demo_desk: Desk) -> None:
    code = "import sys; sys.modules['pyrage'] = None; from partnercli.main import run; sys.exit(run(sys.argv[1:]))"
    line = f"{sys.executable} -c {json.dumps(code)} backup --encrypt age1x"
    done = demo_desk.shell(line)
    assert (done.code, "pip install 'partnercli[age]'" in done.err) == (2, True), done
