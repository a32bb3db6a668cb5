"""`doctor` answers above all where something is broken; `config show` says where each setting comes from."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import duckdb
import pytest

from conftest import Desk

TOPICS = {"versions", "extras", "configuration", "profiles", "language", "store", "disk", "completion", "schedule"}
Lines = dict[str, list[tuple[str, str]]]


def examined(desk: Desk, *words: str, code: int = 0) -> Lines:
    """The lines of `doctor` by topic, as (state, what)."""
    done = desk("doctor", "--json", *words)
    assert done.code == code, done
    lines: Lines = {}
    for row in json.loads(done.out)["rows"]:
        lines.setdefault(row["topic"], []).append((row["state"], str(row["what"])))
    assert set(lines) >= TOPICS
    return lines


def states(lines: Lines, topic: str) -> set[str]:
    return {state for state, _what in lines[topic]}


def test_a_sound_store_is_said_to_be_sound_and_an_old_import_is_a_warning(demo_desk: Desk) -> None:
    lines = examined(demo_desk, "--today", "2026-12-05")
    assert (states(lines, "store"), states(lines, "imports")) == ({"ok"}, {"ok"})
    assert len(lines["imports"]) > 3
    assert "duckdb" in lines["versions"][0][1]
    assert states(examined(demo_desk, "--today", "2026-12-08"), "imports") == {"warning"}


def test_without_a_store_it_says_how_to_begin(desk: Desk) -> None:
    ((state, what),) = examined(desk)["store"]
    assert (state, "partnercli init" in what) == ("warning", True)


def test_the_age_of_the_last_backup_is_told(demo_desk: Desk) -> None:
    assert states(examined(demo_desk), "backups") == {"warning"}
    demo_desk.fact("backup", "-q")
    assert states(examined(demo_desk), "backups") == {"ok"}
    (made,) = (demo_desk.folder / "backups").iterdir()
    stem, place, _time, *rest = made.name.split(".")
    made.rename(made.with_name(".".join([stem, place, "20260901T101112Z", *rest])))
    ((state, what),) = examined(demo_desk)["backups"]
    assert (state, "2026-09-01" in what) == ("warning", True)


def test_a_damaged_store_is_a_problem_and_the_rest_is_told_too(demo_desk: Desk) -> None:
    store = demo_desk.folder / "store.duckdb"
    store.write_bytes(store.read_bytes()[:100_000])
    store.chmod(0o644)
    lines = examined(demo_desk, code=1)
    assert [state for state, _what in lines["store"]] == ["warning", "problem"]
    assert "chmod 600" in lines["store"][0][1]


def test_a_store_edited_behind_the_tool_is_a_problem(demo_desk: Desk) -> None:
    with duckdb.connect(str(demo_desk.folder / "store.duckdb")) as connection:
        connection.execute("update sale set lead = 999999 where id = 1")
    assert "problem" in states(examined(demo_desk, code=1), "store")


@pytest.mark.parametrize("text", ["db: [", "colour: red", "wait: soon"])
def test_a_broken_configuration_is_named_with_its_line_and_the_store_is_looked_at(text: str, demo_desk: Desk) -> None:
    (demo_desk.folder / "partnercli.yaml").write_text(f"lang: en\n{text}\n")
    lines = examined(demo_desk, code=1)
    assert (states(lines, "configuration"), states(lines, "store")) == ({"problem"}, {"ok"})
    assert "partnercli.yaml:" in lines["configuration"][0][1]


def test_a_broken_profile_of_ones_own_is_a_warning(desk: Desk) -> None:
    (desk.folder / "partnercli.yaml").write_text("lang: en\n")
    (desk.folder / "networks").mkdir()
    (desk.folder / "networks" / "mine.yaml").write_text("kind: nothing\n")
    assert examined(desk)["profiles"][0][0] == "warning"


def test_completion_and_schedules_are_found_where_they_are(desk: Desk) -> None:
    lines = examined(desk)
    assert "not found" in lines["completion"][0][1]
    (desk.folder / ".bashrc").write_text("source <(partnercli completion bash)\n")
    units = desk.folder / ".config" / "systemd" / "user"
    units.mkdir(parents=True)
    (units / "books.timer").write_text("[Timer]\nOnCalendar=daily\n")
    (units / "books.service").write_text("[Service]\nExecStart=/usr/bin/partnercli run job.yaml\n")
    lines = examined(desk)
    assert (".bashrc" in lines["completion"][0][1], "books.timer" in lines["schedule"][0][1]) == (True, True)


def test_each_setting_says_where_it_comes_from(desk: Desk) -> None:
    user = desk.folder / ".config" / "partnercli" / "config.yaml"
    user.parent.mkdir(parents=True)
    user.write_text("wait: 9\nmemory: 1GB\narchive: kept\n")
    (desk.folder / "partnercli.yaml").write_text("# ours\nmemory: 2GB\nrates: ecb\n")
    rows = desk("config", "show", "--origin", "--wait", "0", "--json", PARTNERCLI_RATES="cbr").json()["rows"]
    assert {row["key"]: (row["value"], row["origin"]) for row in rows} == {
        "db": ("store.duckdb", "PARTNERCLI_DB"), "lang": ("en", "PARTNERCLI_LANG"), "wait": ("0.0", "--wait"),
        "memory": ("2GB", "partnercli.yaml:2"), "archive": ("kept", f"{user}:3"), "backups": (None, "default"),
        "report_currency": (None, "default"), "rates": ("cbr", "PARTNERCLI_RATES"), "mask": ("no", "default"),
    }  # fmt: skip


def test_a_bad_setting_is_told_with_its_place(desk: Desk) -> None:
    (desk.folder / "partnercli.yaml").write_text("memory: lots\n")
    done = desk("report", "income")
    assert (done.code, done.err.startswith("partnercli: error: partnercli.yaml:1: 'lots'")) == (2, True), done


def test_little_room_on_the_disk_is_told(demo_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process: a disk that is nearly full cannot be had."""
    from partnercli.cli import health
    from partnercli.cli.run import Run
    from partnercli.settings import Settings

    run = Run({}, Settings(demo_desk.folder / "store.duckdb", 0, date(2026, 11, 1)))
    for free, state in ((health.LITTLE, "ok"), (health.LITTLE - 1, "warning"), (health.TOO_LITTLE - 1, "problem")):
        monkeypatch.setattr(health.shutil, "disk_usage", lambda _folder, free=free: SimpleNamespace(free=free))
        assert [line.state for line in health.examine(run) if line.topic == "disk"] == [state]


def test_an_import_of_a_clock_that_was_ahead_is_not_of_the_future(demo_desk: Desk) -> None:
    assert "0 days" in examined(demo_desk, "--today", "2026-10-01")["imports"][0][1]
