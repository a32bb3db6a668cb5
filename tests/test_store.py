"""The store file itself: who may read it, what a change keeps, what user text can reach, the state as text."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from books import TODAY, Books, Row, new_books
from partnercli.errors import UsageError
from partnercli.store import canonical
from partnercli.store.store import Store, create
from refusals import refused


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def test_a_new_store_is_its_owners_alone_and_made_once(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store.duckdb"
    assert create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    made = path.read_bytes()
    assert not create(path)
    assert path.read_bytes() == made
    assert [file.name for file in path.parent.iterdir()] == ["store.duckdb"]


def test_every_migration_is_recorded_with_its_name(books: Books) -> None:
    from partnercli.store.migrate import FILES

    recorded = books.query("select number, name from migration order by number")
    assert recorded == [(int(file.name[:4]), file.stem) for file in sorted(FILES.glob("*.sql"))]


def test_a_store_of_a_newer_program_is_refused(books: Books) -> None:
    with books.open() as store:
        store.query("insert into migration (number, name) values (9999, '9999_later')")
    with refused(UsageError, "store_newer"):
        books.open()


def test_a_reader_cannot_write(books: Books) -> None:
    with (
        Store(books.path, today=TODAY) as store,
        pytest.raises(Exception, match="read-only"),
    ):
        store.connection.execute("delete from program")


def test_a_change_that_fails_half_way_leaves_nothing(books: Books) -> None:
    before = books.facts()
    with pytest.raises(ZeroDivisionError), books.open() as store, store.change("lead add") as entry:
        store.insert("program_term", {"id": 9, "program": "shop", "valid_from": date(2026, 1, 1), "per": "sale", "percent": 5, "hold_days": 1, "track_days": 1, "entry": entry})  # fmt: skip
        raise ZeroDivisionError
    assert books.facts() == before
    assert books.query("select max(id) from entry") == [(2,)]


def test_a_dry_run_does_everything_and_keeps_nothing(books: Books) -> None:
    before = books.facts()
    with books.open() as store:
        with store.change("program edit", dry_run=True):
            store.query("delete from program")
            assert store.query("select count(*) from program") == [(0,)]
        assert store.query("select count(*) from program") == [(2,)]
    assert books.facts() == before


@pytest.mark.parametrize(
    "text",
    [
        "select * from read_csv('/etc/passwd')",
        "copy program to '/tmp/partnercli-out.csv'",
        "attach '/tmp/partnercli-other.duckdb'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set lock_configuration = false",
    ],
)
def test_no_statement_reaches_a_file_or_the_settings(books: Books, text: str) -> None:
    with books.open() as store, pytest.raises(Exception, match=r"(?i)disabled|cannot change|locked|not allowed"):
        store.connection.execute(text)


HOSTILE = [
    "'; drop table sale; --",
    '"quoted"',
    "[red]x[/red]",
    "\x1b[31m",
    "=cmd()",
    "Ёлка 🎄",
    "a\u202eb",
    "line\nbreak",
]


def test_foreign_text_is_kept_as_it_is(books: Books) -> None:
    for text in HOSTILE:
        books.sale(text, name=text)
    assert [name for (name,) in books.query("select name from lead order by id")] == HOSTILE
    assert [order for (order,) in books.query("select order_id from sale order by id")] == HOSTILE
    books.rows(*(Row(transaction=str(number), order=text) for number, text in enumerate(HOSTILE)))
    assert set(books.classes().values()) == {"awaiting"}


def test_the_canonical_text_is_the_state_and_nothing_of_its_place(tmp_path: Path) -> None:
    one, two = new_books(tmp_path, "one.duckdb"), new_books(tmp_path, "two.duckdb")
    texts = []
    for books, orders in ((one, "AB"), (two, "AB")):
        books.sales(*orders)
        books.rows(Row(transaction="1", order="A", commission="0.1"))
        books.reconcile()
        with books.open() as store:
            texts.append("".join(canonical.lines(store)))
    assert texts[0] == texts[1]
    assert '"commission": "0.1000"' in texts[0]
    assert all(line.startswith(("# ", "{")) for line in texts[0].splitlines())
    one.sale("C")
    with one.open() as store:
        assert "".join(canonical.lines(store)) != texts[1]
