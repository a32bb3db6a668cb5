"""How rows find their sales: by order id, by click, by contact; corrections follow; what contradicts or ties is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from books import Books, Case, Row, new_books


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def links(books: Books) -> list[tuple[str, str, str, str]]:
    """(sale, row, tier, role) of every link, reconciled."""
    books.reconcile()
    return books.query("select 'S' || sale, 'R' || row_id, tier, role from link order by all")


# Order ids


def test_the_same_order_id_in_another_program_says_nothing(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", program="other", order="A"))
    assert books.classes() == {"S1": "missing", "R1": "unknown"}


def test_a_row_whose_program_we_do_not_know_is_matched_inside_its_network(books: Books) -> None:
    """An Admitad export with a program id that no program of ours has yet."""
    books.sale("A")
    books.program("direct", network="")
    books.sale("B", program="direct")
    header = "id,advcampaign_id,status,payment,action_date,cart,currency,order_id\n"
    books.read(header + "1,77,approved,100,2026-09-02,1000,RUB,A\n2,77,approved,100,2026-09-02,1000,RUB,B\n")
    assert links(books) == [("S1", "R1", "order", "main")]


def test_a_row_in_another_currency_is_another_row(books: Books) -> None:
    books.sale("A")
    header = "id,advcampaign_id,status,payment,action_date,cart,currency,order_id\n"
    books.read(header + "1,77,approved,100,2026-09-02,1000,USD,A\n")
    assert books.classes() == {"S1": "missing", "R1": "unknown"}


def test_a_row_of_another_account_is_another_row(books: Books) -> None:
    books.program("mine", account="one")
    books.sale("A", program="mine")
    books.rows(Row(transaction="1", program="mine", order="A"), account="two")
    assert books.classes() == {"S1": "missing", "R1": "unknown"}
    books.rows(Row(transaction="1", program="mine", order="A"), account="one")
    assert books.classes() == {"S1": "awaiting", "R1": "unknown"}


def test_an_order_id_that_fifty_sales_share_says_nothing(books: Books) -> None:
    books.sales(*["0"] * 50)
    books.rows(*(Row(transaction=str(number), order="0") for number in range(50)))
    assert set(books.classes().values()) == {"missing", "unknown"}


def test_a_worn_order_id_speaks_again_when_few_sales_share_it(books: Books) -> None:
    sales = books.sales(*["0"] * 21)
    books.rows(Row(transaction="1", order="0"))
    assert links(books) == []
    books.change_sale(sales[0], order_id="own")
    assert {(row, role) for _sale, row, _tier, role in links(books)} == {("R1", "candidate")}


def test_an_equal_order_id_wins_over_an_equal_click(books: Books) -> None:
    books.sale("A", click="q")
    books.rows(Row(transaction="1", click="q"), Row(transaction="2", order="A"))
    assert links(books) == [("S1", "R2", "order", "main")]


# Clicks and sub ids


def test_the_click_finds_the_sale_without_an_order_id(books: Books) -> None:
    books.sale(click="q")
    books.rows(Row(transaction="1", click="q"))
    assert books.reconcile()["S1"] == Case("awaiting", "100.00", "100.00", "click", "payment_to_come", 1)


def test_a_click_does_not_overrule_order_ids_that_differ(books: Books) -> None:
    books.sale("A", click="q")
    books.rows(Row(transaction="1", click="q", order="B"))
    assert books.classes() == {"S1": "missing", "R1": "unknown"}


def test_a_click_counts_from_three_days_before_the_sale_to_thirty_after(books: Books) -> None:
    days = {"2026-08-28": "missing", "2026-08-29": "awaiting", "2026-10-01": "awaiting", "2026-10-02": "missing"}
    for day in days:
        books.sale(click=day, on="2026-09-01")
    books.rows(*(Row(transaction=day, click=day, date=day) for day in days))
    kinds = books.classes()
    assert [kinds[f"S{number}"] for number in range(1, 5)] == list(days.values())


def test_of_two_rows_with_the_click_the_one_with_the_sales_amount_is_the_better(books: Books) -> None:
    books.sale(click="q")
    books.rows(Row(transaction="1", click="q", amount="999"), Row(transaction="2", click="q"))
    assert links(books) == [("S1", "R2", "click", "main")]


def test_a_near_tie_is_ambiguous_and_never_accepted(books: Books) -> None:
    books.sale(click="q")
    books.rows(Row(transaction="1", click="q"), Row(transaction="2", click="q"))
    assert books.classes() == {"S1": "ambiguous", "R1": "ambiguous", "R2": "ambiguous"}


def test_two_sales_of_one_click_and_one_row_are_ambiguous(books: Books) -> None:
    books.sales("", "", click="q")
    books.rows(Row(transaction="1", click="q"))
    assert books.classes() == {"S1": "ambiguous", "S2": "ambiguous", "R1": "ambiguous"}


# Contact, amount and date


def test_a_contact_with_its_amount_and_date_finds_the_sale(books: Books) -> None:
    books.sale(email="Anna@Example.com")
    books.sale(phone="8 (900) 000-00-01")
    books.sale(name="Пётр Ильин")
    books.rows(
        Row(transaction="1", email=" anna@example.com"),
        Row(transaction="2", phone="+7 900 000 00 01"),
        Row(transaction="3", name="ILYIN Petr"),
    )
    assert links(books) == [
        (f"S{number}", f"R{number}", tier, "main") for number, tier in ((1, "contact"), (2, "contact"), (3, "name"))
    ]


def test_money_date_and_order_ids_are_gates_for_a_contact(books: Books) -> None:
    otherwise = [{"amount": "1000.01"}, {"date": "2026-09-05"}, {"date": "2026-08-28"}, {"order": "B"}]
    for number in range(len(otherwise)):
        books.sale(f"A{number}", email=f"{number}@example.com")
    books.rows(
        *(
            Row(**{"transaction": str(number), "email": f"{number}@example.com", **cells})
            for number, cells in enumerate(otherwise)
        )
    )
    assert links(books) == []


def test_two_equal_purchases_of_one_person_are_ambiguous(books: Books) -> None:
    books.sale(email="a@example.com", on="2026-09-01")
    books.sale(email="a@example.com", on="2026-09-02")
    books.rows(Row(transaction="1", email="a@example.com"), Row(transaction="2", email="a@example.com"))
    assert set(books.classes().values()) == {"ambiguous"}


# Corrections


def test_a_correction_of_the_same_order_nets_into_the_sale(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A"), Row(transaction="2", order="A", amount="-250", commission="-25"))
    assert books.reconcile() == {"S1": Case("underpaid", "100.00", "75.00", "order", "commission_short", 2)}


def test_a_sale_corrected_to_nothing_is_declined(books: Books) -> None:
    books.sale("A")
    books.rows(Row(transaction="1", order="A"), Row(transaction="2", order="A", amount="-1000", commission="-100"))
    assert books.reconcile() == {"S1": Case("declined", "100.00", "0.00", "order", "corrected_to_zero", 2)}


def test_a_correction_follows_the_row_it_names_whatever_found_that_row(books: Books) -> None:
    books.sale(click="q")
    books.rows(Row(transaction="1", click="q"), Row(transaction="2", corrects="1", amount="-250", commission="-25"))
    assert links(books) == [("S1", "R1", "click", "main"), ("S1", "R2", "correction", "part")]


def test_a_correction_of_a_row_that_is_nobodys_is_nobodys(books: Books) -> None:
    books.rows(Row(transaction="1"), Row(transaction="2", corrects="1", amount="-250", commission="-25"))
    assert books.classes() == {"R1": "unknown", "R2": "unknown"}


@pytest.mark.parametrize(("corrects", "order"), [("1", ""), ("", "A")], ids=["named", "order"])
def test_a_row_of_nobody_corrected_to_nothing_is_declined(books: Books, corrects: str, order: str) -> None:
    books.rows(
        Row(transaction="1", order=order),
        Row(transaction="2", order=order, corrects=corrects, amount="-250", commission="-25"),
        Row(transaction="3", order=order, corrects=corrects, amount="-750", commission="-75"),
        Row(transaction="9", commission="7"),
    )
    cases = books.reconcile()
    assert {name: (case.kind, case.reason) for name, case in cases.items()} == {
        **dict.fromkeys(("R1", "R2", "R3"), ("declined", "corrected_to_zero")), "R4": ("unknown", "no_sale"),
    }  # fmt: skip
    assert [cases[name].actual for name in ("R1", "R2", "R3")] == ["100.00", "-25.00", "-75.00"]
    assert books.broken() == []


def test_a_correction_which_the_network_declined_takes_nothing_away(books: Books) -> None:
    books.sale("A")
    books.rows(
        Row(transaction="1", order="A"),
        Row(transaction="2", order="A", status="declined", amount="-1000", commission="-100"),
    )
    assert books.reconcile() == {"S1": Case("awaiting", "100.00", "100.00", "order", "payment_to_come", 2)}


# New facts


def test_a_sale_entered_after_its_row_takes_it(books: Books) -> None:
    books.rows(Row(transaction="1", order="A"))
    assert books.classes() == {"R1": "unknown"}
    books.sale("A")
    assert books.classes() == {"S1": "awaiting"}


def test_a_row_moves_when_a_better_match_arrives(books: Books) -> None:
    books.sale(click="q")
    books.rows(Row(transaction="1", click="q", order="A"))
    assert books.classes() == {"S1": "awaiting"}
    books.sale("A")
    assert links(books) == [("S2", "R1", "order", "main")]


def test_a_second_row_that_fits_as_well_makes_both_doubtful(books: Books) -> None:
    books.sale(click="q")
    books.rows(Row(transaction="1", click="q"))
    assert books.classes() == {"S1": "awaiting"}
    books.rows(Row(transaction="2", click="q"))
    assert books.classes() == {"S1": "ambiguous", "R1": "ambiguous", "R2": "ambiguous"}


def test_a_row_that_changed_its_order_id_leaves_its_sale(books: Books) -> None:
    books.sales("A", "B")
    books.rows(Row(transaction="1", order="A"))
    assert books.classes() == {"S1": "awaiting", "S2": "missing"}
    books.rows(Row(transaction="1", order="B", updated="2026-09-20"))
    assert books.classes() == {"S1": "missing", "S2": "awaiting"}


def test_a_program_declared_later_claims_its_rows(books: Books) -> None:
    header = "id,advcampaign_id,status,payment,action_date,cart,currency,order_id\n"
    books.read(header + "1,77,approved,100,2026-09-02,1000,RUB,A\n")
    assert books.classes() == {"R1": "unknown"}
    books.program("late", network_id="77")
    books.sale("A", program="late")
    books.sale("A", program="shop")
    assert books.classes() == {"S1": "awaiting", "S2": "missing"}
