"""Killed or interrupted at any moment, start-up included: the store is as it was or whole, and it says which."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from books import Row, table
from conftest import Desk
from faults.processes import start

ROWS = 30_000


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
    desk.fact("program", "add", "shop", "--network", "admitad", "--rate", "10%")
    return desk


def seconds_for(desk: Desk, export: Path) -> float:
    """How long the whole import takes here and now, on a copy that is thrown away."""
    kept = (desk.folder / "store.duckdb").read_bytes()
    begun = time.monotonic()
    desk.fact("import", str(export))
    taken = time.monotonic() - begun
    (desk.folder / "store.duckdb").write_bytes(kept)
    return taken


def test_killed_at_any_moment_the_store_opens_as_it_was_or_whole(desk: Desk, export: Path) -> None:
    before, whole = desk.state(), seconds_for(desk, export)
    for step in range(5):
        running = start(desk, "import", str(export))
        time.sleep(whole * (0.3 + 0.17 * step))
        running.kill()
        running.communicate()
        if desk.state() != before:
            assert f'"new_n": {ROWS}' in desk.state()
            break
    desk.fact("check")


def test_interrupted_at_any_moment_it_says_so_and_changes_nothing_or_is_done(desk: Desk, export: Path) -> None:
    before, whole = desk.state(), seconds_for(desk, export)
    told = set()
    for step in range(5):
        running = start(desk, "import", str(export))
        time.sleep(max(0.1, whole * 0.15) + whole * 0.16 * step)
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
