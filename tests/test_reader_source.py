"""Bytes in: files, standard input, archives, and everything that is refused before a row is read."""

from __future__ import annotations

import contextlib
import gzip
import io
import zipfile
from pathlib import Path

import pytest

from partnercli.errors import InputRejected, PartnerError, UsageError
from partnercli.intake import archive
from partnercli.intake.rows import read_table
from partnercli.intake.source import Source, read_source

TEXT = b"id;sum\n1;2\n"
NOTHING = io.BytesIO()


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, data in files.items():
            writer.writestr(name, data)
    return packed.getvalue()


def nameless() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as writer:
        member = zipfile.ZipInfo("a.csv")
        writer.writestr(member, TEXT)
        member.filename = ""
    return packed.getvalue()


def refused(path: Path, data: bytes, *, limit: int = 1 << 30) -> str:
    path.write_bytes(data)
    with pytest.raises(InputRejected) as error:
        read_source(str(path), NOTHING, limit=limit)
    assert error.value.where == str(path)
    return error.value.problem.code


def test_a_file_and_standard_input_are_the_same_source_but_for_the_name(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(TEXT)
    from_file, from_pipe = read_source(str(file), NOTHING), read_source("-", io.BytesIO(TEXT))
    assert (from_file.name, from_pipe.name) == (str(file), "stdin")
    assert from_file.data == from_pipe.data == TEXT
    assert from_file.sha256 == from_pipe.sha256 == "22e90e62b71969811ffb77b1115d7b2615a53d0298d35c5467bf24abe614a3a6"


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(TEXT),
        gzip.compress(TEXT[:5]) + gzip.compress(TEXT[5:]),
        zipped(**{"report.csv": TEXT}),
        zipped(**{"report/report.csv": TEXT, "report/": b"", "__MACOSX/report/._report.csv": b"x"}),
        zipped(**{"../../../etc/passwd": TEXT}),
        zipped(**{"C:\\nul": TEXT}),
    ],
)
def test_an_archive_is_the_export_inside_it(packed: bytes) -> None:
    assert read_source("-", io.BytesIO(packed)) == read_source("-", io.BytesIO(TEXT))


def test_a_path_that_cannot_be_read_is_a_usage_error(tmp_path: Path) -> None:
    for path, code in [
        (tmp_path / "none.csv", "file_missing"),
        (tmp_path, "file_is_directory"),
        ("a\0b", "file_unreadable"),
    ]:
        with pytest.raises(UsageError) as error:
            read_source(str(path), NOTHING)
        assert error.value.problem.code == code


def test_what_cannot_be_taken_as_one_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "export"
    assert refused(file, b"") == "empty_file"
    assert refused(file, gzip.compress(b"")) == "empty_file"
    assert refused(file, TEXT, limit=5) == "file_too_large"
    assert refused(file, gzip.compress(b"a" * 1000), limit=500) == "file_too_large"
    assert refused(file, gzip.compress(TEXT)[:-6]) == "broken_archive"
    assert refused(file, zipped(**{"a.csv": TEXT})[:-9]) == "broken_archive"
    assert refused(file, zipped(**{"a.csv": TEXT, "b.csv": TEXT})) == "archive_files"
    assert refused(file, zipped(**{"a.zip": zipped(**{"a.csv": TEXT})})) == "archive_in_archive"
    assert refused(file, gzip.compress(gzip.compress(TEXT))) == "archive_in_archive"
    assert refused(file, nameless()) == "broken_archive"
    locked = bytearray(zipped(**{"a.csv": TEXT}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert refused(file, bytes(locked)) == "locked_archive"


def test_an_archive_made_to_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "SMALL_BYTES", 100_000)
    bomb = bytes(3_000_000)
    assert refused(tmp_path / "bomb", gzip.compress(bomb)) == "file_too_large"
    assert refused(tmp_path / "bomb", zipped(**{"a.csv": bomb})) == "file_too_large"
    workbook = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": bomb}
    assert refused(tmp_path / "bomb", zipped(**workbook)) == "file_too_large"


def test_an_archive_with_an_endless_list_of_files_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = zipped(**{f"{number:03}.csv": b"" for number in range(100)})
    assert refused(tmp_path / "many", many) == "archive_files"
    monkeypatch.setattr(archive, "_MAX_LIST", 5_000)
    assert refused(tmp_path / "many", many) == "broken_archive"


def test_no_archive_however_damaged_breaks_the_reader(tmp_path: Path) -> None:
    for packed in (zipped(**{"a.csv": TEXT * 20}), gzip.compress(TEXT * 20)):
        for place in range(len(packed)):
            damaged = bytearray(packed)
            damaged[place] ^= 0xFF
            with contextlib.suppress(InputRejected):
                read_source("-", io.BytesIO(damaged))


def test_an_endless_pipe_is_read_no_further_than_the_limit() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return bytes(size)

    pipe = Endless()
    with pytest.raises(InputRejected):
        read_source("-", pipe, limit=3 << 20)  # type: ignore[arg-type]
    assert pipe.given <= 5 << 20


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "binary_file"),
        (b"%PDF-1.7\n1;2\n3;4\n", "binary_file"),
        (bytes(range(32)) * 40, "binary_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "broken_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked_workbook"),
        (b"\xef\xbb\xbf \r\n<!DOCTYPE html><table><tr><td>a;b", "html_file"),
        ("<html>\n<a;b>\n".encode("utf-16"), "html_file"),
        (b"one\ntwo\nthree\n", "no_table"),
        (b"\n\n   \n", "no_table"),
        (b"\xef\xbb\xbf", "no_table"),
        (b'id;"na"me;sum\n1;2;3\n', "bad_header"),
    ],
)
def test_what_is_no_table_is_refused_whole(data: bytes, code: str) -> None:
    with pytest.raises(PartnerError) as error:
        read_table(Source("export", data, ""))
    assert (error.value.problem.code, error.value.exit_code) == (code, 4)
