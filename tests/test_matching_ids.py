"""Ids that are more or less equal: an order id, a transaction id, one id inside another, several ids in one cell."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from books import Books, Case, Row, new_books
from matching_books import links, pair, shares, tolerate


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


# One id inside another


def met(books: Books, ids: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The ids of the pairs that were linked by a part; each pair has an amount of its own."""
    books.sell(*({"order": ours, "amount": f"{place}000"} for place, (ours, _) in enumerate(ids, start=1)))
    rows = enumerate(ids, start=1)
    books.rows(*(Row(transaction=f"t{place}", order=theirs, amount=f"{place}000") for place, (_, theirs) in rows))
    found = {(sale, row) for sale, row, tier, role in links(books) if (tier, role) == ("order_part", "main")}
    return [pair for place, pair in enumerate(ids, start=1) if (f"S{place}", f"t{place}") in found]


def test_an_id_that_is_a_whole_word_of_the_other_meets_it(books: Books) -> None:
    ids = [
        ("99910", "INV-99910"),
        ("INV-99911", "99911"),
        ("#1042", "1042-A"),
        ("1043", "ORD1043"),
        ("Заказ-10427", "10427"),
    ]
    assert met(books, ids) == ids


def test_a_piece_of_a_word_says_nothing(books: Books) -> None:
    """Inside the word, fewer than four characters, neither inside the other, no digit."""
    ids = [("991", "INV-99910"), ("9991", "INV-99910"), ("991", "INV-991"), ("A-1042", "B-1042"), ("ABCD", "ABCD-7")]
    assert met(books, ids) == []


def test_money_day_and_program_are_gates_for_a_part(books: Books) -> None:
    otherwise = [{"amount": "1000.01"}, {"amount": ""}, {"date": "2026-09-05"}, {"program": "other"}]
    books.sales(*(f"9991{number}" for number in range(4)))
    books.rows(*(Row(**{"transaction": str(n), "order": f"N-9991{n}", **cells}) for n, cells in enumerate(otherwise)))
    assert links(books) == []


def test_the_exact_id_comes_before_the_part(books: Books) -> None:
    books.sales("99910", "INV-99910")
    books.rows(Row(transaction="1", order="INV-99910"))
    assert links(books) == [("S2", "1", "order", "main")]


def test_two_rows_with_the_same_part_are_ambiguous(books: Books) -> None:
    books.sale("99910")
    books.rows(Row(transaction="1", order="A-99910"), Row(transaction="2", order="B-99910"))
    assert {role for *_pair, role in links(books)} == {"candidate"}


# The transaction id


def test_the_transaction_id_we_wrote_down_finds_a_row_without_an_order_id(books: Books) -> None:
    assert pair(books, {"order": "TX-40017"}, {"transaction": "TX-40017"}) == [("order", "main")]


@pytest.mark.parametrize("row", [{"order": "B"}, {"amount": "999"}, {"date": "2026-12-24"}])
def test_a_transaction_id_equal_by_chance_is_held_back(books: Books, row: dict[str, str]) -> None:
    """Shops and networks both count upwards."""
    assert pair(books, {"order": "40017"}, {"transaction": "40017", **row}) == []


# One row for several sales


def test_a_row_that_lists_several_orders_is_shared_out(books: Books) -> None:
    """100.01 by 1 : 1 : 1 in kopecks: 33.33, 33.33 and the rest."""
    books.sales("A-1", "A-2", "A-3")
    books.rows(Row(transaction="1", order="A-1, A-2; A-3", amount="3000", commission="100.01"))
    assert shares(books) == {"S1": "33.33", "S2": "33.33", "S3": "33.35"}
    cases = books.reconcile()
    assert [cases[f"S{number}"].actual for number in (1, 2, 3)] == ["33.33", "33.33", "33.35"]
    assert sum(case.rows for case in cases.values()) == 1
    assert books.broken() == []


def test_sales_of_one_order_are_paid_by_one_row_that_is_their_sum(books: Books) -> None:
    books.sell({"order": "A", "amount": "750"}, {"order": "A", "amount": "250"})
    books.rows(Row(transaction="1", order="A"))
    assert shares(books) == {"S1": "75", "S2": "25"}
    assert books.reconcile()["S1"] == Case("awaiting", "75.00", "75.00", "order", "payment_to_come", 1)


@pytest.mark.parametrize(
    ("listed", "amount"),
    [("A-1, A-2", "1999.99"), ("A-1, A-2", ""), ("A-1, A-9", "1000")],
    ids=["other sum", "no sum", "an order that is not ours"],
)
def test_a_row_of_several_orders_that_does_not_add_up_is_nobodys(books: Books, listed: str, amount: str) -> None:
    books.sales("A-1", "A-2")
    books.rows(Row(transaction="1", order=listed, amount=amount, commission="200"))
    assert {role for *_pair, role in links(books)} == {"candidate"}


def test_a_share_is_in_whole_yen_where_there_is_no_smaller_coin(books: Books) -> None:
    books.program("tokyo", currency="JPY", network_id="12")
    books.sell({"order": "A", "program": "tokyo"}, {"order": "A", "program": "tokyo"})
    books.rows(Row(transaction="1", program="tokyo", order="A", amount="2000", commission="201", currency="JPY"))
    assert shares(books) == {"S1": "100", "S2": "101"}


# Tolerances


def test_a_tolerance_lets_money_and_days_differ(books: Books) -> None:
    books.sell(*({"order": f"9991{number}"} for number in range(4)))
    rows = [{"amount": "1001"}, {"amount": "999"}, {"amount": "1001.01"}, {"date": "2026-09-07"}]
    books.rows(*(Row(**{"transaction": str(n), "order": f"N-9991{n}", **cells}) for n, cells in enumerate(rows)))
    assert links(books) == []
    tolerate(books, "shop", "RUB", amount=Decimal(1))
    assert [sale for sale, *_ in links(books)] == ["S1", "S2"]
    tolerate(books, "shop", "RUB", days_after=6)
    assert [sale for sale, *_ in links(books)] == ["S1", "S2", "S4"]


def test_the_most_specific_tolerance_counts(books: Books) -> None:
    books.sell({"order": "99910"}, {"order": "99911", "program": "other"})
    books.rows(
        Row(transaction="1", order="N-99910", amount="1010"),
        Row(transaction="2", order="N-99911", amount="1010", program="other"),
    )
    tolerate(books, percent=Decimal(1))
    assert len(links(books)) == 2
    tolerate(books, "shop", percent=Decimal("0.5"))
    assert [sale for sale, *_ in links(books)] == ["S2"]
    tolerate(books, "shop", "RUB", percent=Decimal(0), amount=Decimal(10))
    assert [sale for sale, *_ in links(books)] == ["S1", "S2"]


def test_of_two_amounts_inside_the_tolerance_the_very_one_is_the_better(books: Books) -> None:
    books.sale("99910")
    tolerate(books, amount=Decimal(5))
    books.rows(Row(transaction="1", order="A-99910", amount="1004"), Row(transaction="2", order="B-99910"))
    assert links(books) == [("S1", "2", "order_part", "main")]
