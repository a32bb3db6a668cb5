"""Whatever the rows and payments are: no row is paid twice, and neither order nor haste of imports changes anything."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from books import Books, Row, new_books
from partnercli.reconcile.subsets import Doubt, only_subset
from payments_books import named_rows

SOME = settings(max_examples=4, deadline=None, derandomize=True, database=None)

row_facts = st.tuples(
    st.sampled_from(["shop", "other"]),
    st.sampled_from(["10", "10", "20", "30", "45", "-10", "0"]),
    st.integers(1, 20),
    st.sampled_from(["approved", "approved", "approved", "paid", "pending", "declined"]),
    st.sampled_from(["", "", "", "INV-1", "INV-2"]),
)
payout_facts = st.tuples(
    st.sampled_from(["shop", "other", "/admitad", "/admitad"]), st.integers(1, 18).map(lambda n: 5 * n), st.integers(3, 25), st.sampled_from(["", "", "INV-1", "INV-2"])
)  # fmt: skip
batches = st.lists(
    st.tuples(st.lists(row_facts, max_size=6), st.lists(payout_facts, max_size=2)), min_size=2, max_size=3
)


@SOME
@given(batches, st.randoms(use_true_random=False))
def test_neither_order_nor_haste_changes_who_paid_what(told: list[tuple[list[Any], list[Any]]], chance: Random) -> None:
    steps: list[tuple[str, list[Any]]] = []
    for batch, (rows, payouts) in enumerate(told):
        steps.append(("rows", [row(f"{batch}-{n}", *facts) for n, facts in enumerate(rows)]))
        steps.append(("payouts", [payout(f"{batch}-{n}", *facts) for n, facts in enumerate(payouts)]))
    with TemporaryDirectory() as folder:
        haste, other = new_books(Path(folder), "haste.duckdb"), new_books(Path(folder), "other.duckdb")
        for step in steps:
            tell(haste, *step)
            haste.reconcile()
        known = links(haste)
        assert haste.broken() == []
        haste.reconcile(anew=True)
        assert links(haste) == known
        chance.shuffle(steps)
        for kind, records in steps:
            chance.shuffle(records)
            tell(other, kind, records)
        other.reconcile()
        assert links(other) == known


def row(transaction: str, program: str, commission: str, day: int, status: str, payment: str) -> tuple[Row, str]:
    day_text = f"2026-09-{day:02}"
    return Row(
        transaction=transaction,
        program=program,
        commission=commission,
        status=status,
        date=day_text,
        validated=day_text,
    ), payment


def payout(number: str, payer: str, amount: int, day: int, reference: str) -> str:
    network, program = (payer[1:], "") if payer.startswith("/") else ("", payer)
    return f"{number},2026-09-{day:02},{network},{program},{amount},RUB,{reference}"


def tell(books: Books, kind: str, records: list[Any]) -> None:
    if records and kind == "rows":
        named_rows(books, *records)
    elif records:
        books.read("\n".join(["ID,Date,Network,Program,Amount,Currency,Reference", *records]) + "\n")


def links(books: Books) -> list[tuple[object, ...]]:
    """Without our ids: the row by its transaction, the payment by its key."""
    return books.query(
        "select r.transaction_id, p.key, l.tier, l.amount, l.evidence from payment_link l"
        " join network_row r on r.id = l.row_id and r.current join payout p on p.id = l.payout and p.current"
        " union all select '', p.key, 'doubt', null, cast(settled_on as varchar)"
        " from payment_doubt d join payout p on p.id = d.payout and p.current order by all"
    )


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.lists(st.integers(-4, 9).filter(bool), max_size=7), st.integers(1, 20))
def test_the_only_set_is_the_one_that_trying_all_finds(amounts: list[int], sum_: int) -> None:
    every = [
        places for size in range(1, len(amounts) + 1) for places in combinations(range(len(amounts)), size)
        if sum(amounts[place] for place in places) == sum_
    ]  # fmt: skip
    found = only_subset(amounts, sum_)
    assert isinstance(found, Doubt) is (len(every) > 1)
    if not isinstance(found, Doubt):
        assert [found] == (every or [()])
