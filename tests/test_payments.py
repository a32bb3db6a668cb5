"""Which payment paid which row, by which tier, and why something is left over."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from books import Books, Row, new_books
from payments_books import decide, links, named_rows, paid, residuals, told


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def rows(*commissions: str, **fields: str) -> list[Row]:
    """Rows 1, 2, 3 … validated on the first days of September."""
    return [
        Row(transaction=str(n), commission=commission, validated=f"2026-09-{n:02}", **fields)
        for n, commission in enumerate(commissions, 1)
    ]


def test_a_row_that_names_its_payment_is_paid_by_it_and_not_by_an_older_one(books: Books) -> None:
    first, second = rows("100", "50")
    named_rows(books, (first, ""), (second, "INV-2"))
    paid(books, "2026-10-01,shop,100,RUB,INV-1", "2026-10-02,shop,50,RUB,INV-2")
    assert links(books) == [("P1", "1", "cohort", "100.00"), ("P2", "2", "reference", "50.00")]


@pytest.mark.parametrize("reference, currency", [("INV-20", "RUB"), ("inv-2", "RUB"), ("", "RUB")])
def test_a_reference_is_compared_whole(books: Books, reference: str, currency: str) -> None:
    named_rows(books, (rows("50")[0], "INV-2"))
    paid(books, f"2026-08-02,shop,50,{currency},{reference}")  # before the row: no cohort takes it
    assert links(books) == []


def test_the_lines_of_a_paystub_name_the_rows_and_what_was_paid_for_them(books: Books) -> None:
    books.rows(*rows("100", "50", "70"))
    paid(books, "2026-10-01,shop,130,RUB,PAY-7")
    told(books, ("PAY-7", "2", "45"), ("PAY-7", "3", None))
    assert links(books) == [("P1", "2", "line", "45.00"), ("P1", "3", "line", "70.00")]
    assert residuals(books) == {"P1": ("15.00", "unexplained")}  # the paystub is complete: row 1 is not taken for it


def test_a_person_pairs_and_refuses(books: Books) -> None:
    books.rows(*rows("100", "100", "100"))
    books.payout("100", "2026-10-01", program="shop")
    assert links(books) == [("P1", "1", "cohort", "100.00")]
    decide(books, "unlink", "R1", "P1")
    assert links(books) == [("P1", "2", "cohort", "100.00")]
    decide(books, "link", "R3", "P1")
    assert links(books) == [("P1", "3", "person", "100.00")]
    books.reconcile(anew=True)
    assert links(books) == [("P1", "3", "person", "100.00")]


def test_a_row_may_be_paid_by_two_payments(books: Books) -> None:
    books.rows(*rows("100", "100"))
    books.payout("150", "2026-10-01", program="shop")
    books.payout("50", "2026-10-02", program="shop")
    assert links(books) == [
        ("P1", "1", "cohort", "100.00"), ("P1", "2", "cohort", "50.00"), ("P2", "2", "cohort", "50.00"),
    ]  # fmt: skip


def test_one_payment_pays_programs_and_months(books: Books) -> None:
    books.rows(*rows("100"), Row(transaction="8", program="other", commission="70", validated="2026-08-01"))
    books.payout("170", "2026-10-01", network="admitad")
    assert links(books) == [("P1", "1", "cohort", "100.00"), ("P1", "8", "cohort", "70.00")]


def test_money_of_a_payment_pays_nothing_that_was_validated_after_it(books: Books) -> None:
    books.rows(*rows("100"), Row(transaction="8", commission="50", validated="2026-10-05"))
    books.payout("150", "2026-10-01", program="shop")
    books.payout("20", "2026-10-10", program="shop")
    assert links(books) == [("P1", "1", "cohort", "100.00")]


def test_the_only_rows_that_make_up_a_payment_are_taken_before_the_oldest(books: Books) -> None:
    books.rows(*rows("100", "60", "30"))
    books.payout("90", "2026-10-01", program="shop")
    assert links(books) == [("P1", "2", "subset", "60.00"), ("P1", "3", "subset", "30.00")]


def test_several_sets_of_rows_leave_it_open_until_everything_is_paid(books: Books) -> None:
    books.rows(*rows("100", "50", "50"))
    books.payout("50", "2026-10-01", program="shop")
    assert (links(books), residuals(books)) == ([], {"P1": ("50.00", "several_fit")})
    books.payout("150", "2026-10-02", program="shop")
    assert [(row, amount) for _, row, _, amount in links(books)] == [
        ("1", "50.00"),
        ("1", "50.00"),
        ("2", "50.00"),
        ("3", "50.00"),
    ]
    assert residuals(books) == {}


def test_sets_are_looked_for_among_fifteen_rows_and_no_more(books: Books) -> None:
    books.rows(*rows("100", *["7"] * 13, "33"))
    books.payout("33", "2026-10-01", program="shop")
    assert links(books) == [("P1", "15", "subset", "33.00")]
    books.rows(Row(transaction="16", commission="7", validated="2026-09-16"))
    assert links(books) == []


def test_a_correction_is_netted_with_the_payment_it_was_taken_from(books: Books) -> None:
    books.rows(*rows("100", "100"), Row(transaction="9", commission="-30", amount="-300", validated="2026-09-20"))
    books.payout("170", "2026-10-01", program="shop")
    assert links(books) == [
        ("P1", "1", "cohort", "100.00"),
        ("P1", "2", "cohort", "100.00"),
        ("P1", "9", "cohort", "-30.00"),
    ]


@pytest.mark.parametrize(
    "amount, reason",
    [
        ("195.00", "fee"), ("193.01", "unexplained"), ("174.00", "tax"), ("188.00", "tax"), ("240.00", "tax"), ("241.00", "unexplained"),
    ],
)  # fmt: skip
def test_what_is_missing_from_a_payment_is_a_share_to_the_kopeck_or_unexplained(
    books: Books, amount: str, reason: str
) -> None:
    named_rows(books, *((row, "INV-1") for row in rows("150", "50")))
    paid(books, f"2026-10-01,shop,{amount},RUB,INV-1")
    assert residuals(books)["P1"][1] == reason


def test_the_same_sum_missing_twice_is_a_flat_fee(books: Books) -> None:
    first, second = rows("150", "50")
    named_rows(books, (first, "INV-1"), (second, "INV-2"))
    paid(books, "2026-10-01,shop,148.77,RUB,INV-1", "2026-10-02,shop,48.77,RUB,INV-2")
    assert residuals(books) == {"P1": ("-1.23", "fee"), "P2": ("-1.23", "fee")}


def test_what_one_payment_lacks_the_next_one_carries_over(books: Books) -> None:
    first, second = rows("150", "50")
    named_rows(books, (first, "INV-1"), (second, "INV-2"))
    paid(books, "2026-10-01,shop,138.77,RUB,INV-1", "2026-10-02,shop,61.23,RUB,INV-2")
    assert residuals(books) == {"P1": ("-11.23", "carry_over"), "P2": ("11.23", "carry_over")}


def test_a_correction_taken_out_of_a_payment_is_a_clawback(books: Books) -> None:
    named_rows(
        books,
        *((row, "INV-1") for row in rows("150", "50")),
        (Row(transaction="9", commission="-11.23", amount="-100", validated="2026-09-20"), ""),
    )
    paid(books, "2026-10-01,shop,188.77,RUB,INV-1")
    assert residuals(books) == {"P1": ("-11.23", "clawback")}


def test_a_payment_of_the_network_pays_programs_that_were_also_paid_by_themselves(books: Books) -> None:
    """The trap: one payout of its own must not take a program out of all that its network pays."""
    other = [Row(transaction=f"o{n}", program="other", commission="70", validated=f"2026-0{n}-20") for n in (8, 9)]
    books.rows(*rows("100", "50"), *other)
    paid(books, "2026-09-01,other,70,RUB,", "2026-10-01,/admitad,220,RUB,")
    assert links(books) == [
        ("P1", "o8", "cohort", "70.00"),
        ("P2", "1", "cohort", "100.00"), ("P2", "2", "cohort", "50.00"), ("P2", "o9", "cohort", "70.00"),
    ]  # fmt: skip


def test_a_program_paid_by_itself_is_left_out_where_that_makes_the_sum_exact(books: Books) -> None:
    other = [Row(transaction=f"o{n}", program="other", commission="70", validated="2026-08-20") for n in range(20)]
    books.rows(*rows("100", "50"), *other)
    paid(books, "2026-09-10,/admitad,150,RUB,", "2026-09-12,other,1400,RUB,")
    assert [(payout, row) for payout, row, *_ in links(books) if payout == "P1"] == [("P1", "1"), ("P1", "2")]
    assert residuals(books) == {}


def test_on_one_day_a_program_takes_its_rows_before_its_network(books: Books) -> None:
    books.rows(Row(transaction="o1", program="other", commission="70", validated="2026-08-20"), *rows("100"))
    paid(books, "2026-10-01,/admitad,100,RUB,A", "2026-10-01,other,70,RUB,B")
    assert links(books) == [("P1", "1", "cohort", "100.00"), ("P2", "o1", "cohort", "70.00")]


COHORT = ("109", "209", "309.04", "409")  # 1036.04, validated 2026-09-01 to 04


@pytest.mark.parametrize("missing, tier, left", [
    ("0", "cohort", {}), ("30", "fee", {"P1": ("-30.00", "fee")}), ("31.09", "cohort", {"P1": ("377.91", "unexplained")}),
])  # fmt: skip
def test_what_is_a_fee_short_of_all_that_was_open_pays_all_of_it(
    books: Books, missing: str, tier: str, left: dict[str, tuple[str, str]]
) -> None:
    books.rows(*rows(*COHORT))
    books.payout(str(Decimal("1036.04") - Decimal(missing)), "2026-10-20", program="shop")
    assert {found for _, _, found, _ in links(books)} == {tier}
    assert residuals(books) == left


def test_a_fee_is_looked_for_at_the_end_of_a_month_before_the_payment(books: Books) -> None:
    books.rows(*rows(*COHORT), Row(transaction="8", commission="700", validated="2026-10-05"))
    books.payout("1006.04", "2026-10-20", program="shop")
    assert [row for _, row, *_ in links(books)] == ["1", "2", "3", "4"]


def test_what_is_missing_is_no_fee_if_a_whole_row_may_be(books: Books) -> None:
    books.rows(*rows("500", "500", "10"))
    books.payout("999", "2026-10-20", program="shop")
    assert residuals(books) == {"P1": ("499.00", "unexplained")}


def test_an_exact_set_is_taken_before_a_fee(books: Books) -> None:
    books.rows(*rows("10", "500", "490"))
    books.payout("990", "2026-10-20", program="shop")
    assert links(books) == [("P1", "2", "subset", "500.00"), ("P1", "3", "subset", "490.00")]


def test_a_payment_that_is_refused_a_row_does_not_help_to_pay_it(books: Books) -> None:
    books.rows(*rows("100"))
    books.payout("60", "2026-10-01", program="shop")
    books.payout("40", "2026-10-02", program="shop")
    assert [payout for payout, *_ in links(books)] == ["P1", "P2"]
    decide(books, "unlink", "R1", "P1")
    assert links(books) == []


def test_a_fee_is_measured_on_what_the_payment_itself_pays(books: Books) -> None:
    """590 of before pays most of it; 25 short of 1000 is little of that and much of the 410 that 385 would pay."""
    books.rows(*rows("600", "100", "100", "100", "100"))
    paid(books, "2026-09-20,shop,590,RUB,", "2026-09-30,shop,385,RUB,")
    assert {tier for _payment, _row, tier, _amount in links(books)} == {"cohort"}
    assert residuals(books) == {"P2": ("75.00", "unexplained")}
    assert books.broken() == []


@pytest.mark.parametrize("turned", [False, True])
def test_what_a_declined_row_was_before_does_not_hang_on_the_order_of_imports(books: Books, turned: bool) -> None:
    """Two versions of one moment differ in the day of payment; the payment of 4 September fits the earlier one."""
    books.sales("A")
    approved = [
        Row(transaction="1", order="A", validated="2026-09-05", paid=day, updated="2026-09-06")
        for day in ("2026-09-20", "2026-09-03")
    ]
    for row in reversed(approved) if turned else approved:
        books.rows(row)
    books.rows(Row(transaction="1", order="A", status="declined", updated="2026-10-20"))
    paid(books, "2026-09-04,shop,100,RUB,")
    assert links(books) == [("P1", "1", "cohort", "100.00")]


def declined_after(books: Books, *commissions: str, told: str = "2026-10-10") -> None:
    """Rows of September, one payment for all of them on 1 October; then row 1 is declined in place."""
    first, *others = rows(*commissions, updated="2026-09-20")
    books.rows(first, *others)
    paid(books, f"2026-10-01,shop,{sum(map(Decimal, commissions))},RUB,")
    books.reconcile()
    books.rows(replace(first, status="declined", updated=told))


def october(*commissions: str) -> list[Row]:
    return [Row(transaction=f"o{n}", commission=sum_, validated=f"2026-10-{n:02}") for n, sum_ in enumerate(commissions, 2)]


def test_a_declined_row_is_taken_out_of_the_next_payment(books: Books) -> None:
    declined_after(books, "200", "100")
    books.rows(*october("300", "250", "70.50"))
    paid(books, "2026-11-01,shop,420.50,RUB,")
    assert [link for link in links(books) if link[0] == "P2"] == [
        ("P2", "1", "clawback", "-200.00"),
        ("P2", "o2", "cohort", "300.00"), ("P2", "o3", "cohort", "250.00"), ("P2", "o4", "cohort", "70.50"),
    ]  # fmt: skip
    assert residuals(books) == {"P2": ("-200.00", "clawback")}
    assert books.query("select facts->>'why' from payout_residual") == [("R1",)]
    assert books.broken() == []


def test_what_is_taken_back_is_taken_back_once(books: Books) -> None:
    declined_after(books, "200", "100")
    books.rows(*october("300", "270"))
    paid(books, "2026-11-01,shop,370,RUB,")
    books.rows(Row(transaction="n", commission="500", validated="2026-11-05"))
    paid(books, "2026-11-10,shop,300,RUB,")
    assert residuals(books) == {"P2": ("-200.00", "clawback"), "P3": ("300.00", "unexplained")}


@pytest.mark.parametrize("money, day", [("470", "2026-11-01"), ("370", "2026-10-09")])
def test_a_part_of_what_was_paid_before_or_one_that_was_not_declined_yet_is_not_taken_out(
    books: Books, money: str, day: str
) -> None:
    declined_after(books, "200", "100")
    books.rows(*october("300", "270"))
    paid(books, f"{day},shop,{money},RUB,")
    assert residuals(books)["P2"][1] == "unexplained"
    assert [link for link in links(books) if link[2] == "clawback"] == []


@pytest.mark.parametrize("commissions, money", [
    (("200", "100"), "300"),        # the row of 300, or all three less 200
    (("200", "100"), "301"),        # one of two
    (("100", "100", "100"), "401"),  # two rows of 100 were declined
])  # fmt: skip
def test_what_may_have_been_taken_out_but_may_be_otherwise_pays_nothing(
    books: Books, commissions: tuple[str, ...], money: str
) -> None:
    declined_after(books, *commissions)
    if len(commissions) > 2:
        second = rows(*commissions, updated="2026-09-20")[1]
        books.rows(replace(second, status="declined", updated="2026-10-10"))
    books.rows(*{"300": october("300", "150", "50"), "301": october("200", "180", "121"), "401": october("301", "200")}[money])
    paid(books, f"2026-11-01,shop,{money},RUB,")
    assert residuals(books)["P2"] == (f"{money}.00", "several_fit")


def test_a_payment_that_comes_to_a_cut_off_lacks_nothing(books: Books) -> None:
    """The row of November comes to what was declined: without it October is even, and so it is with both."""
    declined_after(books, "200", "100")
    books.rows(*october("300"), Row(transaction="n", commission="200", validated="2026-11-02"))
    paid(books, "2026-11-03,shop,300,RUB,")
    assert residuals(books) == {}


def test_once_all_is_paid_less_what_was_declined_the_doubt_is_settled(books: Books) -> None:
    declined_after(books, "200", "100")
    books.rows(*october("300", "150", "50"))
    paid(books, "2026-11-01,shop,300,RUB,")
    books.rows(Row(transaction="n", commission="77", validated="2026-11-05"))
    paid(books, "2026-11-10,shop,77,RUB,")
    assert "several_fit" not in {reason for _, reason in residuals(books).values()}
    assert [row for _, row, tier, _ in links(books) if tier == "clawback"] == ["1"]


def test_a_payment_that_names_its_rows_lacks_one_that_was_declined(books: Books) -> None:
    declined_after(books, "200", "100")
    named_rows(books, *((row, "INV-9") for row in october("301", "250")))
    paid(books, "2026-11-01,shop,351,RUB,INV-9")
    assert residuals(books)["P2"] == ("-200.00", "clawback")
    assert books.broken() == []
    paid(books, "2026-11-02,shop,200,RUB,INV-9")
    assert residuals(books)["P2"] == ("-200.00", "clawback")
