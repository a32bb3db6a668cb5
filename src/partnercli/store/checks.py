"""The store's own integrity: each check is an SQL file that lists what breaks it; a sound store lists nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from partnercli.store import journal, seals
from partnercli.store.digest import read_whole
from partnercli.store.store import Store

FILES = Path(__file__).parent / "checks"


def run_checks(store: Store) -> list[tuple[str, int, str]]:
    """(check, how many records break it, the first of them). Damage of any block that holds a record is raised."""
    read_whole(store.connection)  # no check reads all blocks
    results = []
    for path in sorted(FILES.glob("*.sql")):
        rows = store.run(path)
        results.append((path.stem, len(rows), str(rows[0][0]) if rows else ""))
    lines, edited = list(journal.broken_lines(store.connection)), list(_edited(store))
    results.append(("journal_holds", len(lines), lines[0] if lines else ""))
    results.append(("tables_sealed", len(edited), edited[0] if edited else ""))
    return results


def _edited(store: Store) -> Iterator[str]:
    """What was written past the tool: `lead`, or `network_row I5` where the rows name the change that brought them."""
    for (table, part), (count, _digest) in sorted(seals.apart(store.connection).items()):
        named = f"{table} I{part}" if part else table
        yield f"{named} {count:+}" if count else named
