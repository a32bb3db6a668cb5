"""The store's own integrity: each check is an SQL file that lists what breaks it; a sound store lists nothing."""

from __future__ import annotations

from pathlib import Path

from partnercli.store.digest import state_hash
from partnercli.store.store import Store

FILES = Path(__file__).parent / "checks"


def run_checks(store: Store) -> list[tuple[str, int, str]]:
    """(check, how many records break it, the first of them). Damage of any block that holds a record is raised."""
    state_hash(store.connection)  # the engine proves a block when it reads it, and no check reads them all
    results = []
    for path in sorted(FILES.glob("*.sql")):
        rows = store.run(path)
        results.append((path.stem, len(rows), str(rows[0][0]) if rows else ""))
    return results
