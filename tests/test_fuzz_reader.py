"""Bytes to rows, whatever the bytes: nothing but a refusal comes out, in bounded time and memory, and no line is lost.

The suite runs a few hundred damaged files; `python tests/test_fuzz_reader.py 100000 [FIRST]` runs as many as one likes.
Each has a number that makes it again: a failure names it.
"""

from __future__ import annotations

import gzip
import io
import random
import resource
import sys
import time
import zipfile
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

from partnercli.errors import InputRejected, UsageError
from partnercli.intake.archive import workbook_kind
from partnercli.intake.cells import BLANKS
from partnercli.intake.encoding import to_utf8
from partnercli.intake.rows import read_table
from partnercli.intake.source import Source, TextTable, read_source

MAX_SECONDS = 10.0
MAX_GROWTH = 400 << 10
"""Kilobytes the whole run may add to what the process has ever held."""
OLD_WORKBOOK = (Path(__file__).parent / "data" / "workbooks" / "report.xls").read_bytes()

TABLE = (
    "id;дата;сумма;статус\r\n"
    'A-1;2024-05-01;"1 500,00";Подтверждён\r\n'
    'A-2;2024-05-02;-5;"ООО ""Ромашка""; отдел\r\nпродаж"\r\n'
    "A-3;2024-05-03;0,01;hold\r\n"
    "\r\n"
    "id;дата;сумма;статус\r\n"
    "A-4;2024-05-04;7;Итого\r\n"
)
TEXTS = [
    TABLE.encode(),
    TABLE.encode("cp1251"),
    TABLE.encode("koi8-r"),
    TABLE.encode("utf-16"),
    TABLE.encode("utf-16-le"),
    TABLE.replace(";", "\t").replace("\r\n", "\n").encode("utf-8-sig"),
    ("sep=,\n" + TABLE.replace(";", ",").replace("\r\n", "\r")).encode("cp866"),
    ("Отчёт;за май\nПериод: 01.05-31.05\n\n" + TABLE.replace("\r\n", "\n")).encode(),
    b"".join(b'"%d","plain","%d.00"\n' % (n, n * 7) for n in range(40)),
]
PIECES = [
    b'"',
    b'""',
    b'\\"',
    b";",
    b",",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"sep=;",
    b"\xd0",
    b" ",
]


def zipped(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("report.csv", data)
    return packed.getvalue()


def new_workbook() -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        data = book.add_worksheet("Data")
        for number, line in enumerate(TABLE.splitlines()):
            data.write_row(number, 1, line.split(";"))
        data.write(9, 1, 12345)
    return packed.getvalue()


NEW_WORKBOOK = new_workbook()


def damaged(chance: random.Random, data: bytes) -> bytes:
    """`data` with up to five changes, from a bit to a doubled stretch."""
    for _ in range(chance.randint(0, 5)):
        at = chance.randint(0, len(data))
        end = min(len(data), at + chance.choice([1, 1, 4, 40]))
        data = chance.choice(
            [
                data[:at] + data[end:],
                data[:at] + chance.choice(PIECES) + data[at:],
                data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
                data[:end] + data[at:],
                data[:at] + data[at:end] * 50 + data[end:],
                data[:at],
                data[:at] + chance.choice(TEXTS)[:200] + data[at:],
            ]
        )
    return data


def damaged_inside(chance: random.Random, workbook: bytes) -> bytes:
    """A workbook that is whole as an archive and damaged in one of its parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as whole, zipfile.ZipFile(packed, "w") as writer:
        part = chance.choice([name for name in whole.namelist() if name.startswith("xl/")])
        for name in whole.namelist():
            data = whole.read(name)
            writer.writestr(name, damaged(chance, data) if name == part else data)
    return packed.getvalue()


def made(number: int) -> bytes:
    """The file with this number; one in a hundred is a workbook for the reader of workbooks, a slow one to start."""
    chance = random.Random(number)
    text = chance.choice(TEXTS)
    if number % 100 == 0:
        return chance.choice([damaged(chance, OLD_WORKBOOK), damaged_inside(chance, NEW_WORKBOOK)])
    if number % 5 == 0:
        packed = chance.choice([gzip.compress(damaged(chance, text)), zipped(damaged(chance, text)), NEW_WORKBOOK])
        return damaged(chance, packed) if chance.random() < 0.7 else packed
    return damaged(chance, text)


def check(number: int) -> None:
    """Read file `number`; anything wrong is an AssertionError or whatever the reader let through."""
    begun = time.monotonic()
    try:
        source = read_source("-", io.BytesIO(made(number)), limit=8 << 20)
        table = read_table(source, chunk_bytes=random.Random(number).choice([64, 8 << 20]))
        frames, rejects = [], []
        for chunk in table.chunks():
            frames.append(chunk.frame)
            rejects += chunk.rejects
    except (InputRejected, UsageError):
        return
    finally:
        assert time.monotonic() - begun < MAX_SECONDS
    rows = [row for frame in frames for row in frame.rows()]
    assert all(len(row) == len(table.header) + 1 and None not in row for row in rows)
    assert [reject.raw for reject in rejects] == [table.raw([reject.line])[reject.line] for reject in rejects]
    if workbook_kind(source.data) is None:
        account(source, table, rows, [reject.line for reject in rejects])


def account(source: Source, table: TextTable, rows: list[tuple[str | int, ...]], rejected: list[int]) -> None:
    """Every physical line below the header is in one row, is one reject, says nothing, or is the header once more."""
    lines = [line.decode("utf-8", "replace") for line in to_utf8(source, None)[0][:].splitlines()]
    taken = list(rejected)
    for *cells, line in rows:
        ends = sum(len(str(cell).replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1 for cell in cells)
        taken += range(int(line), int(line) + ends + 1)
    assert len(taken) == len(set(taken))
    assert not taken or (min(taken) > table.header_line and max(taken) <= len(lines))
    if any("\n" in name or "\r" in name for name in table.header):
        return  # a header of several lines, of which it is not known where it ends
    marks = str.maketrans("", "", BLANKS + table.delimiter + '"')
    header = lines[table.header_line - 1].translate(marks)
    left = set(range(table.header_line + 1, len(lines) + 1)) - set(taken)
    assert {lines[number - 1].translate(marks) for number in left} <= {"", header}


def test_no_bytes_break_the_reader_and_no_line_is_lost() -> None:
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(301):
        try:
            check(number)
        except BaseException as error:
            raise AssertionError(f"file {number} of the fuzz test: {error!r}") from error
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held < MAX_GROWTH


def test_most_of_what_is_made_is_read_and_much_is_refused() -> None:
    """The files are worth reading: neither all whole nor all hopeless."""
    ends = {"read": 0, "refused": 0, "rejects": 0}
    for number in (number for number in range(300) if number % 5):
        try:
            table = read_table(read_source("-", io.BytesIO(made(number))))
            ends["read"] += 1
            ends["rejects"] += any(chunk.rejects for chunk in table.chunks())
        except InputRejected:
            ends["refused"] += 1
    assert min(ends.values()) > 5
    assert ends["read"] > 150


if __name__ == "__main__":
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for each in range(first, first + int(sys.argv[1])):
        print(f"\r{each}", end="", flush=True)
        check(each)
    print()
