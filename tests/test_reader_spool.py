"""Large things on disk: the same bytes and frames as in memory, and no way to be fooled by a file that changes."""

from __future__ import annotations

import io
import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnercli.errors import DiskError, InputRejected
from partnercli.intake import buffer, lines, source, spool
from partnercli.intake.buffer import FileData, Opened, Spool
from partnercli.intake.lines import line_cut, raw_lines
from partnercli.intake.rows import read_table
from partnercli.intake.source import read_source
from partnercli.intake.spool import Frames
from refusals import refused

NOTHING = io.BytesIO()


def on_disk(data: bytes) -> FileData:
    file = buffer.temporary_file()
    file.write(data)
    file.flush()
    return FileData(file, "export")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40), st.binary(min_size=1, max_size=3), st.integers(0, 45), st.integers(0, 45))
def test_a_file_answers_as_its_bytes_do(data: bytes, what: bytes, start: int, end: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(buffer, "PIECE", 4)
        file = on_disk(data)
        assert (len(file), file[start:end], file[:], file[start:]) == (len(data), data[start:end], data, data[start:])
        assert file.find(what, start, end) == data.find(what, start, end)
        assert file.rfind(what, start, end) == data.rfind(what, start, end)
        assert (file.find(what), file.rfind(what)) == (data.find(what), data.rfind(what))
        opened = Opened(file)
        assert (opened.seek(start), opened.read(5), opened.seek(-1, os.SEEK_END)) == (
            start,
            data[start : start + 5],
            max(0, len(data) - 1),
        )


texts = st.lists(st.sampled_from(["a", "bc", "\n", "\r", "\r\n", "ж"]), max_size=20).map(
    lambda all_: "".join(all_).encode()
)


@settings(max_examples=300, deadline=None)
@given(texts, st.integers(1, 12), st.sets(st.integers(-1, 25)))
def test_lines_are_those_python_splits(data: bytes, size: int, numbers: set[int]) -> None:
    whole = data.splitlines(keepends=True)
    cuts = {sum(map(len, whole[:count])) for count in range(1, len(whole) + 1)}
    at = 0
    while at < len(data):
        cut = line_cut(on_disk(data), at, size)
        assert cut == line_cut(data, at, size)
        assert cut in cuts and (cut <= at + size + 1 or not cuts & set(range(at + 1, cut)))
        at = cut
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "PIECE", size)
        texts = dict(enumerate((line.decode("utf-8", "replace") for line in data.splitlines()), start=1))
        found = raw_lines(data, numbers)
        assert found.keys() == texts.keys() & numbers
        # Of a line longer than a piece only the beginning is shown.
        assert all(texts[number].startswith(found[number].rstrip("\ufffd")) for number in found)
        assert all(found[number] == texts[number] for number in found if len(texts[number].encode()) <= size)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "IN_MEMORY", 10)
    path = tmp_path / "export.csv"
    for change in (lambda: path.write_bytes(b"id;sum\n"), lambda: path.open("ab").write(b"3;4\n")):
        path.write_bytes(b"id;sum\n1;2\n3;4\n")
        os.utime(path, ns=(1, 1))
        table = read_table(read_source(str(path), NOTHING))
        assert sum(len(chunk.frame) for chunk in table.chunks()) == 2
        change()
        with refused(InputRejected, "file_changed"):
            list(table.chunks())


def test_large_and_small_are_the_same_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = "id;имя\n1;Анна\n".encode("cp1251") * 50
    path = tmp_path / "export.csv"
    path.write_bytes(data)
    small = read_source(str(path), NOTHING)
    monkeypatch.setattr(source, "IN_MEMORY", 10)
    monkeypatch.setattr(buffer, "IN_MEMORY", 10)
    for large in (read_source(str(path), NOTHING), read_source("-", path.open("rb"))):
        assert isinstance(large.data, FileData)
        assert (large.data[:], large.sha256) == (small.data, small.sha256)
        one, other = read_table(small), read_table(large)
        assert (one.header, one.encoding) == (other.header, other.encoding)
        assert [c.frame.rows() for c in one.chunks()] == [c.frame.rows() for c in other.chunks()]
        assert one.raw([3]) == other.raw([3]) == {3: "id;имя"}


def test_a_full_disk_is_an_error_with_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> object:
        return Path("/dev/full").open("wb", buffering=0)

    monkeypatch.setattr(buffer, "temporary_file", full)
    monkeypatch.setattr(spool, "temporary_file", full)
    monkeypatch.setattr(buffer, "IN_MEMORY", 10)
    with refused(DiskError, "disk_refused"):
        Spool("export").write(b"x" * 11)
    with refused(DiskError, "disk_refused"):
        Frames(limit=0).append(pl.DataFrame({"a": ["x"]}))


@pytest.mark.parametrize("limit", [0, 200, 1 << 20])
def test_frames_come_back_in_order_and_again(limit: int) -> None:
    frames = [pl.DataFrame({"a": [str(n)] * n, "b": [None, n] * (n // 2) + [n] * (n % 2)}) for n in range(1, 20)]
    kept = Frames(limit)
    for frame in frames:
        kept.append(frame)
    for _ in range(2):
        assert all(one.equals(other) for one, other in zip(kept, frames, strict=True))
    assert (len(kept), kept.height) == (19, 190)
    kept.close()
    assert (list(kept), kept.height) == ([], 0)


def test_large_frames_leave_memory_and_nothing_on_disk_has_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool.tempfile, "tempdir", str(tmp_path))
    kept = Frames(limit=0)
    kept.append(pl.DataFrame({"a": ["x" * 1000]}))
    assert isinstance(kept._frames[0], range)
    assert list(tmp_path.iterdir()) == []
