"""Commands that die or meet a broken disk at one write: the store is as before or as after, sound, and says so.

A sample of points, others for each way; `python tests/faults/points.py` tries them all.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.points import COMMANDS, WAYS, Bench, shim

EACH = 2
"""How many points of a command are tried in one way."""


@pytest.mark.skipif(shim() is None, reason="needs a C compiler and a loader that preloads")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_fault_at_any_write_leaves_the_state_before_or_after(tmp_path: Path, name: str) -> None:
    bench = Bench(tmp_path.resolve(), name)
    assert len(bench.points) >= 8, "the points are not counted: is the library preloaded?"
    tries = [(way, 1 + (turn + len(WAYS) * step) * len(bench.points) // (len(WAYS) * EACH))
             for turn, way in enumerate(WAYS) for step in range(EACH)]  # fmt: skip
    assert [text for way, at in tries for text in bench.complaints(at, way)] == []


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
    assert "is damaged" in bench.state(), "without the blocks kept beside it the store would be lost"
