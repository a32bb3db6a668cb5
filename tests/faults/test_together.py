"""Many at once: imports, leads by hand, reports and jobs of cron on one store, each a process of its own.

Whoever runs is done, or said 75 within its `--wait` and did nothing. What is left is what the same commands leave one
after another. Rounds in which some are killed: `python tests/faults/together.py`.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from conftest import Desk, tables
from faults.processes import held, start
from faults.together import CRON, CROWD, LEADS, crowd, entries, facts, lead, new_desk, serial

ADD = ("lead", "add", "--program", "shop", "--name", "A")


@pytest.fixture
def shop(tmp_path: Path) -> Desk:
    return new_desk(tmp_path / "shop")


def test_a_crowd_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    desk, alone = new_desk(tmp_path / "crowd"), serial(tmp_path / "alone")
    ended = crowd(desk, CROWD)
    assert [(words, done) for words, done in zip(CROWD, ended, strict=True) if done.code != 0] == []
    said = [done.out.split(":")[0] for words, done in zip(CROWD, ended, strict=True) if words in LEADS]
    assert sorted(said) == [f"Added lead L{number}" for number in range(1, len(LEADS) + 1)]
    desk.fact(*CRON[0])
    assert facts(desk) == facts(alone)
    made = entries(desk)
    assert 2 <= made.pop("import") <= 4, "a job leaves alone what was read before"
    assert made == {"program add": 1, "lead add": len(LEADS)}
    desk.fact("check")


def test_who_may_not_wait_says_75_and_did_nothing(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "crowd")
    ended = crowd(desk, [lead(number) for number in range(9)], wait=0)
    assert all(done.code == 0 or (done.code == 75 and "is held by process" in done.err) for done in ended), ended
    through = [f"Anna{number}" for number, done in enumerate(ended) if done.code == 0]
    assert through, "somebody always gets through"
    assert sorted(row["name"] for row in tables(desk.state())["lead"]) == through
    desk.fact("check")


# Who waits, and how long


def test_a_busy_store_is_75_naming_the_holder(shop: Desk) -> None:
    with held(shop) as holder:
        begun = time.monotonic()
        done = shop(*ADD, "--wait", "0")
        assert time.monotonic() - begun < 3, "--wait 0 does not wait"
    assert done.code == 75
    assert f"is held by process {holder}" in done.err
    assert len(done.err.splitlines()) == 1


def test_wait_waits_until_the_store_is_free(shop: Desk) -> None:
    with held(shop):
        running = start(shop, *ADD, "--wait", "30")
        time.sleep(0.7)
        assert running.poll() is None
    out, err = running.communicate()
    assert (running.returncode, err) == (0, "")
    assert "L1" in out


@pytest.mark.parametrize("wait", ["nan", "inf", "x"])
def test_a_wait_without_end_is_refused(shop: Desk, wait: str) -> None:
    done = shop("lead", "list", "--wait", wait)
    assert done.code == 2, done


def test_four_inits_at_once_make_one_store(tmp_path: Path) -> None:
    empty = Desk(tmp_path)
    told = [start(empty, "init") for _ in range(4)]
    outs = [running.communicate() for running in told]
    assert [running.returncode for running in told] == [0] * 4, outs
    assert sum("Made the store" in out for out, _ in outs) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["store.duckdb"]
