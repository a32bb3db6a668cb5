"""Every change goes back, one after another, to the empty store; a certain one where nothing stands on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import TODAY, Books, Row
from conftest import Desk
from matching_books import decide
from partnercli.domain.exchange import Quote
from partnercli.domain.period import parse_period
from partnercli.errors import UsageError
from partnercli.store import closes, leads, programs, rates, tolerances
from partnercli.store.imports.undo import undo_import
from partnercli.store.store import create
from partnercli.store.undo import newest, standing, undo_change
from refusals import refused

LEADS = "id,date,name,email,program,status,order,amount\n"


def empty_books(folder: Path) -> Books:
    create(folder / "books.duckdb")
    return Books(folder / "books.duckdb")


def undo(books: Books, entry: int | None = None) -> int:
    """Take back the newest change, or this one; which it was."""
    with books.open() as store:
        change = standing(store, entry or newest(store))
        undo_import(store, change.entry) if change.is_import else undo_change(store, change)
    return change.entry


def facts(books: Books) -> list[str]:
    """What the books say, without the marks of `reconcile`, and of decisions those that stand."""
    caches = ("link", "payment_link", "receipt_link", "payment_doubt", "payment_idle", "finding_seen", "migration", "sale_key", "row_key")
    return [line for line in books.facts(*caches) if '"taken_back": ' not in line or '"taken_back": null' in line]


# ── one change of each kind ─────────────────────────────────────────────────────────────────────────────────────────


def _program(books: Books) -> None:
    books.program("late", network="admitad", network_id="12")


def _terms(books: Books) -> None:
    tier = programs.Rate("tier", reach=Decimal(5), percent=Decimal("12.5"))
    books.terms("shop", programs.Terms(valid_from=date(2026, 8, 1), percent=Decimal(7), rates=(tier,)))


def _renamed(books: Books) -> None:
    with books.open() as store, store.change("program edit", "shop") as entry:
        programs.put_program(store, programs.Program("shop", "Shop & Co", network="admitad", network_id="99"), entry)
        programs.resolve_rows(store)


def _channel(books: Books) -> None:
    with books.open() as store, store.change("channel add", "blog") as entry:
        programs.put_channel(store, programs.Channel("blog", "Blog"), entry)


def _lead(books: Books) -> None:
    books.sale("B-1", amount="500.50", name="Anna", email="anna@example.com")


def _edited(books: Books) -> None:
    with books.open() as store, store.change("lead edit", "L1") as entry:
        leads.change_lead(store, 1, {"phone": "+7 900 123-45-67", "value": Decimal("10.5"), "next_on": TODAY}, entry)


def _noted(books: Books) -> None:
    with books.open() as store, store.change("lead note", "L1") as entry:
        leads.log(store, 1, "note", "", "called\n«twice»", entry)


def _sale_edited(books: Books) -> None:
    books.change_sale("S1", amount=Decimal("900.10"), goods="books")


def _paid(books: Books) -> None:
    books.payout("100", "2026-10-10", network="admitad")


def _tolerance(books: Books) -> None:
    with books.open() as store, store.change("program tolerance", "shop") as entry:
        tolerances.put_tolerance(store, "shop", "RUB", {"amount": Decimal(5)}, entry)


def _tolerance_again(books: Books) -> None:
    _tolerance(books)
    with books.open() as store, store.change("program tolerance", "shop"):
        tolerances.forget(store, "shop", "RUB")


def _rate(books: Books) -> None:
    with books.open() as store, store.change("rates add", "own") as entry:
        rates.keep(store, "own", [Quote("USD", "RUB", date(2026, 10, 5), 1, Decimal("92.5"))], entry, again=True)


def _closed(books: Books) -> None:
    books.reconcile()
    with books.open() as store, store.change("close", "2026-09") as entry:
        closes.close(store, parse_period("2026-09", TODAY), entry)
    with books.open() as store, store.change("reopen", "2026-09") as entry:
        closes.reopen(store, parse_period("2026-09", TODAY), "late", entry)


def _decided(books: Books) -> None:
    decide(books, "unlink", "S1", "R1")


def _rows(books: Books) -> None:
    books.rows(Row(transaction="1", order="A-1"), Row(transaction="2", order="B-1", status="pending"))


def _rows_again(books: Books) -> None:
    books.rows(Row(transaction="2", order="B-1", commission="49.5", updated="2026-10-01"), Row(transaction="3"))


def _leads(books: Books) -> None:
    books.read(LEADS + "1,2026-09-01,Bo,bo@example.com,shop,new,,\n2,2026-09-02,Cy,cy@example.com,shop,customer,C-1,70\n")


def _leads_again(books: Books) -> None:
    books.read(LEADS + "1,2026-09-01,Bob,bo@example.com,shop,customer,B-7,300\n")


def _reconciled(books: Books) -> None:
    books.reconcile()


KINDS: tuple[Callable[[Books], None], ...] = (
    _program, _terms, _renamed, _channel, _lead, _edited, _noted, _sale_edited, _paid, _tolerance, _tolerance_again,
    _rate, _closed, _decided, _rows, _rows_again, _leads, _leads_again, _reconciled,
)  # fmt: skip


@settings(max_examples=2, deadline=None, derandomize=True, database=None)
@given(st.permutations(KINDS))
def test_undo_goes_back_through_every_change_to_the_empty_store(order: list[Callable[[Books], None]]) -> None:
    with TemporaryDirectory() as folder:
        books = empty_books(Path(folder))
        states = {0: facts(books)}

        def remember() -> None:
            states[books.query("select max(id) from entry")[0][0]] = facts(books)

        books.program("shop", network_id="10")
        remember()
        _lead(books)
        remember()
        for change in order[:7]:
            if change not in (_lead, _program):  # an order, a program are entered once
                change(books)
                remember()
        while books.query("select count(*) from entry_standing")[0][0]:
            gone = undo(books)
            if gone - 1 in states:
                assert facts(books) == states[gone - 1]
        assert facts(books) == states[0]
        assert books.broken() == []


# ── a certain change ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def books(tmp_path: Path) -> Books:
    """I1 a program, I2 a lead with a sale."""
    books = empty_books(tmp_path)
    books.program("shop", network_id="10")
    books.sale("A-1", name="Anna", email="anna@example.com")
    return books


@pytest.mark.parametrize(("later", "gone"), [(_sale_edited, 2), (_noted, 2), (_tolerance, 1), (_terms, 1), (_paid, 0)])
def test_a_change_others_stand_on_names_the_first_of_them(
    books: Books, later: Callable[[Books], None], gone: int
) -> None:
    later(books)
    if gone:
        before = facts(books)
        with pytest.raises(UsageError, match=r"I[23] stands on it"):
            undo(books, gone)
        assert facts(books) == before
    else:
        assert undo(books, 2) == 2  # a payout of the network stands on no lead


def test_other_fields_of_the_same_record_go_back_alone(books: Books) -> None:
    _edited(books)
    with books.open() as store, store.change("lead edit", "L1") as entry:
        leads.change_lead(store, 1, {"name": "Ann"}, entry)
    undo(books, 3)
    assert books.query("select name, phone, value, phone_key from lead") == [("Ann", "", None, None)]
    assert books.broken() == []


def test_a_decision_keeps_the_sale_it_is_about(books: Books) -> None:
    _rows(books)
    _decided(books)
    with pytest.raises(UsageError, match="D1 stands on it"):
        undo(books, 2)


def test_an_undo_and_a_reconcile_are_not_taken_back(books: Books) -> None:
    _noted(books)
    undo(books)
    books.reconcile()
    with refused(UsageError, "undo_of_undo"):
        undo(books, 4)
    with refused(UsageError, "already_undone"):
        undo(books, 3)
    with refused(UsageError, "undo_nothing"):
        undo(books, 5)
    with refused(UsageError, "no_such_record"):
        undo(books, 99)


def test_a_record_edited_past_the_tool_is_not_overwritten(books: Books) -> None:
    _edited(books)
    with books.open() as store:
        store.query("update lead set phone = '1'")
    with refused(UsageError, "undo_edited"):
        undo(books)


def test_an_id_that_went_is_given_to_nobody_else(books: Books) -> None:
    undo(books)
    assert books.sale("A-2", name="Bo") == "S2"


# ── at the desk ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_log_says_who_changed_which_field(desk: Desk) -> None:
    desk.fact("init")
    desk.fact("program", "add", "acme", "--rate", "10%")
    desk.fact("lead", "add", "--program", "acme", "--name", "Anna", "--order", "7", "--amount", "100")
    assert desk("lead", "edit", "L1", "--name", "Ann", PARTNERCLI_BY="bo@desk").code == 0
    told = desk("log", "E3", "--json").json()
    assert (told["rows"][0]["id"], told["rows"][0]["by"], told["rows"][0]["command"]) == ("I3", "bo@desk", "lead edit")
    assert told["rows"][0]["what"] == {"leads": "1"}
    assert told["summary"] == [{"record": "L1", "field": "name", "before": "Anna", "after": "Ann"}]
    assert desk("undo", "--dry-run").out == "(dry run) Took back I3: lead edit L1.\n"
    assert desk.fact("undo") == "Took back I3: lead edit L1.\n"
    assert desk.fact("undo") == "Took back I2: lead add L1 S1.\n"
    rows = desk("log", "--json", "-n", "3").json()["rows"]
    assert [(row["id"], row["command"], row["undone"]) for row in rows] == [
        ("I5", "undo", None), ("I4", "undo", None), ("I3", "lead edit", "I4"),
    ]  # fmt: skip
    assert [row["id"] for row in desk("log", "--json", "--by", "bo").json()["rows"]] == ["I3"]
