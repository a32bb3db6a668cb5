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
    from partnercli.domain.problem import Reject
    from partnercli.intake.normalise import Counted
    from partnercli.intake.profile import Profile
    from partnercli.intake.source import Source, TextChunk, TextTable
    from partnercli.intake.spool import Frames

Progress = Callable[[int, float], None]
"""Told the number of rows read so far and about what share of the file that is."""
MAX_REJECTS = 100_000


@dataclass(frozen=True, slots=True)
class Records:
    """A file's typed records and its rejects.

    `frames` holds the records in file order, in memory or, when they are many, in private temporary files; each frame
    has the columns of the profile's kind, `line` and `content` (see `shape`). `read` counts data rows, rejected ones
    included; blank lines, totals and the `ignored` ones, which are no records of ours, are not rows. `unread` are
    columns that may matter and that the profile does not read. `raw` gives the text of lines by number, for whoever
    refuses them later. `left_out` names the sheets of a workbook that have rows and were not read.
    """

    source: Source
    encoding: str
    profile: Profile
    frames: Frames
    rejects: list[Reject]
    read: int
    ignored: int
    unread: list[str]
    raw: Callable[[Iterable[int]], dict[int, str]]
    left_out: tuple[str, ...] = ()


def read(
    source: Source,
    *,
    profile: str | None = None,
    encoding: str | None = None,
    currency: str | None = None,
    kinds: Iterable[RecordKind] = (),
    progress: Progress | None = None,
) -> Records:
    """Read one file by the profile that claims it (or the one named).

    `currency` is that of rows that name none, whatever the profile says. Raises UsageError for an unknown profile name;
    InputRejected for a file no profile or several claim, without rows, with too many damaged ones, or that is no table.
    A damaged or unreadable row is a reject.
    """
    from partnercli.intake.identify import candidates, identify

    named = profile is not None
    among = candidates(profile, kinds)
    table = _table(source, among, named, encoding)
    chosen = identify(table.header, source.name, among, named=named)
    if chosen.whole and table.delimiter == "json":
        from partnercli.intake.formats import json

        table = json.read(source, encoding=encoding, parts="")
    return read_as(source, table, replace(chosen, currency=currency) if currency else chosen, progress)


def read_as(source: Source, table: TextTable, profile: Profile, progress: Progress | None = None) -> Records:
    """The records of a table whose profile is known. Raises as `read`."""
    from partnercli.intake.decide import Reconsider

    counted = _counted(progress, len(source.data))
    try:
        return _collected(source, table, profile, counted, twice=False)
    except Reconsider:
        return _collected(source, table, profile, counted, twice=True)


def _collected(source: Source, table: TextTable, profile: Profile, counted: Counted, *, twice: bool) -> Records:
    from partnercli.intake.normalise import normalise
    from partnercli.intake.spool import Frames

    frames, rows, ignored = Frames(), 0, 0
    rejects: list[Reject] = []
    unread: list[str] = []
    for batch in normalise(table, profile, source.name, counted, twice=twice):
        if len(batch.records) or not len(frames):  # a file of which no row is good still has columns
            frames.append(batch.records)
        rejects += batch.rejects
        rows += len(batch.records) + len(batch.rejects)
        ignored += batch.ignored
        unread += batch.unread
        if len(rejects) > MAX_REJECTS:
            raise InputRejected("too_many_rejects", where=source.name, limit=MAX_REJECTS)
    if not rows and not ignored:
        raise InputRejected("no_rows", where=source.name)
    told = _with_raw(rejects, table)
    return Records(
        source, table.encoding, profile, frames, told, rows, ignored, unread, table.raw, table.left_out
    )  # fmt: skip


def _table(source: Source, among: tuple[Profile, ...], named: bool, encoding: str | None) -> TextTable:
    """The file as text columns, its header where one of the profiles finds its own; a named one knows more."""
    from partnercli.intake.identify import claims
    from partnercli.intake.rows import read_table

    one = among[0] if named else None
    return read_table(
        source,
        encoding=encoding or (one.encoding if one else None),
        delimiter=one.delimiter if one else None,
        sheet=one.sheet if one else None,
        header_lines=one.header if one else None,
        claims=claims(among, named=named),
    )


def _with_raw(rejects: list[Reject], table: TextTable) -> list[Reject]:
    """In the order of the file, each with its text: typed columns know a row's line, not how it was spelled."""
    texts = table.raw({reject.line for reject in rejects if not reject.raw}) if rejects else {}
    told = [replace(reject, raw=reject.raw or texts[reject.line]) for reject in rejects]
    return sorted(told, key=lambda reject: reject.line)


def _counted(progress: Progress | None, size: int) -> Counted:
    from partnercli.intake.columns import CHUNK_BYTES

    def counted(chunks: Iterator[TextChunk]) -> Iterator[TextChunk]:
        rows = 0
        for number, chunk in enumerate(chunks, start=1):
            rows += len(chunk.frame) + len(chunk.rejects)
            if progress is not None:
                progress(rows, min(1.0, number * CHUNK_BYTES / size))
            yield chunk

    return counted
