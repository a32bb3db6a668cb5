"""Frames into DuckDB, a batch at a time: what the engine holds of a file is bounded by its memory limit.

In SQL the file is called `incoming`: the columns of its kind, `n` (the running number of the record) and `digest` (of
the text that identifies a record without an id of its own, else null).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from partnercli.store.store import Store

if TYPE_CHECKING:
    import polars as pl

BATCH = 200_000
"""Rows a statement takes at once: enough for the engine to work in stretches, few enough to fit beside its limit."""
_READ = (
    "select * exclude (content) replace (cast(n as bigint) as n),"
    " case when content is not null then sha256(content) end as digest from frame"
)


class _Window:
    """Frames as DuckDB scans them without pyarrow, one at a time. DuckDB 2.0 never lets go of what was registered with
    a connection, so that it gets this and not the frame."""

    frame: pl.DataFrame | None = None

    def __arrow_c_stream__(self, schema: object = None) -> object:
        assert self.frame is not None
        return self.frame.__arrow_c_stream__(schema)


def hold(store: Store, frames: Iterable[pl.DataFrame]) -> None:
    """The temp table `incoming` with all records of the file. What does not fit into memory the engine puts aside."""
    connection, window, into = store.connection, _Window(), "create or replace temp table incoming as"
    for window.frame in _batches(frames):
        connection.register("frame", window)
        connection.execute(f"{into} {_READ}")
        connection.unregister("frame")
        into = "insert into incoming"
    window.frame = None


def _batches(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The frames numbered from 0 on, small ones together."""
    import polars as pl

    held: list[pl.DataFrame] = []
    count = 0
    for frame in frames:
        held.append(frame.with_row_index("n", offset=count))
        count += len(frame)
        if sum(map(len, held)) >= BATCH:
            yield pl.concat(held, rechunk=False)
            held.clear()
    if held:
        yield pl.concat(held, rechunk=False)
