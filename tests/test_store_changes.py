"""What differs between two exports, and rows a full export does not name any more; one sale reported twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from books import Books, Row, new_books
from partnercli import reports
from partnercli.errors import InputRejected, UsageError
from partnercli.store.imports import Imported
from refusals import refused


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def changes(books: Books, newer: Imported | None = None, older: Imported | None = None) -> list[dict[str, Any]]:
    """The report as records; without imports the newest and the one before it."""
    with books.open() as store:
        found = reports.changes(store, newer.entry if newer else None, older.entry if older else None)
    return [dict(zip((column.key for column in found.columns), row, strict=True)) for row in found.rows]


def words(books: Books, newer: Imported | None = None, older: Imported | None = None) -> dict[str, str]:
    return {str(row["id"]): str(row["what"]) for row in changes(books, newer, older)}


def test_every_kind_of_change_has_its_word(books: Books) -> None:
    books.rows(*(Row(transaction=str(number), date=f"2026-09-0{number}") for number in range(1, 9)))
    books.rows(
        Row(transaction="8", date="2026-09-08"), Row(transaction="1", date="2026-09-01"),
        Row(transaction="2", date="2026-09-02", status="declined"), Row(transaction="3", date="2026-09-03", commission="90.50"),
        Row(transaction="4", date="2026-09-04", commission="110"), Row(transaction="5", date="2026-09-03"),
        Row(transaction="6", date="2026-09-06", status="paid"), Row(transaction="9", date="2026-09-09"),
    )  # fmt: skip
    assert words(books) == {
        "R7": "vanished", "R2": "declined", "R3": "cut", "R5": "redated", "R4": "raised", "R6": "changed", "R9": "appeared",
    }  # fmt: skip
    cut = next(row for row in changes(books) if row["what"] == "cut")
    assert (cut["before"], cut["after"], cut["from"], cut["to"]) == (100, Decimal("90.5"), "file.csv:4", "file.csv:5")
    assert next(row["days"] for row in changes(books) if row["what"] == "redated") == -2


def test_before_and_after_are_what_counts(books: Books) -> None:
    """A declined row keeps its figure in the file and counts for nothing."""
    books.rows(
        Row(transaction="1"), Row(transaction="2"), Row(transaction="3", status="declined"), Row(transaction="4")
    )
    books.rows(
        Row(transaction="1", status="declined"), Row(transaction="3"), Row(transaction="4", status="declined", commission="90")
    )  # fmt: skip
    told = {str(row["id"]): (row["what"], row["before"], row["after"]) for row in changes(books)}
    assert told == {
        "R1": ("declined", 100, 0), "R2": ("vanished", 100, None), "R3": ("undeclined", 0, 100), "R4": ("declined", 100, 0),
    }  # fmt: skip
    books.rows(Row(transaction="1", status="declined", commission="50"))
    assert [(row["what"], row["before"], row["after"]) for row in changes(books) if row["id"] == "R1"] == [
        ("changed", 0, 0)
    ]


def test_the_summary_adds_up_each_kind_by_currency(books: Books) -> None:
    books.rows(Row(transaction="1"), Row(transaction="2"), Row(transaction="3"))
    books.rows(Row(transaction="1", commission="90"), Row(transaction="2", commission="80"), Row(transaction="3"))
    with books.open() as store:
        summary = reports.changes(store).summary
    assert summary is not None
    assert [tuple(row) for row in summary.rows] == [("cut", 2, Decimal(200), Decimal(170), "RUB")]


def test_what_lies_beyond_the_common_period_has_not_vanished(books: Books) -> None:
    books.rows(Row(transaction="1", date="2026-08-31"), Row(transaction="2", date="2026-09-01"))
    books.rows(Row(transaction="3", date="2026-09-01"), Row(transaction="4", date="2026-09-30"))
    assert words(books) == {"R2": "vanished", "R3": "appeared", "R4": "appeared"}


def test_a_row_that_may_have_been_refused_has_not_vanished(books: Books) -> None:
    books.rows(*(Row(transaction=str(number), date=f"2026-09-0{number}") for number in range(1, 4)))
    books.rows(
        Row(transaction="1", date="2026-09-01"), Row(transaction="2", date="2026-09-02", program="nobody"),
        Row(transaction="3", date="2026-09-03"),
    )  # fmt: skip
    assert words(books) == {"R2": "not_read"}


def test_any_two_exports_can_be_compared_and_the_same_is_no_change(books: Books) -> None:
    first = books.rows(Row(transaction="1", status="approved"))
    books.rows(Row(transaction="1", status="declined"))
    third = books.rows(Row(transaction="1", status="approved"), again=True)
    assert words(books) == {"R1": "undeclined"}
    assert changes(books, third, first) == []
    assert words(books, books.rows(Row(transaction="1", status="approved"), Row(transaction="2")), third) == {
        "R2": "appeared"
    }


def test_an_import_taken_back_is_no_export(books: Books) -> None:
    books.rows(Row(transaction="1"))
    gone = books.rows(Row(transaction="1", commission="1"))
    books.rows(Row(transaction="1", commission="90"))
    books.undo(gone)
    assert [(row["what"], row["before"]) for row in changes(books)] == [("cut", 100)]


def test_with_one_export_there_is_nothing_to_compare(books: Books) -> None:
    first = books.rows(Row(transaction="1"))
    with books.open() as store:
        assert reports.compared(store) is None
        assert reports.compared(store, first.entry, first.entry) is None
    assert changes(books) == []


def test_an_import_that_is_not_there_is_not_compared(books: Books) -> None:
    first, second = books.rows(Row(transaction="1")), books.rows(Row(transaction="1", commission="9"))
    with books.open() as store:
        assert reports.compared(store) == (second.entry, first.entry)
        for pair in ((99, None), (None, 99)):
            with refused(UsageError, "no_such_record"):
                reports.compared(store, *pair)


def test_a_vanished_row_stands_in_no_line(books: Books) -> None:
    books.rows(*FULL)
    books.rows(FULL[0], FULL[3], replaces=True)
    with books.open() as store:
        page = reports.explain(store, "network_row", 2)
    place = [column.key for column in page.columns].index("from")
    assert [row[place] for row in page.rows[:2]] == ["file.csv:3", "file.csv"]


FULL = [Row(transaction=str(number), date=f"2026-09-0{number}") for number in range(1, 5)]


def test_rows_a_full_export_does_not_name_have_vanished(books: Books) -> None:
    books.rows(*FULL, Row(transaction="A", program="other", date="2026-09-02"), Row(transaction="B", date="2026-10-01"))
    done = books.rows(FULL[0], FULL[3], replaces=True)
    assert done.vanished == 2
    told = [
        (notice.problem.code, notice.problem.facts["row"], notice.problem.facts["amount"]) for notice in done.notices
    ]
    assert told == [("vanished_row", "R2", "100.00"), ("vanished_row", "R3", "100.00")]
    assert books.query("select id, version, validation, reason from row_now where vanished order by id") == [
        (2, 2, "declined", "vanished"),
        (3, 2, "declined", "vanished"),
    ]
    assert books.query("select replaces, first_on, last_on from import_file order by entry desc limit 1") == [
        (True, date(2026, 9, 1), date(2026, 9, 4))
    ]
    assert words(books)["R2"] == "vanished"
    assert books.broken() == []


def test_without_the_word_nothing_vanishes(books: Books) -> None:
    books.rows(*FULL)
    assert books.rows(FULL[0], FULL[3]).vanished == 0
    assert books.query("select count(*) from network_row where vanished") == [(0,)]


@pytest.mark.parametrize("status", ["approved", "pending"])
def test_a_row_that_comes_back_counts_again(books: Books, status: str) -> None:
    rows = [Row(transaction=row.transaction, date=row.date, status=status) for row in FULL]
    books.rows(*rows)
    books.rows(rows[0], rows[3], replaces=True)
    again = books.rows(*rows, Row(transaction="9", date="2026-09-02"), replaces=True)
    assert (again.new, again.changed, again.vanished) == (1, 2, 0)
    assert books.query("select count(*) from row_now where vanished or validation = 'declined'") == [(0,)]
    assert books.broken() == []


def test_read_again_the_same_full_export_says_nothing_new(books: Books) -> None:
    books.rows(*FULL)
    books.rows(FULL[0], FULL[3], replaces=True)
    before = books.facts()
    assert books.rows(FULL[0], FULL[3], replaces=True).vanished == 0
    assert books.facts() == before


def test_vanishing_is_taken_back_with_its_import(books: Books) -> None:
    first = books.rows(*FULL)
    before = books.facts()
    full = books.rows(FULL[0], FULL[3], replaces=True)
    vanished = books.facts()
    books.undo(full)
    assert books.facts() == before
    books.rows(FULL[0], FULL[3], replaces=True)
    assert books.facts() != before
    assert len(vanished) == len(books.facts())
    books.undo(first)
    assert books.query("select id, validation from row_now order by id") == [(1, "validated"), (4, "validated")]
    assert books.broken() == []


def test_a_full_export_with_a_refused_row_proves_nothing(books: Books) -> None:
    books.rows(*FULL)
    before = books.facts()
    with refused(InputRejected, "replaces_rejects"):
        books.rows(FULL[0], Row(transaction="3", status="hmm"), replaces=True)
    assert books.facts() == before


def test_only_rows_have_full_exports(books: Books) -> None:
    with refused(UsageError, "replaces_rows_only"):
        books.read("Date,Program,Amount,Currency,Reference\n2026-10-30,shop,1,RUB,1\n", replaces=True)


def reasons(books: Books) -> dict[str, tuple[str, str]]:
    return {name: (case.kind, case.reason) for name, case in books.reconcile().items()}


def test_one_sale_reported_in_a_batch_and_in_real_time_is_flagged(books: Books) -> None:
    books.rows(
        Row(transaction="batch", order="A", date="2026-09-03"), Row(transaction="live", order="A", date="2026-09-02")
    )
    assert reasons(books) == {"R1": ("duplicate", "double_reported"), "R2": ("unknown", "no_sale")}
    assert books.broken() == []


@pytest.mark.parametrize(
    "other",
    [
        Row(transaction="2", order="B"),
        Row(transaction="2", order="A", amount="999"),
        Row(transaction="2", order="A", commission="99"),
        Row(transaction="2", order="A", program="other"),
        Row(transaction="2", order="A", date="2026-09-05"),
        Row(transaction="2", order="A", status="declined"),
    ],
    ids=["order", "amount", "commission", "program", "day", "declined"],
)
def test_rows_that_differ_are_two_sales(books: Books, other: Row) -> None:
    books.rows(Row(transaction="1", order="A"), other)
    assert {kind for kind, _ in reasons(books).values()} <= {"unknown", "declined"}


def test_where_a_sale_of_ours_has_the_order_its_links_say_it(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A"), Row(transaction="2", order="A"))
    assert reasons(books)["R2"] == ("duplicate", "same_order_again")
