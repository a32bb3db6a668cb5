"""Where files are written: nothing is followed that somebody else laid there, and what is private stays its owner's."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from conftest import SAMPLE, Desk, tables
from hostile_books import LEAD, PERSON, filled
from partnercli import files
from partnercli.domain.table import Column, Table
from partnercli.errors import DiskError
from partnercli.render import write

TABLE = Table("t", "T", [Column("a", "A")], [("x",)])
SECRET = "nobody wrote here"


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file somebody would like us to write over."""
    path = tmp_path / "victim"
    path.write_text(SECRET)
    return path


def test_a_draft_that_is_a_planted_link_is_not_written_through(tmp_path: Path, victim: Path) -> None:
    place = tmp_path / "out.csv"
    (tmp_path / f".out.csv.{os.getpid()}.new").symlink_to(victim)
    write(TABLE, place)
    assert (victim.read_text(), place.read_text(), place.is_symlink()) == (SECRET, "a\nx\n", False)


def test_a_private_file_replaces_a_planted_link_and_leaves_what_it_points_to(tmp_path: Path, victim: Path) -> None:
    place = tmp_path / "kept.gz"
    place.symlink_to(victim)
    files.write(place, "ours")
    assert (victim.read_text(), place.read_text(), place.is_symlink()) == (SECRET, "ours", False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a link to somebody else")
def test_a_link_of_somebody_else_is_not_followed(tmp_path: Path, victim: Path) -> None:
    place = tmp_path / "out.csv"
    place.symlink_to(victim)
    os.lchown(place, 65534, 65534)
    with pytest.raises(DiskError):
        write(TABLE, place)
    assert victim.read_text() == SECRET


def test_a_folder_replaced_by_a_link_to_nowhere_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "reports").symlink_to(tmp_path / "gone")
    with pytest.raises(DiskError):
        write(TABLE, tmp_path / "reports" / "out.csv")
    assert not (tmp_path / "gone").exists()


def test_a_pipe_is_written_straight_and_stays_one(tmp_path: Path) -> None:
    place = tmp_path / "out.csv"
    os.mkfifo(place)
    with subprocess.Popen(["cat", place], stdout=subprocess.PIPE) as reader:
        write(TABLE, place)
        out, _err = reader.communicate(timeout=30)
    assert out == b"a\nx\n"
    assert place.is_fifo()


def test_a_report_keeps_the_mode_it_was_given(tmp_path: Path) -> None:
    place = tmp_path / "out.csv"
    place.write_text("")
    place.chmod(0o600)
    write(TABLE, place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_a_backslash_in_the_path_is_said_to_be_what_is_wrong(desk: Desk) -> None:
    """The database would make folders of it, and the store would be somewhere else, or call it damaged."""
    done = desk("init", "--db", "a\\b.duckdb")
    assert (done.code, "backslash" in done.err, sorted(path.name for path in desk.folder.iterdir())) == (2, True, [])


def test_folders_are_their_owners_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        files.folder(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    assert [stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "a", tmp_path / "a" / "b")] == [0o700, 0o700]


SESSION = """
umask {umask}
set -e
partnercli -q init; partnercli -q program apply $SAMPLE/programs.yaml; partnercli -q import $SAMPLE/awin.csv $SAMPLE/leads.csv
partnercli -q network learn $SAMPLE/direct_ru.csv --name mine --yes --network ''; partnercli -q demo shown; partnercli -q reconcile
python3 -c 'import os; os.mkfifo("stop")'; partnercli export --canonical | (cat stop > /dev/null) & sleep 1
find . -mindepth 1 ! -name stop ! -name seen ! -name .partnercli-demo -printf '%m %p\\n' > seen; : > stop; wait
"""


@pytest.mark.parametrize("umask", ["000", "022"])
def test_all_a_session_leaves_is_its_owners_alone(umask: str, desk: Desk) -> None:
    """Also while a command holds the store open."""
    environment = {"PARTNERCLI_DB": "deep/er/store.duckdb", "PARTNERCLI_ARCHIVE": "kept/here", "PYTHONUTF8": "1"}
    done = desk.shell(SESSION.format(umask=umask), **environment)
    assert done.code == 0, done
    ours = dict(reversed(line.split(" ", 1)) for line in (desk.folder / "seen").read_text().splitlines())
    assert {"./deep/er/store.duckdb", "./kept/here", "./shown/partnercli.duckdb", "./.config/partnercli/networks/mine.yaml"} <= {*ours}
    assert {name: mode for name, mode in ours.items() if int(mode, 8) & 0o077} == {}


def test_no_message_file_name_journal_line_or_child_names_a_person(desk: Desk, tmp_path: Path) -> None:
    """Every message of a store's filling, with refused, doubled and unreadable records; names of files; the journal."""
    said = filled(desk)
    for line in (
        ["lead", "add", "--program", "shop", "--name", LEAD["name"], "--email", "zlata@example.org"],
        ["lead", "add", "--program", "shop", "--name", LEAD["name"], "--email", "ZLATA@example.org", "--allow-duplicate"],
        ["lead", "edit", "L2", "--email", "zlata@example.org"],
        ["import", "leads.csv", "--again"], ["import", "leads.csv", "--strict"], ["lead", "import", "leads.csv"],
        ["import", "leads.csv", "--profile", "neutral_rows"], ["network", "learn", "leads.csv", "--name", "x", "--dry-run"],
        ["sale", "add", "--lead", "L2", "--amount", "5", "--order", "missing-1"], ["lead", "list", "--find", "Zlata", "--format", "frog"],
    ):  # fmt: skip
        done = said(*line)
        assert [mark for mark in PERSON if mark in done.err] == [], (line, done.err)
    entries = "".join(f"{row['command']} {row['subject']}" for row in tables(said.state())["entry"])
    assert [mark for mark in PERSON if mark in entries] == []
    made = [path.name for path in said.folder.rglob("*") if not path.name.endswith(".csv")]
    assert [name for name in made if any(mark in name for mark in PERSON)] == []


def test_a_header_that_is_a_persons_row_is_not_quoted(desk: Desk) -> None:
    """A file without a header: its first record is no list of columns to be named in an error."""
    desk.fact("-q", "init")
    (desk.folder / "bare.csv").write_text("Zlata Planted,zlata@example.org,+79005550123,100.00\n" * 3)
    for line in ("import bare.csv", "import bare.csv --profile awin_transactions_csv", "network learn bare.csv --name x --dry-run"):
        done = desk(*line.split())
        assert done.code in (2, 4)
        assert [mark for mark in PERSON if mark in done.err] == [], done.err


assert SAMPLE.is_dir()


# ── an output is never written over what is ours ────────────────────────────────────────────────────────────────────


@pytest.fixture
def own(desk: Desk) -> Desk:
    """A desk with a store, its archive, a backup and a configuration."""
    (desk.folder / "partnercli.yaml").write_text("archive: kept\n")
    desk.fact("init")
    desk.fact("program", "apply", str(SAMPLE / "programs.yaml"))
    desk.fact("import", str(SAMPLE / "awin.csv"))
    desk.fact("backup")
    return desk


def spellings(desk: Desk, pattern: str) -> list[str]:
    """A file of the desk as it is called, through a symbolic link and by a hard link."""
    (place,) = desk.folder.glob(pattern)
    soft, hard = desk.folder / "soft.csv", desk.folder / "hard.csv"
    for link in (soft, hard):
        link.unlink(missing_ok=True)
    soft.symlink_to(place)
    hard.hardlink_to(place)
    return [str(place.relative_to(desk.folder)), "./soft.csv", str(hard)]


@pytest.mark.parametrize("pattern", ["store.duckdb", "kept/*.gz", "backups/*.duckdb", "partnercli.yaml"])
def test_nothing_is_written_over_a_file_of_ours(pattern: str, own: Desk) -> None:
    (place,) = own.folder.glob(pattern)
    before = place.read_bytes()
    for spelled in spellings(own, pattern):
        done = own("report", "income", "--csv", "-q", "-o", spelled)
        assert (done.code, done.err.count("\n"), "Nothing may be written over" in done.err) == (2, 1, True), done
        assert place.read_bytes() == before


@pytest.mark.parametrize("name", ["store.duckdb.wal", ".store.duckdb.job"])
def test_nothing_is_written_where_the_store_keeps_its_log_and_lock(name: str, own: Desk) -> None:
    assert own("report", "income", "--csv", "-o", name).code == 2
    (own.folder / "alias").symlink_to(own.folder)
    assert own("report", "income", "--csv", "-o", f"alias/{name}").code == 2


def test_a_file_of_ours_that_only_looks_so_is_written(own: Desk) -> None:
    assert own("report", "income", "--csv", "-o", "backups/income.csv").code == 0
    assert own("report", "income", "-o", "store.duckdb.csv").code == 0
