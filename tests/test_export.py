"""The way out: tables as Parquet and CSV that a database reads back to the very same state."""

from __future__ import annotations

import resource
import subprocess
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from books import TODAY
from conftest import SCRIPTS, Desk
from partnercli.store import export as leaving
from partnercli.store.digest import state_hash
from partnercli.store.store import Store
from test_backup import made, state_of

NASTY = ("", "NULL", "null", "\\N", "a,b", 'say "so"', "two\nlines", "\r", "\r\n", "  blanks ", "=1+1", "-5", "007", "1e5", "ё'é\u202e", "\t")


@pytest.fixture
def nasty(demo_desk: Desk) -> Desk:
    """The demo store with channels whose names are hard to write down, and amounts at the edge of their type."""
    with duckdb.connect(str(demo_desk.folder / "store.duckdb")) as connection:
        for number, text in enumerate(NASTY):
            connection.execute("insert into channel values ($code, $name, '', '', '', true, 1)", {"code": f"c{number}", "name": text})
        connection.execute("update lead set value = 99999999999999.9999, next_on = null where id = 1")
        connection.execute("update lead set value = -0.0001, next_on = date '0001-01-01' where id = 2")
    return demo_desk


def read_back(folder: Path) -> str:
    """The state hash of a database made of the exported files by their own load.sql."""
    with closing(duckdb.connect()) as connection:
        connection.execute(f"set file_search_path = '{folder}'")
        connection.execute((folder / "load.sql").read_text(encoding="utf-8"))
        return state_hash(connection)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_what_is_read_back_is_the_same_state(form: str, nasty: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "STRETCH", 7)  # so that every table goes in several
    folder = nasty.folder / "out"
    with Store(nasty.folder / "store.duckdb", today=TODAY, columns=True) as store:
        leaving.export(store, folder, form)  # type: ignore[arg-type]
    assert read_back(folder) == state_of(nasty.folder / "store.duckdb")
    if form == "csv":
        assert '"c12","007",' in (folder / "channel.csv").read_text(encoding="utf-8"), "text stands in quotes"


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_command_writes_a_private_folder_and_says_so(form: str, demo_desk: Desk) -> None:
    said = demo_desk("export", "out", f"--{form}")
    names = made(demo_desk.folder / "out")
    assert (said.code, said.err) == (0, "")
    assert said.out == f"Wrote {len(names) - 1} tables into out.\n"
    assert {"lead", "sale", "network_row", "payout"} <= {name.removesuffix(f".{form}") for name in names}
    modes = {path.stat().st_mode & 0o777 for path in (demo_desk.folder / "out").iterdir()}
    assert (modes, (demo_desk.folder / "out").stat().st_mode & 0o777) == ({0o600}, 0o700)
    assert read_back(demo_desk.folder / "out") == state_of(demo_desk.folder / "store.duckdb")


def test_the_same_state_gives_the_same_files_however_its_rows_lie(demo_desk: Desk) -> None:
    demo_desk.fact("export", "one", "--csv", "-q")
    with duckdb.connect(str(demo_desk.folder / "store.duckdb")) as connection:
        connection.execute("create temp table held as from lead")
        connection.execute("delete from lead")
        connection.execute("insert into lead select * from held order by id desc")
    demo_desk.fact("export", "two", "--csv", "-q")
    for file in (demo_desk.folder / "one").iterdir():
        assert file.read_bytes() == (demo_desk.folder / "two" / file.name).read_bytes()


def test_it_never_writes_over_what_is_there(demo_desk: Desk) -> None:
    (demo_desk.folder / "out").mkdir()
    (demo_desk.folder / "link").symlink_to("nowhere")
    for place in ("out", "link", "store.duckdb"):
        done = demo_desk("export", place, "--csv")
        assert (done.code, "is there already" in done.err) == (2, True)
    assert made(demo_desk.folder / "out") == []


@pytest.mark.parametrize("words", ["", "out", "--csv", "out --canonical", "out --csv --parquet", "--canonical --csv"])
def test_one_form_has_to_be_said(words: str, demo_desk: Desk) -> None:
    done = demo_desk("export", *words.split())
    assert (done.code, "Say what to write" in done.err) == (2, True)


def test_a_full_disk_leaves_nothing(demo_desk: Desk) -> None:
    before = made(demo_desk.folder)
    done = subprocess.run(
        [str(SCRIPTS / "partnercli"), "export", "out", "--csv"], cwd=demo_desk.folder, capture_output=True, text=True, check=False,
        env={"PARTNERCLI_DB": "store.duckdb", "PARTNERCLI_LANG": "en", "HOME": str(demo_desk.folder), "PATH": "/usr/bin:/bin"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )  # fmt: skip
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1), done
    assert made(demo_desk.folder) == before


def test_an_empty_store_is_exported_too(desk: Desk) -> None:
    desk.fact("init")
    for form in ("csv", "parquet"):
        desk.fact("export", form, f"--{form}")
        assert read_back(desk.folder / form) == state_of(desk.folder / "store.duckdb")
