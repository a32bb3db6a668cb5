"""How a row of an export becomes a fact: new, changed, the same; what was overtaken takes nothing back."""

from __future__ import annotations

import stat
from decimal import Decimal
from pathlib import Path

import pytest

from books import TODAY, Books, Row, new_books
from partnercli.store.imports import Imported
from partnercli.store.store import Store

AWIN = "id,advertiser_id,sale_amount,commission,currency,date,commission_status,validation_date,extra\n"
"""An export that never says when a row was changed."""


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def counted(done: Imported) -> tuple[int, int, int, int]:
    """(new, changed, same, rejected): together all that was read."""
    assert done.read == done.new + done.changed + done.same + done.rejected
    return done.new, done.changed, done.same, done.rejected


def versions(books: Books) -> list[tuple[object, ...]]:
    return books.query("select version, validation, commission, current from network_row order by id, version")


def test_a_changed_status_is_a_new_version_with_the_old_one_kept(books: Books) -> None:
    assert counted(books.read(AWIN + "1,7,10,1.00,EUR,2026-09-01,0,,A\n")) == (1, 0, 0, 0)
    assert counted(books.read(AWIN + "1,7,10,1.00,EUR,2026-09-01,1,2026-09-20,A\n")) == (0, 1, 0, 0)
    assert versions(books) == [(1, "pending", 1, False), (2, "validated", 1, True)]


def test_an_amended_amount_is_a_new_version(books: Books) -> None:
    books.read(AWIN + "1,7,10,1.00,EUR,2026-09-01,0,,A\n")
    books.read(AWIN + "1,7,10,0.99,EUR,2026-09-01,0,,A\n")
    assert versions(books) == [(1, "pending", 1, False), (2, "pending", Decimal("0.99"), True)]


def test_an_older_export_read_later_takes_no_decision_back(books: Books) -> None:
    """The export has no date of the change: a decided row is not pending again."""
    books.read(AWIN + "1,7,10,1.00,EUR,2026-09-01,1,2026-09-20,A\n")
    books.read(AWIN + "1,7,10,1.00,EUR,2026-09-01,0,,A\n")
    assert books.query("select validation from row_now") == [("validated",)]


def test_a_reversal_without_a_date_counts(books: Books) -> None:
    books.read(AWIN + "1,7,10,1.00,EUR,2026-09-01,1,2026-09-20,A\n")
    books.read(AWIN + "1,7,10,1.00,EUR,2026-09-01,2,,A\n")
    assert books.query("select validation from row_now") == [("declined",)]


def test_a_file_read_again_after_a_newer_one_takes_nothing_back(books: Books) -> None:
    old = AWIN + "1,7,10,1.00,EUR,2026-09-01,1,2026-09-20,A\n"
    books.read(old)
    books.read(AWIN + "1,7,10,1.00,EUR,2026-09-01,2,2026-09-25,A\n")
    assert counted(books.read(old)) == (0, 0, 1, 0)
    assert books.query("select validation from row_now") == [("declined",)]


def test_one_id_twice_in_a_file_is_one_row_in_two_versions(books: Books) -> None:
    done = books.rows(
        Row(transaction="1", status="paid", updated="2026-09-20"),
        Row(transaction="1", status="pending", updated="2026-09-10"),
    )
    assert (done.new, done.changed) == (1, 1)
    assert books.query("select validation, payment from row_now") == [("validated", "received")]


def test_payouts_read_twice_arrived_once(books: Books) -> None:
    text = 'Date,Program,Amount,Currency,Reference\n2026-10-30,shop,"1 000,50",RUB,4711\n'
    assert counted(books.read(text)) == (1, 0, 0, 0)
    assert counted(books.read(text)) == (0, 0, 1, 0)
    assert books.query("select sum(amount) from payout_now") == [(Decimal("1000.50"),)]


def test_two_equal_payouts_without_an_id_are_two(books: Books) -> None:
    line = "2026-10-30,shop,100,RUB,4711\n"
    assert counted(books.read("Date,Program,Amount,Currency,Reference\n" + line * 2)) == (2, 0, 0, 0)


def test_a_payout_that_went_through_is_a_new_version(books: Books) -> None:
    header = "ID,Date,Program,Amount,Currency,Reference,Status\n"
    books.read(header + "P1,2026-10-30,shop,100,RUB,4711,pending\n")
    assert counted(books.read(header + "P1,2026-10-31,shop,100,RUB,4711,paid\n")) == (0, 1, 0, 0)
    assert books.query("select paid_on, received from payout where current") == [
        (books.query("select date '2026-10-31'")[0][0], True)
    ]


def test_leads_read_twice_are_leads_once(books: Books) -> None:
    from partnercli.store.programs import Terms

    books.program("flat", Terms(per="lead", flat=Decimal(300)))
    text = (
        "id,date,name,email,program,status,order,amount\n"
        "1,2026-09-01,Anna,a@example.com,shop,customer,A,1000\n"
        "1,2026-09-01,Anna,a@example.com,shop,customer,B,500\n"
        "2,2026-09-01,Boris,b@example.com,flat,new,,\n"
        "3,2026-09-01,Clara,c@example.com,flat,customer,C,70\n"
        ",2026-09-01,Dora,d@example.com,shop,new,,\n"
    )
    books.read(text)
    before = books.facts()
    again = books.read(text)
    assert (again.new, again.changed, again.rejected) == (0, 0, 0)
    assert books.facts() == before
    assert books.query("select kind, order_id, amount from sale order by order_id") == [
        ("lead", "", None), ("sale", "A", 1000), ("sale", "B", 500), ("lead", "C", 70),
    ]  # fmt: skip


def test_rows_that_are_all_new_are_stored_as_the_careful_way_would(tmp_path: Path) -> None:
    """A row told twice sends the file the long way round; of equal lines both ways keep the first."""
    rows = [
        Row(transaction=str(number), order=f"O{number}", validated="2026-10-01", email="A@b.c") for number in range(5)
    ]
    rows += [Row(transaction="", order="none"), Row(transaction="", order="none", program="other")]
    short, long = new_books(tmp_path, "short.duckdb"), new_books(tmp_path, "long.duckdb")
    assert short.rows(*rows).totals == {"RUB": Decimal(700)}
    assert long.rows(*rows, rows[0]).same == 1
    assert short.facts() == long.facts()
    assert long.query("select count(*) from sighting") == [(1,)]


def test_rows_without_an_id_that_are_taken_as_the_same_are_told_once(books: Books) -> None:
    """A split file: nobody can know whether its second half overlaps the first."""
    plain, other = Row(transaction="", order="A"), Row(transaction="", order="B")
    assert books.rows(plain, plain, other).notices == []
    done = books.rows(Row(transaction="7"), plain, other, Row(transaction="", order="C"))
    assert (done.new, done.same) == (2, 2)
    [notice] = done.notices
    assert (notice.line, notice.problem.code, notice.problem.facts["count"]) == (3, "equal_rows", 2)


def test_every_record_of_an_import_is_a_version_or_a_sighting(books: Books) -> None:
    books.rows(Row(transaction="1"), Row(transaction="2"))
    done = books.rows(
        Row(transaction="1"), Row(transaction="2", status="paid"), Row(transaction="3"), Row(transaction="3")
    )
    assert counted(done) == (1, 1, 2, 0)
    assert books.query("select id, version, line from sighting order by id") == [(1, 1, 2), (3, 1, 5)]
    assert books.broken() == []


def test_what_does_not_fit_into_memory_goes_to_a_private_folder_that_is_gone_afterwards(books: Books) -> None:
    with Store(books.path, write=True, today=TODAY, memory="30MB") as store:
        store.query(
            "create temp table big as select range as n, hash(range) as a, hash(n + 1) as b from range(4000000)"
        )
        [folder] = books.path.parent.glob(".*.tmp")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert list(folder.iterdir())
    assert [file.name for file in books.path.parent.iterdir()] == [books.path.name]


def test_what_a_killed_import_left_goes_with_the_next_change(books: Books) -> None:
    left = books.path.with_name(f".{books.path.name}.4711.tmp")
    other = books.path.with_name(".other.duckdb.4711.tmp")
    for folder in (left, other):
        folder.mkdir()
        (folder / "duckdb_temp_storage-0.tmp").touch()
    with Store(books.path, today=TODAY):
        assert left.exists()  # a reader may not be alone
    books.rows(Row(transaction="1"))
    assert not left.exists()
    assert other.exists()
