"""What holds for any import: twice is once, order does not matter, damage stays where it is, sums are exact.

The files are drawn by Hypothesis: a few keys in several versions, statuses and dates, in the neutral table.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from books import Books, Row, new_books, table

SOME = settings(max_examples=5, deadline=None, derandomize=True, database=None)

amounts = st.decimals("-99999", "99999", places=4, allow_nan=False, allow_infinity=False).map(lambda sum_: f"{sum_:f}")
days = st.integers(1, 28).map("2026-09-{:02}".format)
statuses = st.sampled_from(["pending", "approved", "awaiting", "paid", "declined"])


@st.composite
def files(draw: st.DrawFn, transactions: int = 12) -> list[Row]:
    """Rows of up to `transactions` keys; each version of a key has an update day of its own, as exports do."""
    rows = []
    for number in range(draw(st.integers(1, transactions))):
        order, click = draw(st.sampled_from(["", f"O{number % 5}"])), draw(st.sampled_from(["", f"q{number % 4}"]))
        for updated in draw(st.sets(st.integers(1, 9), min_size=1, max_size=3)):
            rows.append(
                Row(
                    transaction=f"T{number}", order=order, click=click, status=draw(statuses), amount=draw(amounts),
                    commission=draw(amounts), date=draw(days), updated=f"2026-10-0{updated}",
                )
            )  # fmt: skip
    return draw(st.permutations(rows))


@contextmanager
def two_books() -> Iterator[tuple[Books, Books]]:
    """Two equal stores to do two things in."""
    with TemporaryDirectory() as folder:
        yield new_books(Path(folder), "one.duckdb"), new_books(Path(folder), "two.duckdb")


def state_now(books: Books) -> list[tuple[object, ...]]:
    """What every key says now, without the marks of how it came in (entry, line, number, count of versions)."""
    return books.query(
        "select key, program, order_id, refs, status, validation, payment, sale_amount, commission, currency, event_on,"
        " updated_at from row_now order by all"
    )


def versions(books: Books) -> list[tuple[object, ...]]:
    """Every version ever seen of every key, whatever the order they came in."""
    return books.query(
        "select key, status, sale_amount, commission, event_on, updated_at from network_row order by all"
    )


@SOME
@given(files())
def test_importing_twice_is_importing_once(rows: list[Row]) -> None:
    with two_books() as (books, _):
        books.rows(*rows)
        before = books.facts()
        again = books.rows(*rows)
        assert (again.new, again.changed, again.same) == (0, 0, len(rows))
        assert books.facts() == before


@SOME
@given(files())
def test_the_order_of_rows_does_not_matter(rows: list[Row]) -> None:
    with two_books() as (one, two):
        one.rows(*rows)
        two.rows(*sorted(rows, key=lambda row: (row.commission, row.transaction)))
        assert state_now(one) == state_now(two)
        assert versions(one) == versions(two)


@SOME
@given(files(), st.data())
def test_overlapping_files_in_any_order_are_their_union(rows: list[Row], data: st.DataObject) -> None:
    first, second = data.draw(st.integers(0, len(rows))), data.draw(st.integers(0, len(rows)))
    parts = [part for part in (rows[: max(first, second)], rows[min(first, second) :]) if part]
    with two_books() as (one, two):
        one.rows(*rows)
        for part in data.draw(st.permutations(parts)):
            two.rows(*part)
        assert state_now(one) == state_now(two)
        assert versions(one) == versions(two)
        assert two.broken() == []


@SOME
@given(files())
def test_amounts_leave_as_they_came_in(rows: list[Row]) -> None:
    total = sum((Decimal(row.commission) for row in rows), Decimal(0))
    distinct = {(row.transaction, row.updated): Decimal(row.commission) for row in rows}
    with two_books() as (books, _):
        assert books.rows(*rows).totals == {"RUB": total}
        assert books.query("select sum(commission) from network_row") == [(sum(distinct.values()),)]


DAMAGE = {
    "an unknown status": "X1,shop,,,hmm,1000,100,RUB,2026-09-02,,,,,,,",
    "a day that does not exist": "X2,shop,,,approved,1000,100,RUB,2026-09-31,,,,,,,",
    "no amount": "X3,shop,,,approved,1000,,RUB,2026-09-02,,,,,,,",
    "no number": "X4,shop,,,approved,1000,NaN,RUB,2026-09-02,,,,,,,",
    "thirty digits": "X5,shop,,,approved,1000,123456789012345678901234567890,RUB,2026-09-02,,,,,,,",
    "a foreign currency": "X6,shop,,,approved,1000,100,USD,2026-09-02,,,,,,,",
    "no currency we know": "X7,shop,,,approved,1000,100,XXX,2026-09-02,,,,,,,",
    "an unknown program": "X8,[red],,,approved,1000,100,RUB,2026-09-02,,,,,,,",
    "too few cells": "X9,shop,approved",
    "too many cells": "X10,shop,,,approved,1000,100,RUB,2026-09-02,,,,,,,,,x",
    "text after a quote": 'X11,"shop"s,,,approved,1000,100,RUB,2026-09-02,,,,,,,',
    "an open quote": 'X12,"shop,,,approved,1000,100,RUB,2026-09-02,,,,,,,',
}


@SOME
@given(files(), st.data())
def test_a_damaged_row_is_set_aside_whole_and_changes_no_other(rows: list[Row], data: st.DataObject) -> None:
    lines = table(rows).splitlines()
    damage = data.draw(st.lists(st.sampled_from(sorted(DAMAGE.values())), min_size=1, max_size=6, unique=True))
    for bad in damage:
        lines.insert(data.draw(st.integers(1, len(lines))), bad)
    with two_books() as (whole, damaged):
        good = whole.rows(*rows)
        done = damaged.read("\n".join(lines) + "\n")
        assert {reject.line: reject.raw for reject in done.rejects} == {
            number: line for number, line in enumerate(lines, start=1) if line in damage
        }
        assert (done.new, done.changed, done.totals) == (good.new, good.changed, good.totals)
        assert state_now(damaged) == state_now(whole)
        assert damaged.broken() == []


def test_every_kind_of_damage_is_refused(tmp_path: Path) -> None:
    books = new_books(tmp_path)
    lines = [*table([Row(transaction="1")]).splitlines(), *DAMAGE.values()]
    done = books.read("\n".join(lines) + "\n")
    assert [reject.problem.code for reject in done.rejects] == [
        "unknown_status", "impossible_date", "missing_value", "bad_amount", "too_many_digits", "currency_of_program",
        "unknown_currency", "no_program", "ragged_row", "ragged_row", "after_quote", "open_quote",
    ]  # fmt: skip
    assert (done.read, done.new) == (13, 1)


def test_equal_rows_without_an_id_are_all_kept_and_known_again(tmp_path: Path) -> None:
    books = new_books(tmp_path)
    row = Row(transaction="", order="A")
    assert books.rows(row, row, row).new == 3
    again = books.rows(row, row)
    assert (again.new, again.same) == (0, 2)
    assert books.rows(row, row, row, row).new == 1


def test_of_two_accounts_the_same_id_is_two_rows(tmp_path: Path) -> None:
    books = new_books(tmp_path)
    row = Row(transaction="1")
    assert [books.rows(row, account=account).new for account in ("one", "two", "one")] == [1, 1, 0]


def test_the_newest_version_by_its_own_date_counts_whenever_it_comes(tmp_path: Path) -> None:
    books = new_books(tmp_path)
    row = Row(transaction="1", updated="2026-09-10")
    books.rows(replace(row, status="paid", updated="2026-09-20"))
    assert books.rows(replace(row, status="pending")).changed == 1
    assert books.query("select version, status, current from network_row order by version") == [
        (1, "paid", True),
        (2, "pending", False),
    ]
