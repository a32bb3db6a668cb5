"""What holds for any reconcile: one class each, sums to the last digit, no memory of how the facts came in.

A second, independent telling of the order tier in plain Python says what the SQL must say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from books import Books, Row, new_books
from partnercli.store import leads
from partnercli.store.terms import Rate, Terms

SOME = settings(phases=(Phase.explicit, Phase.generate), max_examples=4, deadline=None, derandomize=True, database=None)

orders = st.sampled_from(["A", "B", "C", "D", "E", "F", "G", "H"])
clicks = st.sampled_from(["", "q1", "q2", "q3", "q4", "q5"])
contacts = st.sampled_from(["", "", "a@example.com", "b@example.com"])
days = st.integers(1, 28).map("2026-09-{:02}".format)


@dataclass(frozen=True, slots=True)
class OurSale:
    """What we say was earned."""

    order: str
    amount: str
    on: str
    click: str = ""
    email: str = ""


our_sales = st.builds(
    OurSale,
    order=st.one_of(st.just(""), st.just(""), orders), amount=st.sampled_from(["1000", "400", "600", "600.50"]), on=days, click=clicks,
    email=contacts,
)  # fmt: skip


@st.composite
def network_rows(draw: st.DrawFn, *, only_orders: bool = False) -> list[Row]:
    """Rows with distinct ids; few amounts, so that lines add up, ties and corrections are common."""
    rows = []
    for number in range(draw(st.integers(12, 25))):
        amount = draw(st.sampled_from(["1000", "400", "600", "600.50", "-400", ""]))
        commission = Decimal(amount or "70") / 10
        rows.append(
            Row(
                transaction=str(number), program=draw(st.sampled_from(["shop", "shop", "shop", "other"])),
                order=draw(orders) if only_orders else draw(st.one_of(st.just(""), st.just(""), orders)),
                click="" if only_orders else draw(clicks), email="" if only_orders else draw(contacts),
                status=draw(st.sampled_from(["pending", "approved", "approved", "paid", "declined"])),
                amount=amount, commission=f"{commission:.2f}", date=draw(days),
                corrects=str(draw(st.integers(0, 12))) if commission < 0 and not only_orders else "",
            )
        )  # fmt: skip
    return rows


@contextmanager
def some_books() -> Iterator[Books]:
    with TemporaryDirectory() as folder:
        yield new_books(Path(folder))


def enter(books: Books, sales: Sequence[OurSale]) -> None:
    books.sell(*(asdict(sale) for sale in sales))


@SOME
@given(st.lists(our_sales, min_size=1, max_size=12), network_rows(), st.booleans())
def test_classes_count_and_add_up_to_what_was_imported(sales: list[OurSale], rows: list[Row], paid: bool) -> None:
    with some_books() as books:
        enter(books, sales)
        books.rows(*rows)
        if paid:
            books.payout("500", "2026-10-15", program="shop")
        cases = books.reconcile()
        assert sum(name.startswith("S") for name in cases) == len(sales)
        assert sum(case.rows for case in cases.values()) == len(rows)
        counted = [row for row in rows if row.status != "declined"]
        assert sum(Decimal(case.actual or 0) for case in cases.values()) == sum(
            Decimal(row.commission) for row in counted
        )
        assert books.broken() == []


@SOME
@given(st.lists(our_sales, min_size=4, max_size=12), network_rows())
def test_reconcile_after_each_step_is_reconcile_at_the_end(sales: list[OurSale], rows: list[Row]) -> None:
    with some_books() as books:
        enter(books, sales[::2])
        for part in (rows[::3], rows[1::3], rows[2::3]):
            books.rows(*part)
            books.reconcile()
        enter(books, sales[1::2])
        bit_by_bit = books.reconcile()
        links = books.query("select * from link order by all")
        assert books.reconcile(anew=True) == bit_by_bit
        assert books.query("select * from link order by all") == links


@SOME
@given(st.lists(our_sales, min_size=1, max_size=8), network_rows(), st.data())
def test_a_changed_sale_or_row_leaves_no_trace_of_what_it_was(
    sales: list[OurSale], rows: list[Row], data: st.DataObject
) -> None:
    with some_books() as books:
        enter(books, sales)
        books.rows(*rows)
        books.reconcile()
        free = sorted(set("ABCDEFGH") - {sale.order for sale in sales}) or [""]
        books.change_sale("S1", order_id=data.draw(st.sampled_from(free)))
        moved = data.draw(st.sampled_from(rows))
        books.rows(Row(transaction=moved.transaction, order=data.draw(orders), date=moved.date, updated="2026-10-20"))
        bit_by_bit = books.reconcile()
        assert books.reconcile(anew=True) == bit_by_bit
        assert books.broken() == []


@SOME
@given(st.lists(our_sales, min_size=1, max_size=8), network_rows(), st.data())
def test_links_do_not_depend_on_the_order_of_the_file(
    sales: list[OurSale], rows: list[Row], data: st.DataObject
) -> None:
    """Numbers of rows do: they are given in the order of arrival. Rows are known by their transaction here."""
    told = []
    for order in (rows, data.draw(st.permutations(rows))):
        with some_books() as books:
            enter(books, sales)
            books.rows(*order)
            books.reconcile()
            told.append(
                books.query(
                    "select l.sale, r.transaction_id, l.tier, l.role from link l join row_now r on r.id = l.row_id"
                    " order by all"
                )
            )
    assert told[0] == told[1]


# The order tier told a second time.


def roles_of(amount: Decimal, rows: list[Row]) -> dict[str, str]:
    """What each row of one order is to a sale of this amount: main, part, duplicate, candidate; absent = nothing."""
    if len(rows) == 1:
        return {rows[0].transaction: "main"}
    live = [row for row in rows if row.status != "declined" and Decimal(row.commission) >= 0]
    known = [Decimal(row.amount) for row in live if row.amount]
    fitting = [row for row in live if row.amount and Decimal(row.amount) == amount]
    adds_up = len(live) > 1 and bool(known) and sum(known) == amount
    different = len({Decimal(row.amount or 0) for row in live}) > 1 or len({row.commission for row in live}) > 1
    if len(live) > 1 and not fitting and different and not adds_up:
        return {row.transaction: "candidate" for row in rows}
    main = min(rows, key=lambda row: standing(row, amount))
    roles = {row.transaction: "part" if row not in live or adds_up else "duplicate" for row in rows}
    return roles | {main.transaction: "main"}


def standing(row: Row, amount: Decimal) -> tuple[object, ...]:
    """The row that is furthest on its way and fits best speaks for the sale; the older one of equals."""
    return (
        Decimal(row.commission) < 0, row.status == "declined", not row.amount or Decimal(row.amount) != amount,
        row.status == "pending", row.status != "paid", row.date, f"={row.transaction}",
    )  # fmt: skip


def pays_all(rows: list[Row], amounts: list[Decimal]) -> bool:
    """Whether the only row of an order that several sales have is their sum, and no correction."""
    return len(rows) == 1 and Decimal(rows[0].amount or 0) == sum(amounts) and Decimal(rows[0].commission) >= 0


def order_links(sales: Sequence[OurSale], rows: Sequence[Row]) -> set[tuple[str, str, str]]:
    """(sale, transaction, role) for every link by order id."""
    rows_of: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.program == "shop":
            rows_of[row.order].append(row)
    links = set()
    for number, sale in enumerate(sales, start=1):
        found = rows_of[sale.order] if sale.order else []
        shared = sum(other.order == sale.order for other in sales) > 1
        if not found:
            continue
        if shared and not pays_all(found, [Decimal(other.amount) for other in sales if other.order == sale.order]):
            roles = {row.transaction: "candidate" for row in found}
        elif shared:
            roles = {found[0].transaction: "main"}
        else:
            roles = roles_of(Decimal(sale.amount), found)
        links |= {(f"S{number}", transaction, role) for transaction, role in roles.items()}
    return links


@settings(SOME, max_examples=10)
@given(st.lists(our_sales, min_size=1, max_size=8), network_rows(only_orders=True))
def test_the_order_tier_says_what_its_second_telling_says(sales: list[OurSale], rows: list[Row]) -> None:
    with some_books() as books:
        enter(books, sales)
        books.rows(*rows)
        books.reconcile()
        found = books.query(
            "select 'S' || l.sale, r.transaction_id, l.role from link l join row_now r on r.id = l.row_id"
            " where l.tier = 'order'"
        )
    assert set(found) == order_links(sales, rows)


def renewed(books: Books) -> dict[str, str]:
    """The classes after a reconcile of what changed, which must be those of all looked at anew."""
    changed = books.reconcile()
    kept = [books.query(f"select * from {table} order by all") for table in ("link", "outcome", "payment_link")]
    assert books.reconcile(anew=True) == changed
    assert [books.query(f"select * from {table} order by all") for table in ("link", "outcome", "payment_link")] == kept
    return {name: case.kind for name, case in changed.items()}


def test_a_row_told_twice_is_seen_when_the_second_comes_later(tmp_path: Path) -> None:
    books = new_books(tmp_path)
    books.rows(Row(transaction="1", order="X1"))
    books.reconcile()
    books.rows(Row(transaction="2", order="X1", date="2026-09-03"))
    assert renewed(books) == {"R1": "unknown", "R2": "duplicate"}


def test_a_correction_follows_its_row_when_doubt_about_it_ends(tmp_path: Path) -> None:
    books = new_books(tmp_path)
    sales = books.sales("X1", "X1")
    books.rows(
        Row(transaction="t1", order="X1"), Row(transaction="t2", amount="-400", commission="-40", corrects="t1")
    )
    books.reconcile()
    books.change_sale(sales[1], order_id="Y9")
    assert renewed(books)["S1"] == "underpaid"


def test_a_granted_claim_is_found_when_its_row_is_declined_later(tmp_path: Path) -> None:
    books = new_books(tmp_path)
    books.sale("A1")
    books.rows(Row(transaction="t1", order="A1"), Row(transaction="t2", corrects="t1"))
    books.reconcile()
    books.rows(Row(transaction="t1", order="A1", status="declined", updated="2026-10-01"))
    assert renewed(books)["S1"] == "awaiting"


def test_a_sale_that_left_a_quarter_gives_its_tier_back(tmp_path: Path) -> None:
    books = new_books(tmp_path)
    tiers = (Rate("tier", "", Decimal(0), Decimal(10)), Rate("tier", "", Decimal(3), Decimal(20)))
    books.program("volume", Terms(percent=Decimal(10), tier_by="count", tier_applies="all", rates=tiers), network_id="12")
    books.sales("A", "B", "C", program="volume")
    assert {case.expected for case in books.reconcile().values()} == {"200.00"}
    with books.open() as store, store.change("lead edit") as entry:
        leads.change_lead(store, 3, {"program": "shop"}, entry)
        leads.change_sale(store, 3, {"sold_on": date(2026, 10, 15)}, entry)
    renewed(books)
    assert books.reconcile()["S1"].expected == "100.00"
