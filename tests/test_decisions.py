"""What a person decides is remembered: links and refusals of pairs, accepted and snoozed findings, taken back or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest

from books import Books, Row
from findings_books import found, shop_books
from partnercli.domain.names import parse_id
from partnercli.errors import UsageError
from partnercli.store import decisions
from partnercli.store.decisions import AtStake
from refusals import refused

KINDS = ("sale", "network_row", "payout", "receipt")


@dataclass(frozen=True, slots=True)
class Person:
    """Who decides, in books of their own."""

    books: Books

    def says(self, kind: Literal["link", "unlink"], one: str, other: str) -> int:
        said = decisions.pair(parse_id(one, *KINDS), parse_id(other, *KINDS))
        with self.books.open() as store:
            if kind == "link":
                decisions.check_link(store, said)
            with store.change(kind) as entry:
                return decisions.decide_pair(store, kind, said, entry)

    def accepts(self, finding: str, amount: str, currency: str = "RUB") -> int:
        with self.books.open() as store, store.change("accept") as entry:
            return decisions.accept(store, AtStake(finding, Decimal(amount), currency), "agreed", entry)

    def snoozes(self, finding: str, until: str) -> int:
        with self.books.open() as store, store.change("snooze") as entry:
            return decisions.snooze(store, AtStake(finding, None, None), date.fromisoformat(until), entry)

    def takes_back(self, number: int) -> None:
        with self.books.open() as store:
            decisions.standing(store, number)
            with store.change("link") as entry:
                decisions.take_back(store, number, entry)

    def pairs(self, word: Literal["pinned", "refused_pair"]) -> list[tuple[str, str]]:
        return [(str(one), str(other)) for one, other in self.books.query(f"select * from {word} order by all")]


@pytest.fixture
def person(tmp_path: Path) -> Person:
    """Two sales and two rows of the shop, a payout, nothing of them linked by an id."""
    books = shop_books(tmp_path)
    books.sales("A-1", "A-2")
    books.rows(Row(transaction="1", order="X-1"), Row(transaction="2", order="X-2"))
    books.payout("100", "2026-10-10", network="admitad")
    return Person(books)


# ── pairs ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_is_a_pair_in_one_order_whatever_was_typed_first(person: Person) -> None:
    person.says("link", "R1", "S1")
    person.says("link", "P1", "R2")
    assert person.pairs("pinned") == [("R2", "P1"), ("S1", "R1")]
    assert person.pairs("refused_pair") == []


def test_the_newest_word_about_a_pair_counts_and_taking_it_back_brings_the_older_one_back(person: Person) -> None:
    person.says("link", "S1", "R1")
    later = person.says("unlink", "S1", "R1")
    assert (person.pairs("pinned"), person.pairs("refused_pair")) == ([], [("S1", "R1")])
    person.takes_back(later)
    assert (person.pairs("pinned"), person.pairs("refused_pair")) == ([("S1", "R1")], [])


def test_a_decision_is_taken_back_once(person: Person) -> None:
    number = person.says("link", "S1", "R1")
    person.takes_back(number)
    with refused(UsageError, "decision_taken_back"):
        person.takes_back(number)
    with refused(UsageError, "no_such_record"):
        person.takes_back(99)


@pytest.mark.parametrize(("one", "other"), [("S1", "S2"), ("S1", "P1"), ("R1", "R2"), ("S1", "B1"), ("R1", "B1")])
def test_only_kinds_that_can_belong_together_are_a_pair(one: str, other: str, person: Person) -> None:
    with refused(UsageError, "pair_kinds"):
        person.says("link", one, other)


def test_a_row_belongs_to_one_sale_until_that_is_taken_back(person: Person) -> None:
    number = person.says("link", "S1", "R1")
    with refused(UsageError, "pair_taken"):
        person.says("link", "S2", "R1")
    person.says("link", "S1", "R2")  # one sale may be told in several rows
    person.takes_back(number)
    person.says("link", "S2", "R1")
    assert person.pairs("pinned") == [("S1", "R2"), ("S2", "R1")]


def test_a_row_is_paid_by_one_payout_and_a_payout_pays_many_rows(person: Person) -> None:
    person.books.payout("100", "2026-10-11", network="admitad")
    person.says("link", "R1", "P1")
    person.says("link", "R2", "P1")
    with refused(UsageError, "pair_taken"):
        person.says("link", "R1", "P2")


def test_what_is_not_there_cannot_be_linked(person: Person) -> None:
    with refused(UsageError, "no_such_record"):
        person.says("link", "S1", "R99")


def _other_program(books: Books) -> str:
    books.rows(Row(transaction="9", program="other"))
    return "R3"


def _other_currency(books: Books) -> str:
    books.program("dollars", network="admitad", network_id="12", currency="USD")
    books.rows(Row(transaction="9", program="dollars", currency="USD"))
    return "R3"


@pytest.mark.parametrize(("code", "row"), [("pair_program", _other_program), ("pair_currency", _other_currency)])
def test_a_link_that_cannot_be_is_refused(code: str, row: Callable[[Books], str], person: Person) -> None:
    with refused(UsageError, code):
        person.says("link", "S1", row(person.books))


def test_a_payout_of_another_network_is_refused(person: Person) -> None:
    person.books.program("far", network="awin")
    person.books.payout("100", "2026-10-11", network="awin")
    with refused(UsageError, "pair_network"):
        person.says("link", "R1", "P2")


# ── findings ────────────────────────────────────────────────────────────────────────────────────────────────────────


def state(person: Person, finding: str, today: str = "2026-11-01") -> str:
    return found(person.books, date.fromisoformat(today))[finding].state


def test_an_accepted_finding_is_open_again_when_more_is_at_stake(person: Person) -> None:
    person.books.rows(Row(transaction="3", order="A-1", commission="80", updated="2026-10-01"))
    person.accepts("UNDERPAID-S1", "20.00")
    assert state(person, "UNDERPAID-S1") == "accepted"
    person.books.rows(Row(transaction="3", order="A-1", commission="85", updated="2026-10-02"))
    assert state(person, "UNDERPAID-S1") == "accepted"
    person.books.rows(Row(transaction="3", order="A-1", commission="70", updated="2026-10-03"))
    assert state(person, "UNDERPAID-S1") == "open"


def test_accepting_one_currency_says_nothing_of_another(person: Person) -> None:
    person.accepts("UNKNOWN_ROW-R1", "100.00", "USD")
    assert state(person, "UNKNOWN_ROW-R1") == "open"


def test_an_accepted_finding_is_open_again_when_that_is_taken_back(person: Person) -> None:
    number = person.accepts("UNKNOWN_ROW-R1", "100.00")
    assert (state(person, "UNKNOWN_ROW-R1"), state(person, "UNKNOWN_ROW-R2")) == ("accepted", "open")
    person.takes_back(number)
    assert state(person, "UNKNOWN_ROW-R1") == "open"


def test_a_snoozed_finding_comes_back_on_its_day(person: Person) -> None:
    person.snoozes("UNKNOWN_ROW-R1", "2026-11-05")
    assert state(person, "UNKNOWN_ROW-R1", "2026-11-04") == "snoozed"
    assert state(person, "UNKNOWN_ROW-R1", "2026-11-05") == "open"


def test_decisions_survive_a_re_import_and_an_import_taken_back_and_read_again(person: Person) -> None:
    done = person.books.rows(Row(transaction="3", order="X-3"), Row(transaction="4", order="X-4"))
    person.says("link", "S1", "R4")
    person.accepts("UNKNOWN_ROW-R3", "100.00")
    before = person.pairs("pinned"), state(person, "UNKNOWN_ROW-R3")
    again = person.books.rows(Row(transaction="3", order="X-3"))
    assert (person.pairs("pinned"), state(person, "UNKNOWN_ROW-R3")) == before
    person.books.undo(done)
    person.books.undo(again)
    assert "UNKNOWN_ROW-R3" not in found(person.books)
    person.books.rows(Row(transaction="4", order="X-4"), Row(transaction="3", order="X-3"))
    assert state(person, "UNKNOWN_ROW-R3") == "accepted"
    assert person.books.query("select id from network_row where transaction_id = '4'") == [(4,)]
