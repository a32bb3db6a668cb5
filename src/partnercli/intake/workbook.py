"""The program that reads a workbook, run by `sheet` as a process of its own: `python -m partnercli.intake.workbook`.

A crafted workbook can end the reader of workbooks in ways no exception can hold: a sheet of two cells, the first and
the last there can be, asks for 400 GB. So it gets a process of its own, with bounds, and what ends is that process.

Standard input is the workbook, the argument the sheet wanted, in JSON (null: all). Standard output is a line of JSON,
`{"sheets": [name, …]}` or `{"refused": code}`, then for every sheet a line `{"bytes": n}` and n bytes of Arrow IPC
(text columns, one row a sheet row from the first on, null where a cell is empty), or a line `{"refused": code}`.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
import zipfile

# What an XLSX workbook with a password is: an OLE file which holds the encrypted one under this name.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
# Bytes of memory: a full sheet of a million rows by twelve columns takes two thirds. Seconds of processor time.
_BOUNDS = ((resource.RLIMIT_AS, 3 << 30), (resource.RLIMIT_CPU, 300), (resource.RLIMIT_CORE, 0))


def main() -> None:
    """Read standard input, write standard output."""
    for kind, bound in _BOUNDS:
        hard = resource.getrlimit(kind)[1]
        held = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        with contextlib.suppress(OSError, ValueError):  # not every system has them all
            resource.setrlimit(kind, (held, held))
    import fastexcel

    from partnercli.intake.exact import Inexact

    try:
        _read(sys.stdin.buffer.read(), json.loads(sys.argv[1]))
    except Inexact:
        _say(refused="inexact_number")
    except fastexcel.FastExcelError as error:
        _say(refused="locked_workbook" if "password" in str(error).lower() else "broken_workbook")


def _read(data: bytes, wanted: str | None) -> None:
    import fastexcel

    from partnercli.intake.exact import long_numbers, restored

    if _LOCKED in data and not data.startswith(b"PK"):
        _say(refused="locked_workbook")
        return
    book = fastexcel.read_excel(data)
    exact = {}
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            exact = long_numbers(archive)
    _say(sheets=book.sheet_names)
    for name in book.sheet_names if wanted is None else [wanted]:
        if name in book.sheet_names:
            cells = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
            if name in exact:
                cells = restored(cells, exact[name])
            packed = io.BytesIO()
            cells.write_ipc(packed)
            _say(bytes=packed.tell())
            sys.stdout.buffer.write(packed.getbuffer())


def _say(**facts: object) -> None:
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n")


if __name__ == "__main__":
    main()
