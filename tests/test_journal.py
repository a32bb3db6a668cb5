"""The journal is a chain: an edit made past the tool is found and named, whatever was edited."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from books import Books, Row, new_books
from conftest import Desk
from partnercli.store import seals
from partnercli.store.store import Store


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """I1, I2 programs, I3 two sales, I4 an import with a refused row, I5 an import, I6 a payout, I7 a reconcile."""
    books = new_books(tmp_path_factory.mktemp("filled"))
    books.sales("A", "B")
    books.rows(Row(transaction="1", order="A"), Row(transaction="2", order="B"), Row(transaction="3", status="hmm"))
    books.rows(Row(transaction="4", order="D"))
    books.payout("100", "2026-10-01", program="shop")
    books.reconcile()
    return books


@pytest.fixture
def books(filled: Books, tmp_path: Path) -> Books:
    return Books(Path(shutil.copy(filled.path, tmp_path)))


def found(books: Books) -> dict[str, str]:
    """The two checks of the journal: the first thing each finds."""
    return {name: first for name, _count, first in books.broken() if name in ("journal_holds", "tables_sealed")}


def edit(books: Books, text: str) -> None:
    with books.open() as store:
        store.query(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("update lead set name = 'Bo' where id = 1", "lead"),
        ("update sale set amount = amount + 0.01 where id = 1", "sale"),
        ("delete from sale where id = 2", "sale -1"),
        ("insert into channel values ('c', 'C', '', '', '', false, 1)", "channel +1"),
        ("update network_row set commission = 1 where id = 1", "network_row I4"),
        ("delete from network_row where entry = 5", "network_row I5 -1"),
        ("update reject set raw = ''", "reject I4"),
        ("update payout set amount = 1", "payout I6"),
        ("update trace set after = replace(after, 'RUB', 'USD')", "trace"),
    ],
)
def test_an_edited_table_is_named(books: Books, text: str, said: str) -> None:
    edit(books, text)
    assert found(books)["tables_sealed"].startswith(said)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("update entry set made_at = made_at + interval 1 day where id = 3", "I3"),
        ("update entry set who = 'bo' where id = 7", "I7"),
        ("delete from entry where id = 4", "I4"),
        ("delete from entry where id = 7", "I7"),
        ("delete from entry where id >= 6; delete from seal where entry >= 6", "I6"),
        ("delete from entry where id = 6", "I6"),
        ("insert into entry (id, made_at, command) values (8, timestamp '2026-11-01', 'lead edit')", "I8"),
        ("update seal set digest = digest + 1 where tbl = 'lead'", "I3"),
        ("delete from seal where entry = 6", "I6"),
    ],
)
def test_an_edited_journal_is_named(books: Books, text: str, line: str) -> None:
    with books.open() as store:
        for statement in text.split(";"):
            store.query(statement)
    assert found(books).get("journal_holds", "") == line


def test_caches_are_not_sealed(books: Books) -> None:
    edit(books, "update network_row set program = null")
    assert found(books) == {}


def test_a_cut_journal_is_found_by_what_it_no_longer_says(books: Books) -> None:
    edit(books, "delete from entry where id >= 6")
    edit(books, "delete from seal where entry >= 6; update reconciled set entry = 0")
    assert found(books) == {"tables_sealed": "payout I6 +1"}


@pytest.mark.parametrize("cut", [6, 7])
def test_the_next_change_does_not_take_the_number_of_a_line_that_was_cut_off(books: Books, cut: int) -> None:
    """I6 is a payout, which has seals; I7 a reconcile, which the store knows as the last."""
    edit(books, f"delete from entry where id >= {cut}")
    books.sale("C")
    assert books.query("select max(id) from entry") == [(8,)]
    assert found(books)["journal_holds"] == f"I{cut}"


def test_an_edit_stays_found_whatever_is_changed_afterwards(books: Books) -> None:
    edit(books, "update lead set name = 'Bo' where id = 1")
    books.sale("C")
    with books.open() as store, store.change("lead note", "L1") as entry:
        store.insert("lead_event", {"lead": 1, "entry": entry, "field": "note", "old": "", "new": "x"})
    assert found(books) == {"tables_sealed": "lead"}
    with books.open() as store, store.change("forget", "L1"):
        store.reseal("lead")
    assert found(books) == {}


def test_every_table_is_sealed_or_known_to_be_no_fact(books: Books) -> None:
    tables = {name for (name,) in books.query("select table_name from duckdb_tables() where not temporary")}
    assert tables == set(seals.TABLES) | seals.UNSEALED


def test_a_clock_that_goes_back_breaks_nothing(books: Books) -> None:
    with Store(books.path, write=True, today=date(2020, 1, 1)) as store, store.change("lead note", "L1") as entry:
        store.insert("lead_event", {"lead": 1, "entry": entry, "field": "note", "old": "", "new": "x"})
    assert found(books) == {}
    assert books.query("select max(id) from entry_standing") == [(8,)]


def test_check_of_an_edited_store_says_what_to_do_next(books: Books, desk: Desk) -> None:
    edit(books, "update sale set amount = amount + 0.01 where id = 1")
    done = desk("check", "--db", str(books.path))
    assert done.code == 1
    assert done.err.splitlines()[1:] == [
        "Something other than partnercli wrote into the store.",
        "Bring back the last sound copy: partnercli restore. What differs: partnercli export --canonical.",
    ]
