"""Each code of a finding: books in which it is found, with its money, first and last day, and books in which it is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from books import Books, Row
from findings_books import Found, found, shop_books

MINE = {
    "UNTRACKED", "UNDERPAID", "OVERPAID", "DECLINED", "REVERSED_AFTER_PAID", "UNKNOWN_ROW", "DUPLICATE_ROW", "VANISHED",
    "AMBIGUOUS", "UNKNOWN_STATUS",
}  # fmt: skip
"""The codes told here; the others have their tests beside the facts they speak of."""
Planted = Callable[[Books], object]


def of_these_codes(books: Books) -> dict[str, Found]:
    return {id_: finding for id_, finding in found(books).items() if id_.split("-")[0] in MINE}


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return shop_books(tmp_path)


# ── what is found ───────────────────────────────────────────────────────────────────────────────────────────────────


def untracked(books: Books) -> None:
    """Sold on the 1st, shown within seven days, so missing from the 9th; claimed within sixty."""
    books.sale("A-1")


def untracked_without_terms(books: Books) -> None:
    books.sale("A-1", amount="")


def underpaid(books: Books) -> None:
    books.sale("A-1")
    books.rows(Row(transaction="1", order="A-1", commission="80", validated="2026-09-20"))


def underpaid_by_a_correction(books: Books) -> None:
    """Short since the correction said so."""
    books.sale("A-1")
    books.rows(
        Row(transaction="1", order="A-1", validated="2026-09-20"),
        Row(transaction="2", corrects="1", commission="-30", amount="-300", date="2026-10-05"),
    )


def overpaid(books: Books) -> None:
    books.sale("A-1")
    books.rows(Row(transaction="1", order="A-1", commission="120.50", validated="2026-09-20"))


def declined(books: Books) -> None:
    books.sale("A-1")
    books.rows(Row(transaction="1", order="A-1", status="declined", validated="2026-09-25"))


def declined_by_a_correction(books: Books) -> None:
    books.sale("A-1")
    books.rows(
        Row(transaction="1", order="A-1"), Row(transaction="2", corrects="1", commission="-100", date="2026-09-28")
    )


def reversed_in_place(books: Books) -> None:
    """Paid, and later declined: the row's money is gone, and the sale does not count it a second time."""
    books.sale("A-1")
    books.rows(Row(transaction="1", order="A-1", status="paid", updated="2026-09-20"))
    books.rows(Row(transaction="1", order="A-1", status="declined", updated="2026-10-02"))


def lowered_in_place(books: Books) -> None:
    """What was paid and taken back is told with the row, the rest of the difference with the sale."""
    books.sale("A-1")
    books.rows(Row(transaction="1", order="A-1", commission="90", status="paid", updated="2026-09-20"))
    books.rows(Row(transaction="1", order="A-1", commission="70", status="paid", updated="2026-10-02"))


def reversed_by_a_correction(books: Books) -> None:
    books.sale("A-1")
    books.rows(
        Row(transaction="1", order="A-1", status="paid", validated="2026-09-20"),
        Row(transaction="2", corrects="1", commission="-100", status="paid", date="2026-10-03"),
    )


def unknown_row(books: Books) -> None:
    books.rows(Row(transaction="1", order="X-9", commission="55"))


def unknown_correction(books: Books) -> None:
    """Money at stake is never below zero."""
    books.rows(Row(transaction="1", commission="-55"))


def duplicate_of_a_sale(books: Books) -> None:
    books.sale("A-1")
    books.rows(Row(transaction="1", order="A-1"), Row(transaction="2", order="A-1"))


def told_twice_without_a_sale(books: Books) -> None:
    books.rows(Row(transaction="1", order="X-9"), Row(transaction="2", order="X-9"))


def vanished(books: Books) -> None:
    """Gone since the last day of the export that should have named it; the sale does not count it a second time."""
    books.sale("A-1")
    books.sale("A-2")
    first, last = Row(transaction="1", order="A-1"), Row(transaction="2", order="A-2", date="2026-09-05")
    books.rows(Row(transaction="0", order="X-0", date="2026-09-01"), first, last)
    books.rows(Row(transaction="0", order="X-0", date="2026-09-01"), last, replaces=True)


def several_sales_fit(books: Books) -> None:
    """One row, two sales of the same person and sum: the money is told with the sales, not with the row too."""
    books.sell({"email": "ann@example.com"}, {"email": "ann@example.com", "on": "2026-09-03"})
    books.rows(Row(transaction="1", email="ann@example.com"))


def several_rows_fit(books: Books) -> None:
    books.sale(email="ann@example.com")
    books.rows(Row(transaction="1", email="ann@example.com"), Row(transaction="2", email="ann@example.com"))


def unknown_word(books: Books) -> None:
    books.rows(
        Row(transaction="1", order="A-1", status="declined"),
        Row(transaction="2", status="on  ice", date="2026-09-04"),
        Row(transaction="3", status="on ice", date="2026-09-05"),
    )


FOUND: list[tuple[Planted, dict[str, Found]]] = [
    (untracked, {"UNTRACKED-S1": Found("100.00", "2026-09-09", "2026-10-31", "no_row")}),
    (untracked_without_terms, {"UNTRACKED-S1": Found("", "2026-09-09", "2026-10-31", "no_row")}),
    (underpaid, {"UNDERPAID-S1": Found("20.00", "2026-09-20", "2026-10-31", "commission_short")}),
    (underpaid_by_a_correction, {"UNDERPAID-S1": Found("30.00", "2026-10-05", "2026-10-31", "commission_short")}),
    (overpaid, {"OVERPAID-S1": Found("20.50", "2026-09-20", "", "commission_over")}),
    (declined, {"DECLINED-S1": Found("100.00", "2026-09-25", "2026-10-31", "network_declined")}),
    (declined_by_a_correction, {"DECLINED-S1": Found("100.00", "2026-09-28", "2026-10-31", "corrected_to_zero")}),
    (reversed_in_place, {"REVERSED_AFTER_PAID-R1": Found("100.00", "2026-10-02", "", "declined_after_paid")}),
    (lowered_in_place, {
        "REVERSED_AFTER_PAID-R1": Found("20.00", "2026-10-02", "", "lowered_after_paid"),
        "UNDERPAID-S1": Found("10.00", "2026-09-02", "2026-10-31", "commission_short"),
    }),
    (reversed_by_a_correction, {"REVERSED_AFTER_PAID-R1": Found("100.00", "2026-10-03", "", "lowered_after_paid")}),
    (unknown_row, {"UNKNOWN_ROW-R1": Found("55.00", "2026-09-02", "", "no_sale")}),
    (unknown_correction, {"UNKNOWN_ROW-R1": Found("55.00", "2026-09-02", "", "no_sale")}),
    (duplicate_of_a_sale, {"DUPLICATE_ROW-R2": Found("100.00", "2026-09-02", "", "same_order_again")}),
    (told_twice_without_a_sale, {
        "UNKNOWN_ROW-R1": Found("100.00", "2026-09-02", "", "no_sale"),
        "DUPLICATE_ROW-R2": Found("100.00", "2026-09-02", "", "double_reported"),
    }),
    (vanished, {
        "VANISHED-R2": Found("100.00", "2026-11-01", "", "vanished"),
        "UNKNOWN_ROW-R1": Found("100.00", "2026-09-01", "", "no_sale"),
    }),
    (several_sales_fit, {
        "AMBIGUOUS-S1": Found("100.00", "2026-09-02", "2026-10-31", "several_fit"),
        "AMBIGUOUS-S2": Found("100.00", "2026-09-03", "2026-11-02", "several_fit"),
    }),
    (several_rows_fit, {"AMBIGUOUS-S1": Found("100.00", "2026-09-02", "2026-10-31", "several_fit")}),
    (unknown_word, {"UNKNOWN_STATUS-format-neutral_rows-on-ice": Found("", "2026-09-02", "", "word_not_known")}),
]  # fmt: skip


@pytest.mark.parametrize(("planted", "expected"), FOUND, ids=[planted.__name__ for planted, _ in FOUND])
def test_it_is_found_with_its_money_and_its_days(planted: Planted, expected: dict[str, Found], books: Books) -> None:
    planted(books)
    assert of_these_codes(books) == expected


def test_every_code_told_here_has_an_example() -> None:
    assert {id_.split("-")[0] for _planted, expected in FOUND for id_ in expected} == MINE


# ── what is not ─────────────────────────────────────────────────────────────────────────────────────────────────────


def a_sale_of_yesterday(books: Books) -> None:
    books.sale("A-1", on="2026-10-31")


def a_sale_worth_nothing(books: Books) -> None:
    books.sale("A-1", amount="0")


def a_lead_that_gave_up(books: Books) -> None:
    books.sale("A-1", status="refused")


def a_sale_paid_in_full(books: Books) -> None:
    books.sale("A-1")
    books.rows(Row(transaction="1", order="A-1", status="paid"))


def a_row_that_waits(books: Books) -> None:
    """What is not decided is neither short nor too much yet."""
    books.sale("A-1")
    books.rows(Row(transaction="1", order="A-1", commission="80", status="pending"))


def a_declined_row_nobody_sold(books: Books) -> None:
    books.rows(Row(transaction="1", order="X-9", status="declined"))


def a_repeat_that_was_declined(books: Books) -> None:
    books.sale("A-1")
    books.rows(Row(transaction="1", order="A-1"), Row(transaction="2", order="A-1", status="declined"))


def a_row_that_came_back(books: Books) -> None:
    vanished(books)
    books.rows(Row(transaction="1", order="A-1"))
    books.rows(Row(transaction="0", order="X-0", date="2026-09-01", status="declined", updated="2026-10-01"))


def a_pair_a_person_chose(books: Books) -> None:
    """Two rows of the same sum, and the order id says which is the sale's; the other is declined."""
    books.sale("A-1", email="ann@example.com")
    books.rows(
        Row(transaction="1", order="A-1", email="ann@example.com"),
        Row(transaction="2", email="ann@example.com", status="declined"),
    )


def a_word_that_was_read_since(books: Books) -> None:
    """A newer import of the same days knows nothing of the word."""
    unknown_word(books)
    books.rows(
        Row(transaction="1", order="A-1", status="declined"),
        Row(transaction="2", status="declined", date="2026-09-04"),
        Row(transaction="3", status="declined", date="2026-09-05"),
    )


def a_word_of_an_import_taken_back(books: Books) -> None:
    done = books.rows(Row(transaction="1", status="declined"), Row(transaction="2", status="on ice"))
    books.undo(done)


NOT_FOUND: list[Planted] = [
    a_sale_of_yesterday, a_sale_worth_nothing, a_lead_that_gave_up, a_sale_paid_in_full, a_row_that_waits,
    a_declined_row_nobody_sold, a_repeat_that_was_declined, a_row_that_came_back, a_pair_a_person_chose,
    a_word_that_was_read_since, a_word_of_an_import_taken_back,
]  # fmt: skip


@pytest.mark.parametrize("planted", NOT_FOUND, ids=lambda planted: planted.__name__)
def test_nothing_is_found(planted: Planted, books: Books) -> None:
    planted(books)
    assert of_these_codes(books) == {}


def test_a_correction_before_the_payment_is_no_reversal(books: Books) -> None:
    """The row was paid less the correction: short, but nothing was taken back."""
    books.sale("A-1")
    books.rows(
        Row(transaction="1", order="A-1", status="paid", validated="2026-10-10"),
        Row(transaction="2", corrects="1", commission="-30", status="paid", date="2026-09-20"),
    )
    assert set(of_these_codes(books)) == {"UNDERPAID-S1"}


def test_a_repeat_taken_back_is_no_reversal(books: Books) -> None:
    """The sale still has all that was promised."""
    books.sale("A-1")
    paid = Row(transaction="1", order="A-1", status="paid", updated="2026-09-20")
    books.rows(paid, Row(transaction="2", order="A-1", status="paid", updated="2026-09-20"))
    books.rows(Row(transaction="2", order="A-1", status="declined", updated="2026-10-02"))
    assert of_these_codes(books) == {}


def test_a_row_validated_lower_before_it_was_paid_is_no_reversal(books: Books) -> None:
    books.sale("A-1")
    books.rows(Row(transaction="1", order="A-1", updated="2026-09-20"))
    books.rows(Row(transaction="1", order="A-1", commission="60", status="paid", updated="2026-10-02"))
    assert set(of_these_codes(books)) == {"UNDERPAID-S1"}
