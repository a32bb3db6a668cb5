"""Where a table goes: streams, files, the format nobody named, and what the environment asks for."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from partnercli.domain.table import Column, Table
from partnercli.errors import DiskError, UsageError
from partnercli.render import FORMATS, format_of, show, write
from partnercli.render.view import view_of

TABLE = Table("t", "Title", [Column("a", "A"), Column("b", "B", "int")], [["ё", 1]])
PLAIN = "A  B\nё  1\n"


class Terminal(io.BytesIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"):
        monkeypatch.delenv(name, raising=False)


def shown(out: io.BytesIO, fmt: str | None = None) -> str:
    show(TABLE, fmt, out, language="en")
    return out.getvalue().decode()


def test_without_a_format_a_pipe_gets_plain_and_a_terminal_the_table() -> None:
    assert shown(io.BytesIO()) == PLAIN
    assert shown(Terminal()).startswith("Title\n")


def test_output_is_utf8_whatever_the_stream_says_and_keeps_its_order() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="latin-1")
    out.write("before\n")
    show(TABLE, None, out, language="en")
    assert raw.getvalue().decode() == "before\n" + PLAIN


def test_a_text_stream_without_bytes_gets_text() -> None:
    out = io.StringIO()
    show(TABLE, "plain", out, language="en")
    assert out.getvalue() == PLAIN


def test_a_closed_pipe_is_the_callers_to_handle() -> None:
    class Closed(io.BytesIO):
        def write(self, data: object) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        show(TABLE, "csv", Closed(), language="en")


def test_a_workbook_does_not_go_to_a_terminal() -> None:
    with pytest.raises(UsageError) as raised:
        show(TABLE, "xlsx", Terminal(), language="en")
    assert raised.value.problem.code == "binary_to_terminal"
    out = io.BytesIO()
    show(TABLE, "xlsx", out, language="en")
    assert out.getvalue().startswith(b"PK")


def test_unknown_formats_are_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as raised:
        show(TABLE, "yaml", io.BytesIO(), language="en")
    assert raised.value.problem.code == "unknown_format"
    assert "jsonl" in str(raised.value.problem.facts["known"])


# Environment ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "terminal", "colour"),
    [
        ({"TERM": "xterm"}, True, True),
        ({"TERM": "xterm"}, False, False),
        ({"TERM": "dumb"}, True, False),
        ({}, True, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, True, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ],
)
def test_colour(environment: dict[str, str], terminal: bool, colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert view_of(Terminal() if terminal else io.BytesIO(), "en").colour is colour


@pytest.mark.parametrize(
    ("columns", "terminal", "width"),
    [
        ("", False, None),
        ("", True, 80),
        ("100", True, 100),
        ("100", False, 100),
        ("0", True, 80),
        ("wide", False, None),
    ],
)
def test_width(columns: str, terminal: bool, width: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert view_of(Terminal() if terminal else io.BytesIO(), "en").width == width


def test_rich_and_xlsxwriter_are_loaded_only_where_they_are_used() -> None:
    code = (
        "import sys, partnercli.render as r; from partnercli.domain.table import Table, Column\n"
        "t = Table('t', 'T', [Column('a', 'A')], [['x']])\n"
        "for f in r.FORMATS:\n"
        "    if f not in ('table', 'xlsx'): r.show(t, f, sys.stderr)\n"
        "print(sorted({'rich', 'xlsxwriter', 'polars', 'duckdb', 'typer'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# Files ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fmt"), [("a.csv", "csv"), ("b/a.JSON", "json"), ("a.b.txt", "plain"), ("a.xlsx", "xlsx")]
)
def test_the_suffix_names_the_format(name: str, fmt: str) -> None:
    assert format_of(name) == fmt


@pytest.mark.parametrize("name", ["a", "a.pdf", ".csv", "a.csv.gz"])
def test_an_unknown_suffix_is_refused_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        write(TABLE, tmp_path / name)
    assert raised.value.problem.code == "unknown_format"
    assert list(tmp_path.iterdir()) == []


def test_every_format_can_be_written(tmp_path: Path) -> None:
    for fmt, suffix in FORMATS.items():
        write(TABLE, tmp_path / f"out{suffix or '.any'}", None if suffix else fmt, language="en")
    assert len(list(tmp_path.iterdir())) == len(FORMATS)
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == PLAIN


def test_a_file_has_the_mode_the_umask_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(TABLE, tmp_path / "out.csv")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == 0o640


class Breaking(list[list[str]]):
    def __iter__(self) -> Iterator[list[str]]:
        yield ["x"]
        raise RuntimeError


def test_a_failure_on_the_way_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(RuntimeError):
        write(Table("t", "T", [Column("a", "A")], Breaking()), path)
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_text() == "old"


def test_a_symbolic_link_keeps_pointing_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write(TABLE, tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text(encoding="utf-8") == "a,b\nё,1\n"


def test_devices_are_written_straight() -> None:
    write(TABLE, "/dev/null", "csv")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("name", ["missing/out.csv", "file/out.csv"])
def test_a_place_that_cannot_be_written_is_a_disk_error(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DiskError) as raised:
        write(TABLE, tmp_path / name)
    assert raised.value.problem.code == "cannot_write"
    assert raised.value.where.endswith(name)


def test_a_directory_is_no_place_for_a_report(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UsageError) as raised:
        write(TABLE, tmp_path / "folder.csv")
    assert raised.value.problem.code == "output_is_directory"
