"""Stores and logs that are damaged, cut short, lost, or somebody else's: named, and never written into.

The engine proves the headers and its metadata when it opens a store, and a block of records when it reads it: `check`
reads them all.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from books import Row, table
from conftest import SCRIPTS, TODAY, Desk
from partnercli.main import run
from partnercli.store.checkpoint import HEADERS, logs

PROGRAM = ["program", "add", "shop", "--network", "admitad", "--rate", "10%"]


@dataclass(frozen=True)
class Store:
    """The bytes of a sound store and of its log, the states it went through, and which of its blocks are metadata."""

    file: bytes
    log: bytes
    states: list[str]
    block: int
    metadata: set[int]


def lead(number: int) -> list[str]:
    return ["lead", "add", "--program", "shop", "--name", f"Anna {number}", "--order", f"O{number}", "--amount", "100", "--date", "2026-09-01"]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with an import, and in its log three leads that killed processes left there."""
    desk = Desk(tmp_path_factory.mktemp("sound"))
    (desk.folder / "rows.csv").write_text(table(Row(transaction=str(n), order=f"O{n}", name=f"Name {n}") for n in range(400)))
    for words in (["init"], PROGRAM, ["import", "rows.csv"], ["reconcile"]):
        desk.fact(*words)
    file = desk.folder / "store.duckdb"
    held, states = file.read_bytes(), [desk.state()]
    for number in (1, 2, 3):
        die_before_the_checkpoint(desk, lead(number))
        states.append(desk.state())
    with duckdb.connect(str(file), read_only=True) as store:
        (block,) = store.execute("select block_size from pragma_database_size()").fetchone() or (0,)
        metadata = {number for (number,) in store.execute("select block_id from pragma_metadata_info()").fetchall()}
    assert file.read_bytes() == held, "the leads are in the log"
    return Store(held, logs(file)[0].read_bytes(), states, block, metadata)


def die_before_the_checkpoint(desk: Desk, words: list[str]) -> None:
    code = (
        "import os, sys; from partnercli.store import checkpoint; checkpoint.fold = lambda *_: os._exit(9);"
        " from partnercli.main import run; run(sys.argv[1:])"
    )
    environment = {"PARTNERCLI_DB": "store.duckdb", "PARTNERCLI_TODAY": TODAY, "HOME": str(desk.folder), "PATH": str(SCRIPTS)}
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=desk.folder, env=environment, check=False)
    assert done.returncode == 9


class Patient:
    """A store with something done to its bytes, and what the program says of it (in this process: there are many)."""

    def __init__(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        self.desk, self.file, self.capsys = desk, desk.folder / "store.duckdb", capsys
        self.log = self.file.with_name("store.duckdb.wal")

    def lay(self, file: bytes, log: bytes = b"") -> None:
        for place in logs(self.file):
            place.unlink()
        self.file.write_bytes(file)
        if log:
            self.log.write_bytes(log)

    def says(self, *words: str) -> tuple[int, str]:
        """Exit code and stderr, which is one line when it fails."""
        code = run([*words, "--db", str(self.file), "--today", TODAY])
        err = self.capsys.readouterr().err
        assert code in (0, 1, 2), (words, code, err)
        assert code == 0 or len(err.splitlines()) == 1, (words, code, err)
        return code, err

    def bytes(self) -> tuple[bytes, bytes]:
        return self.file.read_bytes(), self.log.read_bytes() if self.log.exists() else b""

    def refuses(self) -> None:
        """Check and a command that writes both name it, and nothing is written."""
        before = self.bytes()
        for words in (["check"], lead(4)):
            code, err = self.says(*words)
            assert code, "nothing is said of it"
            assert "is damaged" in err or "is not a partnercli store" in err
        assert self.bytes() == before


@pytest.fixture
def patient(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Patient:
    return Patient(desk, capsys)


def flipped(held: bytes, at: int) -> bytes:
    """One bit of it is another one."""
    return held[:at] + bytes([held[at] ^ 0x10]) + held[at + 1 :]


def test_a_flipped_bit_where_the_engine_begins_stops_every_command(patient: Patient, sound: Store) -> None:
    places = [0, 9, 100, 4096, 4200, 8192, 8300, *(HEADERS + sound.block * number + 70 for number in sound.metadata)]
    for at in places:
        patient.lay(flipped(sound.file, at))
        patient.refuses()


def test_a_flipped_bit_in_a_block_of_records_is_found_and_nothing_is_written(patient: Patient, sound: Store) -> None:
    """A block that is free or holds an index only may be read by nobody: then all that is told is still true."""
    named = 0
    for number in range((len(sound.file) - HEADERS) // sound.block):
        if number not in sound.metadata:
            patient.lay(flipped(sound.file, HEADERS + sound.block * number + 5000))
            code, _err = patient.says("check")
            if code:
                patient.refuses()
            else:
                assert patient.desk.state() == sound.states[0]
            named += code
    assert named >= 3


def test_a_store_cut_short_is_named_and_left_alone(patient: Patient, sound: Store) -> None:
    """Past the metadata only blocks that hold nothing told may be missing without a word: free ones, and indexes."""
    for size in (0, 1, 11, 12, 4095, 4096, 8192, HEADERS - 1, HEADERS, HEADERS + sound.block * (min(sound.metadata) + 1) - 1):
        patient.lay(sound.file[:size])
        patient.refuses()
    named = 0
    for size in range(HEADERS + sound.block * (max(sound.metadata) + 1), len(sound.file), sound.block):
        patient.lay(sound.file[:size])
        code, err = patient.says("check")
        assert "is damaged" in err if code else patient.desk.state() == sound.states[0]
        named += code
    assert named >= 3


def test_a_log_cut_short_is_what_was_whole_in_it(patient: Patient, sound: Store) -> None:
    seen = set()
    for size in (*range(0, len(sound.log), 500), len(sound.log) - 1, len(sound.log)):
        patient.lay(sound.file, sound.log[:size])
        assert patient.says("check")[0] == 0
        seen.add(sound.states.index(patient.desk.state()))
    assert seen == {0, 1, 2, 3}


def test_a_flipped_bit_in_a_log_is_named_or_what_came_before_it(patient: Patient, sound: Store) -> None:
    named = 0
    for at in range(0, len(sound.log), 200):
        patient.lay(sound.file, flipped(sound.log, at))
        if patient.says("check")[0]:
            patient.refuses()
            named += 1
        else:
            assert patient.desk.state() in sound.states
    assert named >= 10


def test_a_lost_log_is_the_state_of_the_last_checkpoint(patient: Patient, sound: Store) -> None:
    patient.lay(sound.file)
    assert patient.says("check")[0] == 0
    assert patient.desk.state() == sound.states[0]


def test_the_log_of_another_store_or_of_an_older_state_is_refused(patient: Patient, sound: Store, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other")
    other.folder.mkdir()
    other.fact("init")
    patient.lay((other.folder / "store.duckdb").read_bytes(), sound.log)
    patient.refuses()
    patient.lay(sound.file, sound.log)
    assert patient.says(*lead(4))[0] == 0
    later = patient.file.read_bytes()
    patient.lay(later, sound.log)
    patient.refuses()


# Files that are no store


@pytest.mark.parametrize(
    "content", [b"", b"hello\n", bytes(range(256)) * 100, b"SQLite format 3\0" + bytes(4096)],
    ids=["empty", "text", "garbage", "sqlite"],
)  # fmt: skip
def test_a_file_that_is_no_store_is_left_alone(patient: Patient, content: bytes) -> None:
    patient.lay(content)
    for words in (["program", "list"], PROGRAM, ["init"]):
        code, err = patient.says(*words)
        assert (code, "is not a partnercli store" in err) == (2, True)
    assert patient.bytes() == (content, b"")


def test_a_database_of_somebody_else_is_left_alone(patient: Patient) -> None:
    with duckdb.connect(str(patient.file)) as theirs:
        theirs.execute("create table mine (a integer)")
    for words in (["program", "list"], PROGRAM, ["init"]):
        code, err = patient.says(*words)
        assert (code, "is not a partnercli store" in err) == (2, True)
    with duckdb.connect(str(patient.file)) as theirs:
        assert theirs.execute("select table_name from duckdb_tables()").fetchall() == [("mine",)]


def test_a_missing_store_says_how_to_start(desk: Desk) -> None:
    done = desk("program", "list")
    assert done.code == 2
    assert "Make one with: partnercli init" in done.err
    assert list(desk.folder.iterdir()) == []
