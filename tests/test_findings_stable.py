"""A finding is the same finding tomorrow: ids and days come from facts alone, and a script is told each one once."""

from __future__ import annotations

import random
import re
from datetime import date
from pathlib import Path

import pytest

from books import TODAY, Books, Row
from findings_books import found, shop_books
from partnercli.domain.findings import CODES, finding_id
from partnercli.reconcile import findings
from partnercli.reconcile.findings import checks, find, remember
from partnercli.store.store import Store
from payments_books import paid, statement

LATER = date(2026, 11, 20)


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return shop_books(tmp_path)


def plant(books: Books, seed: int = 0) -> None:
    """Six kinds of findings, their files in any order."""
    books.sales("A-1", "A-2", "A-3", "A-4")
    rows = [
        Row(transaction="1", order="A-1", commission="80"), Row(transaction="2", order="A-2", commission="130"),
        Row(transaction="3", order="A-3", status="declined"), Row(transaction="4", order="A-3", status="declined"),
        Row(transaction="5", order="X-9"), Row(transaction="6", order="X-9"),
    ]  # fmt: skip
    random.Random(seed).shuffle(rows)
    for row in rows:
        books.rows(row)


def test_ids_and_days_do_not_depend_on_when_it_runs(books: Books) -> None:
    plant(books)
    first = found(books)
    assert len({id_.split("-")[0] for id_ in first}) >= 6
    assert found(books) == first
    assert {id_: found(books, LATER)[id_] for id_ in first} == first


def test_ids_survive_a_re_import(books: Books) -> None:
    plant(books)
    first = found(books)
    for row in (Row(transaction="5", order="X-9"), Row(transaction="1", order="A-1", commission="80")):
        books.rows(row)
    assert found(books) == first


def test_the_money_does_not_depend_on_the_order_of_imports(tmp_path: Path) -> None:
    """Ids of rows are given in order of arrival; all else is the same."""
    told = []
    for seed in range(3):
        books = shop_books(tmp_path, f"{seed}.duckdb")
        plant(books, seed)
        told.append(
            sorted((re.sub(r"-R\d+$", "", id_), each.amount, each.since, each.reason) for id_, each in found(books).items())
        )
    assert told[0] == told[1] == told[2]


def test_a_subject_stands_in_a_check_at_most_once(books: Books) -> None:
    plant(books)
    books.reconcile()
    with books.open() as store:
        find(store)
        assert store.query("select id from finding group by id having count(*) > 1") == []


# ── told once ───────────────────────────────────────────────────────────────────────────────────────────────────────


def unseen(books: Books) -> set[str]:
    """What `reconcile --only-new` would tell now; it remembers it."""
    books.reconcile()
    with books.open() as store:
        find(store)
        known = {id_ for (id_,) in store.query("select id from finding_seen")}
        open_now = [id_ for (id_,) in store.query("select id from finding where state = 'open'")]
        remember(store, open_now)
    return {id_ for id_ in open_now if id_ not in known and id_.startswith("UNKNOWN_ROW-")}


def test_a_finding_is_told_once(books: Books) -> None:
    books.rows(Row(transaction="1"))
    assert unseen(books) == {"UNKNOWN_ROW-R1"}
    assert unseen(books) == set()
    books.rows(Row(transaction="2"))
    assert unseen(books) == {"UNKNOWN_ROW-R2"}


def test_a_finding_that_went_and_came_back_is_told_again(books: Books) -> None:
    done = books.rows(Row(transaction="1"))
    unseen(books)
    books.undo(done)
    assert unseen(books) == set()
    books.rows(Row(transaction="1"))
    assert unseen(books) == {"UNKNOWN_ROW-R1"}


def test_remembering_the_same_writes_nothing(books: Books) -> None:
    books.rows(Row(transaction="1"))
    unseen(books)
    before = books.query("select max(id) from entry")
    unseen(books)
    assert books.query("select max(id) from entry") == before


# ── codes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_check_speaks_a_known_code_and_each_code_has_one() -> None:
    spoken = [check.code for check in checks()]
    assert spoken == [code for code in CODES if code in spoken]
    assert len(spoken) == len(set(spoken))
    assert set(spoken) == set(CODES)


def test_a_file_of_a_check_is_named_after_its_code() -> None:
    for path in sorted((Path(findings.__file__).parent / "checks").glob("*.sql")):
        assert path.read_text(encoding="utf-8").startswith(f"-- code: {path.stem.upper()}\n-- next: "), path.name


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("UNDERPAID-S12", "UNDERPAID-S12"),
        ("underpaid-S12", "UNDERPAID-S12"),
        ("SILENT-program-shop", "SILENT-program-shop"),
        ("S12", None),
        ("S-12", None),
        ("UNDERPAID", None),
        ("UNDERPAIDS-S12", None),
    ],
)
def test_an_id_of_a_finding_is_told_from_others(text: str, id_: str | None) -> None:
    assert finding_id(text) == id_


def test_finding_works_on_a_store_that_is_only_read(books: Books) -> None:
    plant(books)
    books.reconcile()
    with Store(books.path, today=TODAY) as store:
        find(store)
        find(store)
        assert store.query("select count(*) from finding where code = 'UNDERPAID'") == [(1,)]


def test_what_begins_after_today_is_no_finding_yet(books: Books) -> None:
    """A payment of 1 October that the statement lacks is missed from the 12th on, also when today is told to be earlier."""
    paid(books, "2026-10-01,shop,100,RUB,P-1")
    statement(books, "2026-09-30", "2026-10-20")
    assert "NOT_RECEIVED-P1" not in found(books, date(2026, 10, 11))
    assert found(books, date(2026, 10, 12))["NOT_RECEIVED-P1"].since == "2026-10-12"
