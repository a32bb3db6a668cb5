"""What does not come one row a sale: renewals, claims that became rows, bonuses, rows dated anew; and what holds for all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

from books import Books, Row, new_books
from matching_books import decide, links, tolerate
from partnercli.reconcile.scope import TIERS
from partnercli.store.terms import Terms

TEN, HALF = Decimal(10), Decimal("0.5")


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


# Recurring commissions


def months(*days: str) -> list[Row]:
    return [Row(transaction=str(number), order="A", date=day) for number, day in enumerate(days, start=1)]


def recurring(books: Books, number: int) -> None:
    books.program("club", Terms(percent=TEN, recurs_months=number), network_id="12")
    books.sale("A", program="club", on="2026-01-10")


def of_club(rows: list[Row]) -> list[Row]:
    return [Row(**{**{key: getattr(row, key) for key in Row.__slots__}, "program": "club"}) for row in rows]


def test_the_later_months_of_a_recurring_commission_are_renewals(books: Books) -> None:
    """The fourth month is one more than the terms promise, and stays a duplicate for a person to look at."""
    recurring(books, 3)
    books.rows(*of_club(months("2026-01-10", "2026-02-10", "2026-03-12", "2026-04-12")))
    assert [role for *_pair, role in links(books)] == ["main", "renewal", "renewal", "duplicate"]


def test_a_row_that_comes_too_early_or_too_late_is_no_renewal(books: Books) -> None:
    recurring(books, 12)
    books.rows(*of_club(months("2026-01-10", "2026-02-03", "2026-02-10", "2026-03-18")))
    assert [role for *_pair, role in links(books)] == ["main", "duplicate", "duplicate", "duplicate"]


def test_a_declined_month_is_no_renewal(books: Books) -> None:
    recurring(books, 12)
    rows = of_club(months("2026-01-10", "2026-02-10"))
    declined = Row(transaction="3", order="A", date="2026-03-12", program="club", status="declined")
    books.rows(*rows, declined)
    assert [role for *_pair, role in links(books)] == ["main", "renewal", "part"]


def test_without_recurring_terms_a_second_month_is_a_duplicate(books: Books) -> None:
    books.sale("A", on="2026-01-10")
    books.rows(*months("2026-01-10", "2026-02-10"))
    assert [role for *_pair, role in links(books)] == ["main", "duplicate"]


# Corrections and claims


def test_a_granted_claim_on_the_same_order_speaks_for_the_sale(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A", status="declined"), Row(transaction="2", order="A", date="2026-09-20"))
    assert links(books) == [("S1", "1", "order", "part"), ("S1", "2", "order", "main")]
    assert books.reconcile()["S1"].actual == "100.00"


def test_a_granted_claim_that_names_the_declined_row_follows_it(books: Books) -> None:
    books.sale(click="q")
    books.rows(
        Row(transaction="1", click="q", status="declined"), Row(transaction="2", corrects="1", date="2026-09-20")
    )
    assert links(books) == [("S1", "1", "click", "main"), ("S1", "2", "correction", "part")]
    case = books.reconcile()["S1"]
    assert (case.kind, case.actual, case.rows) == ("awaiting", "100.00", 2)


def test_two_claims_for_one_declined_row_are_nobodys(books: Books) -> None:
    books.sale(click="q")
    books.rows(
        Row(transaction="1", click="q", status="declined"),
        Row(transaction="2", corrects="1"), Row(transaction="3", corrects="1"),
    )  # fmt: skip
    assert books.classes() == {"S1": "declined", "R2": "unknown", "R3": "unknown"}


def test_a_month_beyond_the_last_is_a_duplicate_whatever_it_is_worth(books: Books) -> None:
    """The row of the first month speaks for the sale, although the months after it are worth less."""
    books.program("club", Terms(percent=Decimal(20), recurs_months=3, renewal=Decimal(10)), network_id="12")
    books.sale("A", program="club", amount=Decimal(100), on="2026-08-05")
    books.rows(*(
        Row(transaction=str(month), program="club", order="A", amount="", commission="20" if month == 8 else "10", date=f"2026-{month:02}-05")
        for month in (8, 9, 10, 11)
    ))  # fmt: skip
    assert {row: role for _sale, row, _tier, role in links(books)} == {
        "8": "main", "9": "renewal", "10": "renewal", "11": "duplicate"
    }  # fmt: skip
    assert books.reconcile()["S1"].actual == "40.00"
    assert books.broken() == []


def test_a_correction_takes_nothing_from_another_programs_row_of_the_same_order(books: Books) -> None:
    books.sale("A")
    books.rows(
        Row(transaction="1", order="A"),
        Row(transaction="2", order="A", program="other", amount="-400", commission="-40"),
    )
    assert books.classes() == {"S1": "awaiting", "R2": "unknown"}


def test_nor_does_it_take_down_one_that_has_no_sale(books: Books) -> None:
    books.rows(
        Row(transaction="1", order="A"),
        Row(transaction="2", order="A", program="other", amount="-1000", commission="-100"),
    )
    assert books.classes() == {"R1": "unknown", "R2": "unknown"}


def test_a_correction_of_one_line_follows_the_line(books: Books) -> None:
    books.sale("A")
    books.rows(
        Row(transaction="1", order="A", amount="600", commission="60"),
        Row(transaction="2", order="A", amount="400", commission="40"),
        Row(transaction="3", corrects="2", amount="-400", commission="-40"),
    )
    assert links(books)[-1] == ("S1", "3", "correction", "part")
    assert books.reconcile()["S1"].actual == "60.00"


def test_a_bonus_without_an_order_is_a_row_of_its_program(books: Books) -> None:
    books.sale("A", name="Пётр Ильин")
    books.rows(Row(transaction="1", order="A"), Row(transaction="2", amount="", commission="500"))
    assert books.classes() == {"S1": "awaiting", "R2": "unknown"}


def test_a_row_dated_anew_keeps_its_sale(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A"))
    before = links(books)
    books.rows(Row(transaction="1", order="A", date="2026-10-28", updated="2026-10-29"))
    assert links(books) == before


# What holds for every tier


ALL_TIERS = [
    ({"order": "A"}, {"order": "A"}),
    ({"order": "TX-4001", "amount": "1"}, {"transaction": "TX-4001", "amount": "1"}),
    ({"order": "99910", "amount": "2"}, {"order": "N-99910", "amount": "2.5"}),
    ({"order": "N-77710", "amount": "3"}, {"order": "77710", "amount": "3"}),
    ({"click": "q", "amount": "4"}, {"click": "q", "amount": "40"}),
    ({"email": "a@b.ru", "amount": "5"}, {"email": "A@b.ru", "amount": "5.5"}),
    ({"phone": "+79000000001", "amount": "6"}, {"name": "1aad9a5a5b5d3f8d0cf0e2fb8a5f4a9c", "phone": "89000000001", "amount": "6"}),
    ({"name": "Пётр Ильин", "amount": "700"}, {"name": "Ilyin P.", "amount": "700.5"}),
    ({"order": "Z1", "amount": "8"}, {"order": "Z1, Z2", "amount": "17"}),
    ({"order": "Z2", "amount": "9"}, {"order": "", "transaction": "none", "amount": "9999"}),
]  # fmt: skip


def everything(books: Books) -> None:
    """A store in which every tier has its say."""
    tolerate(books, "shop", "RUB")
    tolerate(books, "shop", "RUB", amount=HALF)
    books.sell(*(sale for sale, _ in ALL_TIERS))
    books.rows(*(Row(**{"transaction": f"t{place}", **row}) for place, (_, row) in enumerate(ALL_TIERS)))
    books.rows(Row(transaction="back", corrects="t4", amount="-1", commission="-1"))
    books.program("club", Terms(percent=TEN, recurs_months=2), network_id="12")
    books.sale("pinned", program="club")
    books.rows(
        Row(transaction="later", program="club", order="pinned", date="2026-10-02"),
        Row(transaction="pinned", program="club", order="pinned", amount="12345"),
    )


def test_every_link_of_a_tier_meets_by_one_of_its_keys(books: Books) -> None:
    """What a change may touch is found by these keys (scope.py): a link they miss would be missed there."""
    everything(books)
    sale, row = books.query("select max(id), (select max(id) from network_row) from sale")[0]
    decide(books, "link", f"S{sale}", f"R{row}")
    books.reconcile()
    seen = set()
    for tier in TIERS:
        found = set(books.query("select sale, row_id from link where tier = $tier", tier=tier.name))
        missed = found.difference(*(keyed(books, *keys) for keys in tier.keys))
        assert not missed, tier.name
        seen |= {tier.name} if found else set()
    assert seen == {tier.name for tier in TIERS} - {"kept"}  # made when a person is forgotten: test_forget.py


def keyed(books: Books, how: str, left: str, right: str) -> set[tuple[int, int]]:
    """Pairs of sale and row that meet by a key; for `follows` and `beside`, the sales of the other row."""
    if how in ("meets", "lists", "shares"):
        sales, rows = f"select sale as id, {left} as value from sale_now", f"select id, {right} as value from row_now"
        if how == "lists":
            rows = "select id, value from listed_keys('row_now')"
        if how == "shares":
            sales = f"select id, value from sale_keys('sale_now') where kind = '{left}'"
            rows = f"select id, value from row_keys('row_now') where kind = '{right}'"
        return set(books.query(
            f"select s.id, r.id from ({sales}) s join ({rows}) r on r.value = s.value where cast(r.value as varchar) <> ''"
        ))  # fmt: skip
    return set(books.query(
        f"select l.sale, c.id from (select id, value from row_keys('row_now') where kind = '{left}') c"
        f" join (select id, {right} as value from row_now) o on o.value = c.value and o.id <> c.id"
        " join link l on l.row_id = o.id"
    ))  # fmt: skip


def test_links_do_not_depend_on_the_order_of_imports(tmp_path: Path) -> None:
    """Sales have ids by their order, rows by their arrival: both are known by their own words here."""
    rows = [
        Row(transaction="1", email="a@b.ru", date="2026-09-01"), Row(transaction="2", email="a@b.ru", date="2026-09-05"),
        Row(transaction="3", name="Petr Ilyin", date="2026-09-01"), Row(transaction="4", name="Ilyin P."),
    ]  # fmt: skip
    sales = [
        {"email": "a@b.ru", "on": "2026-09-03", "owner": "1"}, {"email": "a@b.ru", "on": "2026-09-06", "owner": "2"},
        {"name": "Пётр Ильин", "owner": "3"},
    ]  # fmt: skip
    told = []
    for place, order in enumerate(list(permutations(rows))[::7]):
        books = new_books(tmp_path, f"{place}.duckdb")
        books.sell(*sales[:: -1 if place % 2 else 1])
        for row in order:
            books.rows(row)
        books.reconcile()
        told.append(books.query(
            "select n.owner, r.transaction_id, l.tier, l.role from link l join sale s on s.id = l.sale join lead n on n.id = s.lead"
            " join row_now r on r.id = l.row_id order by all"
        ))  # fmt: skip
    assert all(each == told[0] for each in told)
    assert ("1", "1", "contact", "main") in told[0]
    assert ("3", "3", "name", "main") in told[0]


@pytest.mark.parametrize("anew", [False, True])
def test_a_persons_word_about_one_month_leaves_the_others_to_the_order_id(books: Books, anew: bool) -> None:
    recurring(books, 3)
    books.rows(*of_club(months("2026-01-10", "2026-02-10", "2026-03-12")))
    before = books.reconcile()["S1"]
    decide(books, "link", "S1", "R1")
    assert books.reconcile(anew=anew)["S1"] == replace(before, tier="person")
    books.rows(*of_club(months("2026-01-10", "2026-02-10", "2026-03-12", "2026-04-12"))[3:])
    books.reconcile(anew=anew)
    assert links(books) == [
        ("S1", "1", "person", "main"), ("S1", "2", "month", "renewal"), ("S1", "3", "month", "renewal"), ("S1", "4", "month", "duplicate"),
    ]  # fmt: skip
    assert books.broken() == []
    decide(books, "unlink", "S1", "R2")
    books.reconcile(anew=anew)
    assert [(row, role) for _sale, row, _tier, role in links(books)] == [("1", "main"), ("3", "duplicate"), ("4", "duplicate")]


def test_a_pinned_row_of_a_sale_that_does_not_recur_brings_no_other(books: Books) -> None:
    books.sale("A", on="2026-01-10")
    books.rows(*months("2026-01-10", "2026-02-10"))
    decide(books, "link", "S1", "R1")
    books.reconcile()
    assert links(books) == [("S1", "1", "person", "main")]
