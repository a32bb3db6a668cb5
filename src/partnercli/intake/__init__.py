"""Bytes ─▶ records and rejects: source, table of text, profile, typed columns. Knows no database.

The package's verb is `read`; its stretches, in the order a file takes them:
source (bytes) ─▶ rows (text columns) ─▶ identify (which profile) ─▶ normalise, convert (typed records, rejects).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from partnercli.domain.records import RecordKind
from partnercli.errors import InputRejected

if TYPE_CHECKING:
    import polars as pl

    from partnercli.domain.problem import Reject
    from partnercli.intake.profile import Profile
    from partnercli.intake.source import Source, TextChunk, TextTable

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Records:
    """A file's typed records (`frame`: columns of the profile's kind, `line`, `key`) and its rejects.

    `read` counts data rows, rejected ones included; total lines and blank lines are not rows. `raw` gives the text of
    lines by number, for whoever refuses them later.
    """

    source: Source
    encoding: str
    profile: Profile
    frame: pl.DataFrame
    rejects: list[Reject]
    raw: Callable[[Iterable[int]], dict[int, str]]

    @property
    def read(self) -> int:
        return len(self.frame) + len(self.rejects)


def read(
    source: Source,
    *,
    profile: str | None = None,
    encoding: str | None = None,
    kinds: Iterable[RecordKind] = (),
    progress: Progress | None = None,
) -> Records:
    """Read one file by the profile that claims it (or the one named).

    `progress` is told the number of rows read so far. Raises UsageError for an unknown profile name; InputRejected for
    a file no profile or several claim, without rows, or that is no table. A damaged or unreadable row is a reject.
    """
    from partnercli.intake.identify import identify
    from partnercli.intake.normalise import normalise
    from partnercli.intake.rows import read_table

    table = read_table(source, encoding=encoding)
    chosen = identify(table.header, source.name, wanted=profile, kinds=kinds)
    chunks = _counted(table.chunks(), progress) if progress else table.chunks()
    batches = list(normalise(chunks, chosen, table.header, source.name))
    rejects = _with_raw([reject for batch in batches for reject in batch.rejects], table)
    if not rejects and not any(len(batch.records) for batch in batches):
        raise InputRejected("no_rows", where=source.name)
    frame = _keyed([batch.records for batch in batches])
    return Records(source, table.encoding, chosen, frame, rejects, table.raw)


def _with_raw(rejects: list[Reject], table: TextTable) -> list[Reject]:
    """In the order of the file, each with its text: typed columns know a row's line, not how it was spelled."""
    texts = table.raw({reject.line for reject in rejects if not reject.raw}) if rejects else {}
    told = [replace(reject, raw=reject.raw or texts[reject.line]) for reject in rejects]
    return sorted(told, key=lambda reject: reject.line)


def _counted(chunks: Iterator[TextChunk], progress: Progress) -> Iterator[TextChunk]:
    rows = 0
    for chunk in chunks:
        rows += len(chunk.frame) + len(chunk.rejects)
        progress(rows)
        yield chunk


def _keyed(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """The frames as one, each row with its identity inside the file's source.

    That is the transaction id, else the whole content and its occurrence number: equal rows without id are all kept,
    the second one is `#2`, in this file and in any other.
    """
    import polars as pl

    own = "=" + pl.col("transaction_id")
    if all(frame["content"].null_count() == len(frame) for frame in frames):
        # Part by part: the whole of a large file would stand in memory twice.
        return pl.concat([frame.with_columns(key=own).drop("content") for frame in frames], rechunk=False)
    occurrence = pl.int_range(1, pl.len() + 1).over("content").cast(pl.String)
    digest = pl.col("content").map_elements(_digest, return_dtype=pl.String)
    keyed = pl.when(pl.col("transaction_id").is_not_null()).then(own).otherwise("#" + occurrence + ":" + digest)
    return pl.concat(frames, rechunk=False).with_columns(key=keyed).drop("content")


def _digest(content: str) -> str:
    from hashlib import sha256

    return sha256(content.encode()).hexdigest()
