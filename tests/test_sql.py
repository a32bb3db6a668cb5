"""Every SQL file is run on a fresh store by the database itself: it parses, it binds, and its money is exact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import partnercli
from partnercli import reports
from partnercli.reconcile.findings import find
from partnercli.store.sql import statements
from partnercli.store.store import Store, create

PACKAGE = Path(partnercli.__file__).parent
SELECTS = [
    *sorted((PACKAGE / "reports" / "sql").glob("*.sql")),
    *sorted((PACKAGE / "store" / "checks").glob("*.sql")),
]
MONEY_WORDS = ("amount", "commission", "sale_amount", "value", "flat", "minimum")
"""Columns of tables that hold money."""
A_DAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An empty, migrated store; it makes the shared words when a query names one."""
    path = tmp_path_factory.mktemp("sql") / "store.duckdb"
    create(path)
    with Store(path, write=True, today=A_DAY, columns=True) as opened:
        opened.run(PACKAGE / "store" / "imports" / "programs.sql")  # words that a check shares with imports
        find(opened)  # every check binds; the reports of findings read what it made
        yield opened


def _described(store: Store, path: Path) -> dict[str, str]:
    """Column -> type of the file's last statement, every other parameter null. It is run, so it binds."""
    last = statements(path)[-1]
    given: dict[str, object] = {"by": [], "classes": [], "today": A_DAY}
    values = {name: given.get(name) for name in re.findall(r"\$([a-z_]+)", last)}
    return {row[0]: row[1] for row in store.query(f"describe {last}", **values)}


@pytest.mark.parametrize("path", SELECTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_select_binds_on_an_empty_store(path: Path, store: Store) -> None:
    assert _described(store, path)


@pytest.mark.parametrize("path", sorted((PACKAGE / "reports" / "sql").glob("*.sql")), ids=lambda path: path.stem)
def test_a_report_has_the_columns_of_its_header_and_its_money_is_decimal(path: Path, store: Store) -> None:
    described = _described(store, path)
    columns = reports.header(path.stem).columns
    assert list(described) == [column.key for column in columns]
    inexact = {
        c.key: described[c.key] for c in columns if c.kind in ("money", "percent") and "DECIMAL" not in described[c.key]
    }
    assert not inexact


def test_money_in_tables_is_decimal_18_4(store: Store) -> None:
    found = store.query(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'main' and not internal"
        " and table_name in (select table_name from duckdb_tables() where not temporary)"
    )
    keys = ("sale_key", "row_key")  # the value of a key is a text
    money = {(table, column): kind for table, column, kind in found if column in MONEY_WORDS and table not in keys}
    assert {table for table, _ in money} == {"lead", "sale", "network_row", "payout", "program_term", "term_rate", "receipt", "spend", "payout_line", "decision", "link", "payment_link", "tolerance"}
    assert set(money.values()) == {"DECIMAL(18,4)"}
    assert not [(table, column) for table, column, kind in found if kind in ("DOUBLE", "FLOAT")]


def test_no_view_makes_a_float_of_money(store: Store) -> None:
    store.query("select 1 from verdict")  # the word that stands on all the others
    views = [name for (name,) in store.query("select view_name from duckdb_views() where temporary and not internal")]
    assert "verdict" in views
    inexact = [
        (view, row[0]) for view in views for row in store.query(f'describe "{view}"') if row[1] in ("DOUBLE", "FLOAT")
    ]
    assert not inexact


def test_every_sql_file_belongs_to_a_package_that_runs_it() -> None:
    """A file nobody runs is dead; the ones tested above and those of imports, tiers and migrations are all there are."""
    known = {"sql", "checks", "migrations", "imports", "tiers", "payments", "store", "reconcile"}
    assert {path.parent.name for path in PACKAGE.rglob("*.sql")} == known


def test_tiers_and_imports_run_on_a_store_without_rows(store: Store) -> None:
    """`reconcile` on an empty store runs every tier; an import is run by the cases with rows in it."""
    from partnercli.reconcile import refresh

    with store.change("program add", "x"):
        pass
    assert refresh(store)
    assert not refresh(store)
