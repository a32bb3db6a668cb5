"""What the tests of the formats share: bytes in, rows by column name and rejects out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from partnercli.errors import InputRejected
from partnercli.intake.formats import HEAD_BYTES, recognised
from partnercli.intake.source import Source, TextTable

SAMPLES = Path(__file__).parent / "data" / "samples"


@dataclass(frozen=True)
class Read:
    """A file as read: its rows as column → cell with `line`, and its rejects as (line, code)."""

    table: TextTable
    rows: list[dict[str, str]]
    lines: list[int]
    rejects: list[tuple[int, str]]

    def column(self, name: str) -> list[str]:
        return [row[name] for row in self.rows]


def read(data: bytes | str, **options: str) -> Read:
    """Read by the reader that recognises the file."""
    data = data.encode() if isinstance(data, str) else data
    reader = recognised(data[:HEAD_BYTES])
    assert reader is not None
    table = reader(Source("file", data, ""), **options)
    found = Read(table, [], [], [])
    for chunk in table.chunks():
        for *cells, line in chunk.frame.rows():
            found.rows.append(dict(zip(table.header, cells, strict=True)))
            found.lines.append(line)
        found.rejects.extend((reject.line, reject.problem.code) for reject in chunk.rejects)
    return found


def sample(name: str) -> Read:
    return read(sample_bytes(name))


def sample_bytes(name: str) -> bytes:
    """The bytes of the sample with this file name, in whichever source's folder it lies."""
    (path,) = SAMPLES.rglob(name)
    return path.read_bytes()


def refusal(data: bytes | str) -> tuple[str, str]:
    """The code and the place of the refusal of a whole file."""
    with pytest.raises(InputRejected) as error:
        read(data)
    return error.value.problem.code, error.value.where
