"""One id twice in one file of payouts, receipts, spend or lines; keys that must not meet; files read before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from books import Books, new_books
from partnercli.domain.records import RecordKind
from partnercli.store import migrate
from partnercli.store.imports import Imported
from partnercli.store.imports.tables import TABLES
from test_store_kinds import cost, keep, receipt

PAYOUTS = "ID,Date,Program,Network,Amount,Currency,Reference\n"


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def payout(id_: str, amount: str) -> dict[str, Any]:
    return {
        "transaction_id": id_, "paid_on": date(2026, 10, 30), "program_name": "shop", "amount": Decimal(amount),
        "currency": "RUB",
    }  # fmt: skip


def line(id_: str, amount: str) -> dict[str, Any]:
    return {"transaction_id": id_, "payment_ref": "P", "program_name": "shop", "amount": Decimal(amount)}


def told(done: Imported) -> list[tuple[int, str, object]]:
    return [(notice.line, notice.problem.code, notice.problem.facts["other"]) for notice in done.notices]


def versions(books: Books, kind: RecordKind) -> list[tuple[Any, ...]]:
    return books.query(f"select id, version, amount, current, line from {TABLES[kind].name} order by id, version")


def counted(done: Imported) -> tuple[int, int, int]:
    return done.new, done.changed, done.same


KINDS: list[tuple[RecordKind, Callable[[str, str], dict[str, Any]]]] = [
    ("payouts", payout), ("receipts", receipt), ("spend", cost), ("lines", line),
]  # fmt: skip
every_kind = pytest.mark.parametrize(("kind", "record"), KINDS)


@every_kind
def test_one_id_with_two_contents_is_two_versions_and_told(
    books: Books, kind: RecordKind, record: Callable[[str, str], dict[str, Any]]
) -> None:
    file = [record("1", "97"), record("2", "5"), record("1", "49"), record("1", "97"), record("2", "5")]
    done = keep(books, kind, *file)
    assert counted(done) == (2, 1, 2)
    assert done.totals == {"RUB": Decimal(54)}
    assert told(done) == [(4, "same_id", 2)]
    assert versions(books, kind) == [(1, 1, 97, False, 2), (1, 2, 49, True, 4), (2, 1, 5, True, 3)]
    assert books.query("select id, version, line from sighting order by all") == [(1, 1, 5), (2, 1, 6)]
    for wishes in ({}, {"again": True}):
        assert counted(keep(books, kind, *file, **wishes)) == (0, 0, 5)
    assert len(versions(books, kind)) == 3
    assert books.broken() == []


@every_kind
def test_the_last_word_of_a_file_counts_even_if_it_is_known(
    books: Books, kind: RecordKind, record: Callable[[str, str], dict[str, Any]]
) -> None:
    first = keep(books, kind, record("1", "97"))
    done = keep(books, kind, record("1", "49"), record("1", "97"))
    assert counted(done) == (0, 2, 0)
    assert [amount for _, _, amount, current, _ in versions(books, kind) if current] == [97]
    books.undo(first)
    assert versions(books, kind) == [(1, 1, 49, False, 2), (1, 2, 97, True, 3)]
    assert books.broken() == []


def test_a_booked_line_counts_before_a_pending_one_of_the_same_file(books: Books) -> None:
    done = keep(books, "receipts", receipt("1", "10"), receipt("1", "11", states="pending"))
    assert done.totals == {"RUB": Decimal(10)}
    assert versions(books, "receipts") == [(1, 1, 10, True, 2), (1, 2, 11, False, 3)]
    assert books.broken() == []


@every_kind
def test_a_file_read_before_takes_nothing_back(
    books: Books, kind: RecordKind, record: Callable[[str, str], dict[str, Any]]
) -> None:
    keep(books, kind, record("1", "97"))
    keep(books, kind, record("1", "49"))
    assert counted(keep(books, kind, record("1", "97"))) == (0, 0, 1)
    assert [row[3] for row in versions(books, kind)] == [False, True]


def test_a_program_and_a_network_of_one_name_have_their_own_keys(books: Books) -> None:
    books.program("admitad", network_id="12")
    done = books.read(PAYOUTS + "1,2026-10-30,admitad,,100,RUB,a\n1,2026-10-30,,admitad,50,RUB,b\n")
    assert (done.new, done.totals) == (2, {"RUB": Decimal(150)})
    assert books.query("select key, program from payout order by id") == [
        ("admitad/=1", "admitad"), ("network:admitad/=1", None)
    ]  # fmt: skip


def test_payouts_of_a_network_from_before_are_known_by_their_new_keys(books: Books) -> None:
    text = PAYOUTS + "1,2026-10-30,shop,,100,RUB,a\n1,2026-10-30,,admitad,50,RUB,b\n"
    books.read(text)
    books.payout("7", "2026-10-30", network="admitad")
    before = books.query("select id, key from payout order by id")
    with books.open() as store:
        store.query("update payout set key = replace(key, 'network:', '')")
        store.run(migrate.FILES / "0003_network_keys.sql")
        assert store.query("select id, key from payout order by id") == before
    assert books.read(text, again=True).new == 0
