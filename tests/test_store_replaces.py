"""Full exports (`--replaces`): whose rows vanish, how they come back, and what is left when one is taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from books import Books, Row, new_books
from partnercli import reports

A = [Row(transaction="T1", date="2026-09-01"), Row(transaction="T3", date="2026-09-09")]
T2 = Row(transaction="T2", date="2026-09-05")


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def standing(books: Books) -> dict[str, str]:
    """What counts of each row, by its transaction id."""
    return dict(books.query("select transaction_id, validation from row_now"))


@pytest.mark.parametrize("replaces", [True, False])
def test_a_file_read_before_brings_back_what_it_names(books: Books, replaces: bool) -> None:
    books.rows(*A, replaces=True)
    books.rows(*A, T2, replaces=True)
    assert books.rows(*A, replaces=True).vanished == 1
    back = books.rows(*A, T2, replaces=replaces)
    assert (back.new, back.changed, back.same, back.vanished) == (0, 1, 2, 0)
    assert standing(books)["T2"] == "validated"
    assert books.rows(*A, T2).changed == 0
    assert books.broken() == []


def test_a_full_export_read_before_is_the_newest_word(books: Books) -> None:
    """As with --again: otherwise it would be listened to for what it lacks and not for what it names."""
    full = [Row(transaction="T1", status="approved"), Row(transaction="T2")]
    books.rows(*full, replaces=True)
    books.rows(Row(transaction="T1", status="declined"))
    assert books.rows(*full).changed == 0
    assert books.rows(*full, replaces=True).changed == 1
    assert standing(books) == {"T1": "validated", "T2": "validated"}


def test_what_two_full_exports_lack_stays_vanished_without_the_first(books: Books) -> None:
    books.rows(*A, T2)
    first = books.rows(*A, replaces=True)
    later = books.rows(*A, Row(transaction="T4", date="2026-09-06"), replaces=True)
    assert (first.vanished, later.vanished) == (1, 0)
    books.undo(first)
    assert standing(books)["T2"] == "declined"
    assert books.query("select entry, line from network_row where vanished") == [(later.entry, 0)]
    assert books.broken() == []
    books.undo(later)
    assert standing(books)["T2"] == "validated"
    assert books.query("select count(*) from sighting where line = 0") == [(0,)]


def test_what_vanished_twice_and_was_named_by_nobody_between_vanished_once(books: Books) -> None:
    books.rows(*A, T2)
    first = books.rows(*A, replaces=True)
    named = books.rows(Row(transaction="T2", date="2026-09-05", commission="90"))
    books.rows(*A, Row(transaction="T4", date="2026-09-06"), replaces=True)
    books.undo(named)
    assert books.query("select version, entry from network_row where vanished") == [(2, first.entry)]
    assert books.broken() == []


def test_another_account_loses_nothing(books: Books) -> None:
    books.rows(T2, account="second")
    assert books.rows(*A, replaces=True, account="first").vanished == 0
    assert standing(books)["T2"] == "validated"


def test_rows_whose_program_nobody_knows_vanish_by_their_own_id_of_it(books: Books) -> None:
    awin = "id,advertiser_id,sale_amount,commission,currency,date,commission_status,validation_date,extra\n"
    first, second, third, foreign = (
        f"{number},{advertiser},10,1.00,EUR,2026-09-0{number},1,2026-09-20,A\n"
        for number, advertiser in ((1, 7), (2, 7), (3, 7), (2, 8))
    )
    books.read(awin + first + second + third + foreign.replace("2,", "9,", 1))
    assert books.read(awin + first + third, replaces=True).vanished == 1
    assert standing(books) == {"1": "validated", "2": "declined", "3": "validated", "9": "validated"}


def test_without_a_word_exports_of_one_account_are_compared(books: Books) -> None:
    first = books.rows(Row(transaction="1"), account="one")
    books.rows(Row(transaction="1"), account="two")
    third = books.rows(Row(transaction="1", commission="90"), account="one")
    with books.open() as store:
        assert reports.compared(store) == (third.entry, first.entry)


def test_a_row_an_export_names_twice_is_shown_where_it_stands_last(books: Books) -> None:
    books.rows(Row(transaction="1"), Row(transaction="1"))
    books.rows(Row(transaction="1", commission="90"))
    with books.open() as store:
        found = reports.changes(store)
    place = [column.key for column in found.columns].index("from")
    assert [row[place] for row in found.rows] == ["file.csv:3"]


@pytest.mark.parametrize(("count", "flagged"), [(20, 19), (21, 0)])
def test_an_order_id_many_rows_share_says_nothing(books: Books, count: int, flagged: int) -> None:
    books.rows(*(Row(transaction=str(number), order="A") for number in range(count)))
    assert [case.reason for case in books.reconcile().values()].count("double_reported") == flagged


def test_two_equal_corrections_are_no_second_report(books: Books) -> None:
    books.rows(
        Row(transaction="1", order="A", commission="500"),
        Row(transaction="2", order="A", commission="-100"),
        Row(transaction="3", order="A", commission="-100"),
    )
    assert books.query("select correction from row_now order by id") == [(False,), (True,), (True,)]
    assert "duplicate" not in books.classes().values()
