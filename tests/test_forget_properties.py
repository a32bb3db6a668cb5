"""Whoever is forgotten in whatever store: every sale and every row comes to the same end as before."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from books import Books, Row, new_books
from matching_books import decide
from partnercli.reconcile.keeping import keep_links, moved, remember
from partnercli.store.forget import blank, look
from partnercli.store.leads import same_person

NAMES = st.sampled_from(["Anna Berg", "Berg Anna", "Ana Berg", "Boris Stone", ""])
EMAILS = st.sampled_from(["a@example.com", "b@example.com", ""])
CLICKS = st.sampled_from(["clk-1", "clk-2", ""])
AMOUNTS = st.sampled_from(["1000", "1000", "2000"])
DAYS = st.sampled_from(["2026-09-01", "2026-09-02"])
SALES = st.lists(st.tuples(NAMES, EMAILS, CLICKS, AMOUNTS, DAYS), min_size=2, max_size=5)
STATES = st.sampled_from(["approved", "declined"])
ROWS = st.lists(st.tuples(NAMES, EMAILS, CLICKS, AMOUNTS, DAYS, STATES), min_size=2, max_size=5)


def forget(books: Books) -> bool:
    """The person of L1 as `lead forget` does it, in the store itself; whether a figure moved."""
    with books.open() as store:
        person = [1, *same_person(store, [1])]
        remember(store)
        look(store, person)
        with store.change("lead forget", "L1") as entry:
            keep_links(store, entry)
            blank(store, entry, reason="")
        return moved(store)


@settings(max_examples=5, deadline=None, derandomize=True, database=None)
@given(SALES, ROWS)
def test_every_sale_and_row_ends_as_before(sales: list[tuple[str, ...]], rows: list[tuple[str, ...]]) -> None:
    with TemporaryDirectory() as folder:
        books = new_books(Path(folder))
        for name, email, click, amount, on in sales:
            books.sale(name=name, email=email, click=click, amount=amount, on=on)
        books.rows(*(
            Row(transaction=f"T{n}", name=name, email=email, click=click, amount=amount, date=on, status=status)
            for n, (name, email, click, amount, on, status) in enumerate(rows)
        ))  # fmt: skip
        assert not forget(books)
        assert books.broken() == []


def test_a_row_that_may_be_of_two_people_stays_nobodys(tmp_path: Path) -> None:
    books = new_books(tmp_path)
    books.sale(name="Anna Berg")
    books.sale(name="Berg Anna")
    books.rows(Row(transaction="T1", name="Anna Berg"))
    before = books.classes()
    assert before == {"S1": "ambiguous", "S2": "ambiguous", "R1": "ambiguous"}
    assert not forget(books)
    assert books.classes() == before


def test_what_a_person_decides_comes_before_what_was_kept(tmp_path: Path) -> None:
    books = new_books(tmp_path)
    books.sale(name="Anna Berg", email="a@example.com")
    books.rows(Row(transaction="T1", name="Anna Berg", email="a@example.com"), Row(transaction="T2", amount="900"))
    assert not forget(books)
    assert books.reconcile()["S1"].tier == "kept"
    decide(books, "unlink", "S1", "R1")
    assert books.classes()["R1"] == "unknown"
