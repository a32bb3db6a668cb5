"""Commands that die or meet a broken disk at one write: the store is as before or as after, sound, and says so.

Two points and two ways for each command; `python tests/faults/points.py` tries them all.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Desk
from faults.points import COMMANDS, WAYS, Bench, shim, state_in
from partnercli.store.checkpoint import _keep, kept
from partnercli.store.engine import connect


@pytest.mark.skipif(shim() is None, reason="needs a C compiler and a loader that preloads")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_fault_at_any_write_leaves_the_state_before_or_after(tmp_path: Path, name: str) -> None:
    bench = Bench(tmp_path.resolve(), name)
    assert len(bench.points) >= 8, "the points are not counted: is the library preloaded?"
    first = list(COMMANDS).index(name)
    for part, way in enumerate((WAYS[first % 4], WAYS[(first + 1) % 4])):
        at = 1 + (2 * part + 1 + first % 2) * (len(bench.points) - 1) // 4
        assert list(bench.complaints(at, way)) == []


@pytest.mark.skipif(shim() is None, reason="needs a C compiler and a loader that preloads")
def test_a_metadata_block_torn_in_the_middle_is_put_back(tmp_path: Path) -> None:
    """The one write that DuckDB does in place: the last into the store file before the file is synced."""
    bench = Bench(tmp_path.resolve(), "lead")
    calls = [line.split(" ", 1)[1] for line in bench.points]
    last = calls.index("sync /store.duckdb")
    assert calls[last - 1] == "write /store.duckdb"
    assert list(bench.complaints(last, "torn")) == []
    bench.lay()
    bench.fail(last, "torn")
    (bench.work / ".store.duckdb.blocks").unlink()
    assert state_in(bench.work) == "store_damaged", "without the blocks kept beside it the store would be lost"


def test_who_waits_for_a_store_whose_writer_dies_in_a_checkpoint_finds_it_whole(desk: Desk) -> None:
    desk.fact("init")
    desk.fact("program", "add", "shop", "--network", "admitad", "--rate", "10%")
    store = desk.folder / "store.duckdb"
    with closing(connect(store, write=True, wait=0)) as connection, store.open("rb") as file:
        _keep(connection, file.fileno(), kept(store))
    code = (
        "import fcntl, sys, time; file = open('store.duckdb', 'r+b'); fcntl.lockf(file, fcntl.LOCK_EX);"
        " file.seek(12288); file.write(bytes(4096)); file.flush(); print(flush=True); time.sleep(2)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=desk.folder, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        writer.stdout.readline()
        assert "shop" in desk.fact("program", "list", "--wait", "30")
    assert not kept(store).exists()
