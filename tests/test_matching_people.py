"""Who bought: e-mails and phones, plain or hashed, and names however they are spelled."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from books import Books, Row, new_books
from matching_books import decide, links, pair, tolerate


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


# Hashes


def test_a_hash_of_the_e_mail_meets_it_wherever_it_stands(books: Books) -> None:
    for way in ("md5", "sha1", "sha256"):
        for place in ("email", "phone", "name"):
            books.sale(email=f" {way}.{place}@Example.com")
            hashed = hashlib.new(way, f"{way}.{place}@example.com".encode()).hexdigest()
            books.rows(Row(**{"transaction": f"{way} {place}", place: hashed.upper()}))
    assert [(tier, role) for *_pair, tier, role in links(books)] == [("contact", "main")] * 9


@pytest.mark.parametrize("spelled", ["79000000001", "+79000000001"])
def test_a_hash_of_the_phone_meets_it_with_and_without_the_plus(books: Books, spelled: str) -> None:
    hashed = hashlib.sha256(spelled.encode()).hexdigest()
    assert pair(books, {"phone": "8 (900) 000-00-01"}, {"phone": hashed}) == [("contact", "main")]


def test_a_hash_of_somebody_else_says_nothing(books: Books) -> None:
    assert pair(books, {"email": "anna@example.com"}, {"email": hashlib.md5(b"ivan@example.com").hexdigest()}) == []


def test_two_contacts_in_common_are_more_than_one(books: Books) -> None:
    books.sale(email="a@example.com")
    books.sale(email="a@example.com", phone="+79000000001")
    books.rows(Row(transaction="1", email="a@example.com", phone="+79000000001"))
    assert links(books) == [("S2", "1", "contact", "main")]


# Names


SAME = [
    ("Пётр Ильин", "ILYIN Petr"),
    ("Фёдор Соловьёв", "Федор Соловьев"),
    ("Семён Королёв", "Semyon Korolyov"),
    ("Алексей Ефимов", "Alexey Yefimov"),
    ("Юлия Щукина", "Yulia Shchukina"),
    ("Müller Jörg", "Jorg Muller"),
    ("Анна Смирнова", "Smirnova, Ana"),
    ("Иванов Пётр Сергеевич", "Petr Ivanov"),
    ("Иванов Пётр", "Ivanov P."),
    ("Екатерина Воробьёва", "Ekaterina Vorobiova"),
    ("Дмитрий Кузнецов", "Dmitriy Kuznetsov"),
    ("Kuznetsov Dmitry", "Kuznestov Dmitry"),
]
OTHERS = [
    ("Пётр Ильин", "Пётр Ильинский"),
    ("Анна Смирнова", "Анна Соколова"),
    ("Пётр Сидоров", "Petr P."),
    ("Анна", "Анна Петрова"),
    ("И. П.", "Иван Петров"),
    ("Мария Афанасьева", "Дарья Афанасьева"),
    ("Мария Афанасьева", "Марина Афанасьева"),
]


def met(books: Books, names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The names of the pairs that were linked; each pair has an amount of its own, and a row without a name's."""
    amounts = [str(1000 + number) for number in range(len(names))]
    books.sell(*({"name": ours, "amount": amount} for (ours, _), amount in zip(names, amounts, strict=True)))
    rows = zip(names, amounts, strict=True)
    books.rows(*(Row(transaction=theirs, name=theirs, amount=amount) for (_, theirs), amount in rows))
    found = {(sale, theirs) for sale, theirs, tier, role in links(books) if (tier, role) == ("name", "main")}
    return [(ours, theirs) for place, (ours, theirs) in enumerate(names, start=1) if (f"S{place}", theirs) in found]


def test_a_name_is_known_however_it_is_spelled(books: Books) -> None:
    assert met(books, SAME) == SAME


def test_a_name_that_is_only_like_it_in_part_says_nothing(books: Books) -> None:
    assert met(books, OTHERS) == []


def test_money_day_order_and_program_are_gates_for_a_name(books: Books) -> None:
    otherwise = [{"amount": "1.01"}, {"amount": ""}, {"date": "2026-09-05"}, {"date": "2026-08-28"}, {"order": "B"}]
    for number, cells in enumerate([*otherwise, {"program": "other"}], start=1):
        books.sale("A", name="Пётр Ильин", amount=f"{number}000")
        books.rows(Row(**{"transaction": str(number), "name": "Пётр Ильин", "amount": f"{number}000", **cells}))
    assert links(books) == []


def test_a_namesake_with_another_click_e_mail_or_phone_is_somebody_else(books: Books) -> None:
    known = [("click", "c1", "c2"), ("email", "a@b.ru", "c@d.ru"), ("phone", "+79000000001", "+79000000002")]
    for number, (key, own, other) in enumerate(known, start=1):
        books.sell({"name": "Пётр Ильин", "amount": f"{number}000", key: own})
        books.rows(Row(**{"transaction": str(number), "name": "Пётр Ильин", "amount": f"{number}000", key: other}))
    assert links(books) == []


def test_letters_never_weigh_up_against_money(books: Books) -> None:
    """The row with the equal name has another amount; the one with a slip of the pen has the very amount."""
    books.sale(name="Пётр Ильин")
    books.rows(Row(transaction="1", name="Пётр Ильин", amount="999"), Row(transaction="2", name="Petr Ilyn"))
    assert links(books) == [("S1", "2", "name", "main")]


def test_the_equal_name_is_better_than_the_one_with_a_slip(books: Books) -> None:
    books.sell({"name": "Пётр Иванов"}, {"name": "Петра Иванова"})
    books.rows(Row(transaction="1", name="Ivanov Petr"), Row(transaction="2", name="Ivanova Petra"))
    assert links(books) == [("S1", "1", "name", "main"), ("S2", "2", "name", "main")]


def test_names_as_near_as_each_other_are_shown_side_by_side(books: Books) -> None:
    books.sale(name="Пётр Иванов")
    books.rows(
        Row(transaction="1", name="Petr Ivanof"),
        Row(transaction="2", name="Petr Ivanob"),
        Row(transaction="3", name="P. Ivanov"),
    )
    assert links(books) == [("S1", "1", "name", "candidate"), ("S1", "2", "name", "candidate")]


@pytest.mark.parametrize("slack", ["0.01", "0.5", "7", "99.99", "1000"])
def test_a_name_meets_at_the_very_edge_of_the_tolerance(books: Books, slack: str) -> None:
    """The keys names meet by are made of amounts in steps: none may be missed where a step ends."""
    tolerate(books, amount=Decimal(slack))
    edge = 1000 + Decimal(slack)
    books.sell({"name": "Пётр Ильин"}, {"name": "Анна Смирнова"}, {"name": "Фёдор Котов"})
    books.rows(
        Row(transaction="1", name="Petr Ilyin", amount=str(edge)),
        Row(transaction="2", name="Anna Smirnova", amount=str(2000 - edge)),
        Row(transaction="3", name="Fedor Kotov", amount=str(edge + Decimal("0.01"))),
    )
    assert [(sale, row) for sale, row, *_ in links(books)] == [("S1", "1"), ("S2", "2")]


# One choice depends on another


def test_a_sale_that_fits_one_row_alone_leaves_the_other_row_to_the_other_sale(books: Books) -> None:
    """S1 fits both rows; S2, two days later, only the later one. First come would have taken that from it."""
    books.sale(email="a@example.com", on="2026-09-03")
    books.sale(email="a@example.com", on="2026-09-06")
    books.rows(
        Row(transaction="1", email="a@example.com", date="2026-09-01"),
        Row(transaction="2", email="a@example.com", date="2026-09-05"),
    )
    assert links(books) == [("S1", "1", "contact", "main"), ("S2", "2", "contact", "main")]


# What a person said


def test_a_pinned_pair_is_linked_whatever_else_fits(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A"), Row(transaction="2", order="Z", amount="5", commission="1"))
    decide(books, "link", "S1", "R2")
    assert links(books) == [("S1", "2", "person", "main")]


@pytest.mark.parametrize(
    ("sale", "row"),
    [({"order": "A"}, {"order": "A"}), ({"click": "q"}, {"click": "q"}), ({"email": "a@b.ru"}, {"email": "a@b.ru"}),
     ({"name": "Пётр Ильин"}, {"name": "Пётр Ильин"}), ({"order": "99910"}, {"order": "N-99910"})],
    ids=["order", "click", "contact", "name", "part"],
)  # fmt: skip
def test_a_refused_pair_stays_refused_after_another_import(
    books: Books, sale: dict[str, str], row: dict[str, str]
) -> None:
    assert len(pair(books, sale, row)) == 1
    decide(books, "unlink", "S1", "R1")
    assert links(books) == []
    books.rows(Row(**{"transaction": "t", **row, "status": "paid", "updated": "2026-10-01"}))
    assert links(books) == []
    assert books.reconcile(anew=True)["S1"].kind == "missing"


def test_refusing_one_of_two_leaves_the_other(books: Books) -> None:
    books.sale(click="q")
    books.rows(Row(transaction="1", click="q"), Row(transaction="2", click="q"))
    assert {role for *_pair, role in links(books)} == {"candidate"}
    decide(books, "unlink", "S1", "R2")
    assert links(books) == [("S1", "1", "click", "main")]
