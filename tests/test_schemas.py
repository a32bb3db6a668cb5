"""Stores of every older schema open with the same totals, are kept as they were first, and change whole or not at all.

`tests/data/schemas/` has stores as the versions that shipped a schema left them, with the totals those versions told
(`make.py` there). A schema that no version shipped by itself is made of the newest store before it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from books import TODAY
from conftest import Desk
from partnercli.store import migrate
from partnercli.store.store import Store
from test_backup import made, state_of

WITNESSES = {int(file.stem): file for file in sorted((Path(__file__).parent / "data" / "schemas").glob("*.sql"))}
SHIPPED = {int(file.name[:4]): file for file in migrate.FILES.glob("[0-9]*.sql")}
*OLDER, NEWEST = sorted(SHIPPED)
FACTS = """
select 'sale' as what, currency, count(*), sum(amount) from sale group by currency
union all select 'row ' || validation, currency, count(*), sum(commission) from network_row where current group by all
union all select 'payout', currency, count(*), sum(amount) from payout where current group by currency
union all select 'lead ' || status, '', count(*), sum(value) from lead group by status
union all select 'terms', '', count(*), sum(percent) from program_term
order by all
"""


@contextmanager
def known_until(schema: int, folder: Path, *more: Path) -> Iterator[None]:
    """Inside the block the program knows the migrations up to this one, and those given."""
    folder.mkdir()
    for file in (*(file for number, file in SHIPPED.items() if number <= schema), *more):
        shutil.copy(file, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "FILES", folder)
        yield


def witness(schema: int) -> Path:
    """The store that shipped with this schema, or with the last one before it."""
    return WITNESSES[max(number for number in WITNESSES if number <= schema)]


@pytest.fixture
def old(schema: int, desk: Desk, tmp_path: Path) -> Desk:
    """A desk with a store of this schema."""
    place = desk.folder / "store.duckdb"
    with closing(duckdb.connect(str(place), config={"storage_compatibility_version": "v1.4.0"})) as connection:
        connection.execute(witness(schema).read_text(encoding="utf-8"))
    with known_until(schema, tmp_path / "migrations"), Store(place, write=True, today=TODAY):
        pass
    for kept in desk.folder.glob("*.schema-*"):
        kept.unlink()
    return desk


def rows(desk: Desk, query: str) -> list[Any]:
    with closing(duckdb.connect(str(desk.folder / "store.duckdb"), read_only=True)) as connection:
        return connection.execute(query).fetchall()


def classes(summary: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted(tuple(line[name] for name in ("class", "currency", "count", "expected", "actual")) for line in summary)


def owed(income: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What is paid is not among it: only schema 6 knows which payment paid for what."""
    names = ("program", "currency", "leads", "sales", "expected", "validated")
    return sorted(tuple(line[name] for name in names) for line in income)


@pytest.mark.parametrize("schema", OLDER)
def test_an_older_store_has_the_same_totals_after_the_migration(schema: int, old: Desk) -> None:
    told = json.loads(witness(schema).with_suffix(".json").read_text(encoding="utf-8"))
    facts, state = rows(old, FACTS), state_of(old.folder / "store.duckdb")
    assert len(facts) >= 10
    done = old("init")
    (kept,) = (name for name in made(old.folder) if f".schema-{schema}." in name)
    assert done.err == f"The store was brought from schema {schema} to {NEWEST}; as it was it is kept as {kept}.\n"
    assert state_of(old.folder / kept) == state
    assert (old.folder / kept).stat().st_mode & 0o777 == 0o600
    assert rows(old, FACTS) == facts
    old.fact("check")
    assert classes(old("reconcile", "--json").json()["summary"]) == classes(told["summary"])
    assert owed(old("report", "income", "--json").json()["rows"]) == owed(told["income"])
    after = old.state()
    assert old("init").err == ""
    assert old.state() == after
    assert sum(".schema-" in name for name in made(old.folder)) == 1


@pytest.mark.parametrize("schema", [OLDER[0], OLDER[-1]])
def test_who_only_reads_is_told_what_to_do(schema: int, old: Desk) -> None:
    before = (old.folder / "store.duckdb").read_bytes()
    done = old("lead", "list")
    assert (done.code, "Bring it up to date with: partnercli init" in done.err) == (2, True)
    assert (old.folder / "store.duckdb").read_bytes() == before


@pytest.mark.parametrize("schema", [OLDER[0], OLDER[-1]])
def test_a_migration_that_fails_leaves_the_old_store_and_one_copy(schema: int, old: Desk, tmp_path: Path) -> None:
    broken = tmp_path / f"{NEWEST + 1:04}_broken.sql"
    broken.write_text("update sale set amount = 0;\nselect no_such_column from sale;\n")
    store = old.folder / "store.duckdb"
    state = state_of(store)
    with known_until(NEWEST, tmp_path / "broken", broken):
        for _ in range(2):
            with pytest.raises(duckdb.Error), Store(store, write=True, today=TODAY):
                pass
    assert state_of(store) == state
    (kept,) = (name for name in made(old.folder) if ".schema-" in name)
    assert state_of(old.folder / kept) == state
    old.fact("init")
    old.fact("check")


@pytest.mark.parametrize("schema", [3])
def test_no_migration_without_its_copy(schema: int, old: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from partnercli.errors import DiskError
    from partnercli.store import backup

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "copy_bytes", full)
    state = state_of(old.folder / "store.duckdb")
    with pytest.raises(DiskError), Store(old.folder / "store.duckdb", write=True, today=TODAY):
        pass
    assert state_of(old.folder / "store.duckdb") == state


@pytest.mark.parametrize("schema", [3])
def test_while_the_copy_is_made_and_after_it_nobody_else_gets_in(schema: int, old: Desk) -> None:
    """Closing a descriptor of the file would let go of its lock: the copy must not."""
    with Store(old.folder / "store.duckdb", write=True, today=TODAY) as store:
        assert store.migrated is not None
        assert old("lead", "list", "--wait", "0").code == 75


@pytest.mark.parametrize("schema", [1, 3, 10])
def test_a_backup_of_an_older_schema_is_restored_up_to_date(schema: int, old: Desk) -> None:
    old.fact("backup", "-q")
    (name,) = made(old.folder / "backups")
    state = state_of(old.folder / "backups" / name)
    (old.folder / "store.duckdb").unlink()
    old.fact("restore", f"backups/{name}")
    old.fact("check")
    assert state_of(old.folder / "backups" / name) == state
