"""What a table of leads says of a sale beside its amount: kept, corrected, and taken back with its import."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from books import Books, new_books

D = Decimal
HEADER = "id,program,date,name,order,amount,vat,delivery,goods,action\n"
FACTS = "select vat, delivery, goods, action from sale order by id"


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def read(books: Books, *lines: str) -> Any:
    return books.read(HEADER + "".join(f"{line}\n" for line in lines), profile="leads")


def test_a_line_says_vat_delivery_goods_and_action(books: Books) -> None:
    read(books, "1,shop,2026-09-01,Anna,A-1,1500,200,300,Books,", "2,shop,2026-09-01,Ben,,,,,,registration")
    assert books.query(FACTS) == [(D(200), D(300), "Books", ""), (None, None, "", "registration")]
    assert books.query("select status from lead order by id") == [("customer",), ("customer",)]


def test_a_later_line_corrects_them_and_an_empty_cell_says_nothing(books: Books) -> None:
    read(books, "1,shop,2026-09-01,Anna,A-1,1500,200,300,Books,")
    done = read(books, "1,shop,2026-09-01,Anna,A-1,1500,250,,Toys,")
    assert (done.new, done.changed) == (0, 1)
    assert books.query(FACTS) == [(D(250), D(300), "Toys", "")]
    history = books.query("select field, old, new from lead_event order by field")
    assert history == [("sale S1 goods", "Books", "Toys"), ("sale S1 vat", "200.00", "250.00")]


def test_the_same_lines_again_change_nothing(books: Books) -> None:
    lines = ("1,shop,2026-09-01,Anna,A-1,1500,200,300,Books,", "2,shop,2026-09-01,Ben,,,,,,registration")
    read(books, *lines)
    before = books.facts()
    done = read(books, *lines[::-1])
    assert (done.new, done.changed) == (0, 0)
    assert books.facts() == before


def test_two_actions_of_one_lead_on_one_day_are_two(books: Books) -> None:
    read(books, "1,shop,2026-09-01,Anna,,,,,,registration", "1,shop,2026-09-01,Anna,,,,,,deposit")
    assert books.query("select action from sale order by id") == [("registration",), ("deposit",)]


def test_taking_the_import_back_brings_back_what_was_said_before(books: Books) -> None:
    read(books, "1,shop,2026-09-01,Anna,A-1,1500,200,,Books,")
    before = books.facts()
    books.undo(read(books, "1,shop,2026-09-01,Anna,A-1,1400,250,300,Toys,call"))
    assert books.facts() == before
