"""The program that reads a workbook, run by `sheet` as a process of its own: `python -m partnercli.intake.workbook`.

A crafted workbook can end the reader of workbooks in ways no exception can hold: a sheet of two cells, the first and
the last there can be, asks for 400 GB. So it gets a process of its own, with bounds, and what ends is that process.

Standard input is the workbook, the argument the sheet wanted, in JSON (null: all visible ones). Standard output is a
line of JSON, `{"sheets": [name, …], "read": [name, …]}` or `{"refused": code}`, then for every sheet of `read` a line
`{"bytes": n}` and n bytes of Arrow IPC, or a line `{"refused": code}`. The frame has a row for every sheet row from the
first on, and for every column from the first used one on its text `c0` … (null where a cell is empty) and Boolean `t0`
…: whether the workbook holds a number or a date there, and not a text (see `TextChunk`).
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
import zipfile
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl
    from python_calamine import CalamineSheet, CalamineWorkbook

# What an XLSX workbook with a password is: an OLE file which holds the encrypted one under this name.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
# Bytes of memory: a full sheet of a million rows by twelve columns takes two thirds. Seconds of processor time.
_BOUNDS = ((resource.RLIMIT_AS, 3 << 30), (resource.RLIMIT_CPU, 300), (resource.RLIMIT_CORE, 0))
_ROWS = 20_000


def main() -> None:
    """Read standard input, write standard output."""
    for kind, bound in _BOUNDS:
        hard = resource.getrlimit(kind)[1]
        held = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        with contextlib.suppress(OSError, ValueError):  # not every system has them all
            resource.setrlimit(kind, (held, held))
    from python_calamine import CalamineError, PasswordError

    from partnercli.intake.exact import Inexact

    try:
        _read(sys.stdin.buffer.read(), json.loads(sys.argv[1]))
    except Inexact:
        _say(refused="inexact_number")
    except PasswordError:
        _say(refused="locked_workbook")
    except CalamineError:
        _say(refused="broken_workbook")


def _read(data: bytes, wanted: str | None) -> None:
    from python_calamine import load_workbook

    from partnercli.intake.exact import long_numbers, restored

    if _LOCKED in data and not data.startswith(b"PK"):
        _say(refused="locked_workbook")
        return
    book = load_workbook(io.BytesIO(data))
    exact = {}
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            exact = long_numbers(archive)
    names = _visible(book) if wanted is None else [name for name in book.sheet_names if name == wanted]
    _say(sheets=book.sheet_names, read=names)
    for name in names:
        sheet = book.get_sheet_by_name(name)
        cells = _cells(sheet)
        if name in exact:
            cells = restored(cells, exact[name], sheet.start[1] if sheet.start else 0)
        packed = io.BytesIO()
        cells.write_ipc(packed)
        _say(bytes=packed.tell())
        sys.stdout.buffer.write(packed.getbuffer())


def _visible(book: CalamineWorkbook) -> list[str]:
    from python_calamine import SheetVisibleEnum

    return [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]


def _cells(sheet: CalamineSheet) -> pl.DataFrame:
    import polars as pl

    from partnercli.intake.cellvalues import is_typed, spelled

    rows, parts = sheet.iter_rows(), []
    while batch := list(islice(rows, _ROWS)):
        part: dict[str, pl.Series] = {}
        for at, column in enumerate(zip(*batch, strict=True)):
            part[f"c{at}"] = pl.Series(spelled(column), dtype=pl.String)
            part[f"t{at}"] = pl.Series(is_typed(column), dtype=pl.Boolean)
        parts.append(pl.DataFrame(part))
    return pl.concat(parts) if parts else pl.DataFrame()


def _say(**facts: object) -> None:
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n")


if __name__ == "__main__":
    main()
