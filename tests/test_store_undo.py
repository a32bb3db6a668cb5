"""An import taken back: the store is as if the file had never been read, whatever else was read before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import Books, Row, new_books
from partnercli.errors import UsageError
from refusals import refused

SOME = settings(max_examples=8, deadline=None, derandomize=True, database=None)

LEADS = "id,date,name,email,program,status,order,amount\n"


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


@contextmanager
def some_books(count: int) -> Iterator[list[Books]]:
    """Equal stores to do different things in."""
    with TemporaryDirectory() as folder:
        yield [new_books(Path(folder), f"{number}.duckdb") for number in range(count)]


@st.composite
def exports(draw: st.DrawFn) -> list[Row]:
    """A few rows of few keys, so that two exports have many in common; some say when they were changed."""
    return [
        Row(
            transaction=f"T{draw(st.integers(1, 4))}", order=draw(st.sampled_from(["", "A", "B"])),
            status=draw(st.sampled_from(["pending", "approved", "declined", "paid"])),
            commission=draw(st.sampled_from(["100", "90"])),
            updated=draw(st.sampled_from(["", "2026-10-01", "2026-10-02"])),
        )
        for _ in range(draw(st.integers(1, 5)))
    ]  # fmt: skip


def facts(books: Books) -> list[tuple[object, ...]]:
    """Every version of every row, without the marks of who brought it: what the rows say, in order, and which counts."""
    return books.query(
        "select key, version, current, status, validation, payment, commission, order_id, updated_at, vanished"
        " from network_row order by key, version"
    )


def classes(books: Books) -> list[tuple[object, ...]]:
    """Cases and sums by class, reconciled."""
    books.reconcile()
    return books.query("select class, count(*), sum(actual), sum(expected) from verdict group by class order by class")


@SOME
@given(exports(), exports(), st.booleans())
def test_the_last_import_taken_back_was_never_read(first: list[Row], second: list[Row], full: bool) -> None:
    with some_books(1) as (books,):
        books.rows(*first)
        before = books.facts()
        books.undo(books.rows(*second, replaces=full))
        assert books.facts() == before
        assert books.broken() == []


@SOME
@given(exports(), exports(), st.booleans())
def test_the_first_import_taken_back_leaves_the_second_alone(first: list[Row], second: list[Row], full: bool) -> None:
    with some_books(2) as (both, alone):
        gone = both.rows(*first)
        both.rows(*second, replaces=full)
        both.undo(gone)
        alone.rows(*second, replaces=full)
        assert facts(both) == facts(alone)
        assert both.broken() == []


@SOME
@given(
    st.lists(st.tuples(st.frozensets(st.integers(1, 4), min_size=1), st.booleans()), min_size=3, max_size=3), st.data()
)
def test_full_exports_taken_back_vanish_what_the_others_do(
    exported: list[tuple[frozenset[int], bool]], data: st.DataObject
) -> None:
    """Live rows by their numbers, some exports full; what counts is what the others alone say."""
    undone = data.draw(st.integers(0, len(exported) - 1))
    with some_books(2) as (books, others):
        entries = []
        for place, (numbers, full) in enumerate(exported):
            rows = [Row(transaction=f"T{number}", name=f"Export {place}") for number in sorted(numbers)]
            entries.append(books.rows(*rows, replaces=full))
            if place != undone:
                others.rows(*rows, replaces=full)
        books.undo(entries[undone])
        counted = "select key, validation, vanished from row_now order by key"
        assert books.query(counted) == others.query(counted)
        assert books.broken() == []


@SOME
@given(exports(), exports())
def test_taken_back_and_read_again_is_as_before(first: list[Row], second: list[Row]) -> None:
    with some_books(1) as (books,):
        books.sales("A", "B")
        books.rows(*first)
        done = books.rows(*second)
        before, cases = facts(books), classes(books)
        books.undo(done)
        books.reconcile()
        again = books.rows(*second)
        assert (again.new, again.changed, again.totals) == (done.new, done.changed, done.totals)
        assert (facts(books), classes(books)) == (before, cases)
        assert books.broken() == []


@SOME
@given(exports(), exports())
def test_matching_in_between_leaves_no_trace(first: list[Row], second: list[Row]) -> None:
    with some_books(2) as (books, alone):
        for one in (books, alone):
            one.sales("A", "B")
            one.rows(*first)
        done = books.rows(*second)
        books.reconcile()
        books.undo(done)
        assert classes(books) == classes(alone)
        assert books.broken() == []


def test_what_parted_two_equal_versions_is_gone_with_its_import(books: Books) -> None:
    books.rows(Row(transaction="1", status="approved"))
    declined = books.rows(Row(transaction="1", status="declined"))
    books.rows(Row(transaction="1", status="approved"), Row(transaction="2"))
    books.undo(declined)
    assert books.query("select id, version, validation, current from network_row order by id") == [
        (1, 1, "validated", True),
        (2, 1, "validated", True),
    ]
    assert books.broken() == []


def test_what_another_import_saw_too_stays_as_its_own_with_its_number(books: Books) -> None:
    gone = books.rows(Row(transaction="1"), Row(transaction="2"))
    kept = books.rows(Row(transaction="3"), Row(transaction="2"))
    assert books.undo(gone).gone == 1
    assert books.query("select id, entry, line from network_row order by id") == [
        (2, kept.entry, 3),
        (3, kept.entry, 2),
    ]
    assert books.query("select count(*) from sighting") == [(0,)]


def test_an_import_taken_back_does_not_count_as_read_before(books: Books) -> None:
    row = Row(transaction="1", status="approved")
    books.undo(books.rows(row))
    books.rows(Row(transaction="1", status="declined"))
    assert books.rows(row).changed == 1
    assert books.query("select validation from row_now") == [("validated",)]


def test_only_once_and_only_what_was_imported(books: Books) -> None:
    done = books.rows(Row(transaction="1"))
    undone = books.undo(done)
    assert (undone.gone, undone.restored) == (1, 0)
    assert books.query("select undone_by from import_file") == [(undone.entry,)]
    with refused(UsageError, "already_undone"):
        books.undo(done)
    with refused(UsageError, "no_such_record"):
        books.undo(99)


def test_a_dry_run_keeps_everything(books: Books) -> None:
    from partnercli.store.imports.undo import undo_import

    done = books.rows(Row(transaction="1"))
    before = books.facts()
    with books.open() as store:
        assert undo_import(store, done.entry, dry_run=True).gone == 1
    assert books.facts() == before


def test_payouts_go_back_to_their_older_version(books: Books) -> None:
    header = "ID,Date,Program,Amount,Currency,Reference,Status\n"
    books.read(header + "P1,2026-10-30,shop,100,RUB,4711,pending\n")
    before = books.facts()
    undone = books.undo(books.read(header + "P1,2026-10-31,shop,100,RUB,4711,paid\nP2,2026-10-31,shop,7,RUB,,paid\n"))
    assert (undone.gone, undone.restored) == (1, 1)
    assert books.facts() == before


def test_rows_find_their_program_again(books: Books) -> None:
    """A version that counts again belongs to the program its names mean now."""
    awin = "id,advertiser_id,sale_amount,commission,currency,date,commission_status,validation_date,extra\n"
    books.read(awin + "1,7,10,1.00,EUR,2026-09-01,0,,A\n")
    newer = books.read(awin + "1,7,10,1.00,EUR,2026-09-01,1,2026-09-20,A\n")
    books.program("late", network="awin", network_id="7", currency="EUR")
    books.undo(newer)
    assert books.query("select program, validation from row_now") == [("late", "pending")]
    assert books.broken() == []


def test_leads_and_their_sales_go(books: Books) -> None:
    before = books.facts()
    done = books.read(
        LEADS + "1,2026-09-01,Anna,a@example.com,shop,customer,A,1000\n2,2026-09-01,Bo,b@example.com,shop,new,,\n"
    )
    books.rows(Row(transaction="1", order="A"))
    books.reconcile()
    assert books.undo(done).gone == 2
    assert books.query(
        "select (select count(*) from lead), (select count(*) from sale), (select count(*) from link)"
    ) == [(0, 0, 0)]
    assert books.facts("network_row") == [line for line in before if not line.startswith("# network_row")]
    assert books.classes() == {"R1": "unknown"}
    assert books.broken() == []


def test_changed_leads_are_as_they_were(books: Books) -> None:
    books.read(LEADS + "1,2026-09-01,Anna,a@example.com,shop,new,,\n")
    before = books.facts()
    done = books.read(LEADS + "1,2026-09-01,Anna Maria,,shop,customer,A,1000.50\n")
    assert done.changed == 1
    undone = books.undo(done)
    assert (undone.gone, undone.restored) == (0, 1)
    assert books.facts() == before
    assert books.read(LEADS + "1,2026-09-01,Anna Maria,,shop,customer,A,1000.50\n").changed == 1


def test_an_order_written_into_a_paid_lead_is_taken_out_again(books: Books) -> None:
    from partnercli.store.programs import Terms

    books.program("flat", Terms(per="lead", flat=Decimal(300)))
    books.read(LEADS + "1,2026-09-01,Anna,a@example.com,flat,new,,\n")
    before = books.facts()
    books.undo(books.read(LEADS + "1,2026-09-01,Anna,a@example.com,flat,customer,A,1000\n"))
    assert books.facts() == before


def test_a_lead_another_import_told_too_becomes_that_ones(books: Books) -> None:
    line = "1,2026-09-01,Anna,a@example.com,shop,customer,A,1000\n"
    first = books.read(LEADS + line)
    second = books.read(LEADS + "2,2026-09-02,Bo,b@example.com,shop,new,,\n" + line)
    books.undo(first)
    assert books.query("select id, entry, line from lead order by id") == [(1, second.entry, 3), (2, second.entry, 2)]
    assert books.query("select entry, order_id from sale") == [(second.entry, "A")]
    assert books.broken() == []
    assert books.undo(second).gone == 2


def by_hand(books: Books) -> None:
    from partnercli.store import leads

    with books.open() as store, store.change("lead edit") as entry:
        leads.change_lead(store, 1, {"owner": "me"}, entry)


def by_another_import(books: Books) -> None:
    books.read(LEADS + "1,2026-09-01,Anna,other@example.com,shop,new,,\n")


def by_a_note(books: Books) -> None:
    from partnercli.store import leads

    with books.open() as store, store.change("lead note") as entry:
        leads.log(store, 1, "note", "", "called", entry)


@pytest.mark.parametrize("touch", [by_hand, by_another_import, by_a_note])
def test_a_lead_touched_since_is_named_and_nothing_is_taken_back(books: Books, touch: Callable[[Books], None]) -> None:
    done = books.read(LEADS + "1,2026-09-01,Anna,a@example.com,shop,new,,\n2,2026-09-01,Bo,b@example.com,shop,new,,\n")
    touch(books)
    before = books.facts()
    with refused(UsageError, "undo_touched"):
        books.undo(done)
    assert books.facts() == before


def test_leads_read_again_after_they_were_taken_back_are_the_same(books: Books) -> None:
    text = LEADS + "1,2026-09-01,Anna,a@example.com,shop,customer,A,1000\n"
    done = books.read(text)
    books.undo(done)
    again = books.read(text)
    assert (again.new, again.totals) == (done.new, done.totals)


def test_an_import_from_before_that_no_later_one_can_have_seen_is_taken_back(books: Books) -> None:
    first = books.rows(Row(transaction="1"))
    books.rows(Row(transaction="2"))
    with books.open() as store:
        store.query("update import_file set sighted = false")
    assert books.undo(first).gone == 1
