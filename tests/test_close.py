"""Closing a period: what is frozen stays, and frozen and movements together are always what is there now."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from books import Books, Row, named, new_books
from conftest import Desk
from partnercli.domain.period import Period, parse_period
from partnercli.errors import UsageError
from partnercli.reports import report
from partnercli.reports.closing import movements, told
from partnercli.store import closes, programs
from partnercli.store.store import Store

SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))


def close(books: Books, period: Period = SEPTEMBER) -> closes.Closed:
    """Close a period, reconciled."""
    books.reconcile()
    with books.open() as store, store.change("close", str(period)) as entry:
        return closes.close(store, period, entry)


def reopen(books: Books, period: Period = SEPTEMBER, reason: str = "late") -> int:
    with books.open() as store, store.change("reopen", str(period)) as entry:
        return closes.reopen(store, period, reason, entry)


def moved(books: Books, **limits: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The movements, and the sums that explain them."""
    with books.open() as store:
        table = movements(store, **limits)
    assert table.summary
    return named(table), named(table.summary)


def listed(books: Books) -> list[dict[str, Any]]:
    with books.open() as store:
        return named(report(store, "closes"))


@pytest.fixture
def books(tmp_path: Path) -> Books:
    """Three sales of September, two with their rows, and a row nobody knows."""
    made = new_books(tmp_path)
    made.sales("A", "B", "C")
    made.rows(Row(transaction="1", order="A"), Row(transaction="2", order="B", status="pending"), Row(transaction="9", order="Z"))
    made.sale("D", on="2026-10-05")
    return made


# ── what may be closed ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_closed_period_holds(books: Books) -> None:
    closed = close(books)
    (line,) = listed(books)
    assert (line["period"], line["state"], line["cases"], line["hash"]) == ("2026-09", "holds", 4, closed.hash)
    assert len(closed.hash) == 64
    assert moved(books)[0] == []
    assert books.broken() == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("2026-11", "period_not_over"), ("2026-Q4", "period_not_over"), ("2026-09..", "period_open"), ("all", "period_open")],
)
def test_a_period_is_closed_when_it_is_whole_and_over(text: str, code: str, books: Books) -> None:
    with pytest.raises(UsageError) as refused:
        close(books, parse_period(text, date(2026, 11, 1)))
    assert refused.value.problem.code == code


def test_the_last_day_of_a_period_must_be_over(books: Books) -> None:
    assert close(books, Period(date(2026, 10, 1), date(2026, 11, 1))).cases == 1, "today is 1 November"


def test_links_must_be_up_to_date(books: Books) -> None:
    books.reconcile()
    books.rows(Row(transaction="3", order="C"))
    with books.open() as store, pytest.raises(UsageError, match="Changes since the last reconcile: 1"):
        closes.check(store, SEPTEMBER)


def test_no_day_is_closed_twice(books: Books) -> None:
    close(books)
    for text in ("2026-09", "2026-Q3", "2026-09-30"):
        with pytest.raises(UsageError, match="2026-09 is closed already"):
            close(books, parse_period(text, date(2026, 11, 1)))
    assert close(books, Period(date(2026, 10, 1), date(2026, 11, 1))).cases == 1, "the next one may be"


def test_reopening_is_remembered_and_closing_again_freezes_anew(books: Books) -> None:
    first = close(books)
    books.rows(Row(transaction="3", order="C"))
    assert reopen(books) == first.entry
    second = close(books)
    assert [(line["id"], line["state"], line["reason"]) for line in listed(books)] == [
        (f"I{second.entry}", "holds", ""), (f"I{first.entry}", "reopened", "late"),
    ]  # fmt: skip
    assert second.hash != first.hash
    assert moved(books)[0] == []
    with pytest.raises(UsageError, match=r"2026-08 is not closed\. Closed are: 2026-09"):
        reopen(books, parse_period("2026-08", date(2026, 11, 1)))


def test_an_empty_period_can_be_closed(books: Books) -> None:
    closed = close(books, Period(date(2026, 1, 1), date(2026, 2, 1)))
    assert (closed.cases, listed(books)[0]["state"]) == (0, "holds")


# ── the hash ────────────────────────────────────────────────────────────────────────────────────────────────────────

def test_the_hash_is_the_same_on_every_machine(books: Books) -> None:
    """A change of the canonical text would break every hash that was ever kept: it is pinned here, computed by hand."""
    books.query("insert into close values (99, '2026-09', date '2026-09-01', date '2026-10-01', '', null, '')")
    books.query(
        "insert into close_case values"
        " (99, 'S2', 'missing', 'shop', '', 'vk', 2, null, 'RUB', date '2026-09-02', 100, null, null, 'none'),"
        " (99, 'R10', 'unknown', null, 'awin', null, null, 10, 'EUR', date '2026-09-01', null, 5.5, 0, 'validated'),"
        " (99, 'S10', 'paid', 'shop', 'awin', '', 10, 11, 'RUB', date '2026-09-01', 100, 100, 100, 'paid')"
    )
    books.query("insert into close_money values (99, 'payouts', null, 'awin', 'EUR', 2, 12.25)")
    first = "R10|unknown|-|awin|-|EUR|2026-09-01|-|5.5000|0.0000|validated\n" + (
        "S10|paid|shop|awin||RUB|2026-09-01|100.0000|100.0000|100.0000|paid"
    )
    second = "S2|missing|shop||vk|RUB|2026-09-02|100.0000|-|-|none"
    seals = [("2026-09-01", first), ("2026-09-02", second), ("payouts", "payouts|-|awin|EUR|2|12.2500")]
    text = "\n".join(["2026-09-01", "2026-10-01", *(f"{part} {_sha256(lines)}" for part, lines in seals)])
    assert books.query("select hash from close_seal where close = 99") == [(_sha256(text),)]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_hash_depends_on_neither_seed_nor_zone_nor_locale(demo_store: Path, tmp_path: Path) -> None:
    said = set()
    for number, (zone, seed, locale) in enumerate((("UTC", "0", "C"), ("Asia/Kamchatka", "1", "C.UTF-8"), ("America/Lima", "2", "POSIX"))):
        copy = tmp_path / f"{number}.duckdb"
        copy.write_bytes(demo_store.read_bytes())
        clean = {"PARTNERCLI_DB": str(copy), "PARTNERCLI_TODAY": "2026-11-01", "HOME": str(tmp_path), "PARTNERCLI_LANG": "en"}
        done = subprocess.run(
            [str(Path(sys.executable).parent / "partnercli"), "close", "2026-09"],
            env={**clean, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PATH": os.environ["PATH"]},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        said.add(done.stdout)
    assert len(said) == 1


@pytest.mark.parametrize(
    "tampering",
    [
        "update close_case set actual = actual + 0.01 where actual is not null",
        "update close_case set expected = null where id = 'S1'",
        "update close_case set class = 'paid' where id = 'S2'",
        "update close_case set program = '-' where id = 'S1'",
        "update close_case set on_day = on_day + 1 where id = 'S1'",
        "delete from close_case where id = 'S3'",
        "insert into close_money values (99, 'receipts', null, null, 'RUB', 1, 5)",
        "update close set stop_on = stop_on + 1",
    ],
)
def test_whoever_changes_what_is_frozen_is_found_out(tampering: str, books: Books) -> None:
    closed = close(books)
    books.query(tampering.replace("99", str(closed.entry)))
    assert listed(books)[0]["state"] == "broken"
    assert [name for name, _count, _first in books.broken()] == ["closes_hold", "tables_sealed"]


# ── movements ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_late_import_shows_exactly_what_it_changed(books: Books) -> None:
    close(books)
    late = books.rows(Row(transaction="2", order="B", commission="80", status="approved", updated="2026-10-20"), Row(transaction="8", order="Y"))
    books.reconcile()
    lines, sums = moved(books)
    assert [(line["what"], line["class_was"], line["class"], line["actual_was"], line["actual"], line["import"], line["from"]) for line in lines] == [
        ("changed", "pending", "underpaid", Decimal(100), Decimal(80), f"I{late.entry}", "file.csv"),
        ("appeared", None, "unknown", None, Decimal(100), f"I{late.entry}", "file.csv"),
    ]  # fmt: skip
    told_sums = {line["class"]: (line["frozen"], line["moved"], line["now"], line["moved_actual"], line["now_actual"]) for line in sums}
    assert told_sums["pending"] == (1, -1, 0, Decimal(-100), Decimal(0))
    assert told_sums["underpaid"] == (0, 1, 1, Decimal(80), Decimal(80))
    assert told_sums["unknown"] == (1, 1, 2, Decimal(100), Decimal(200))
    assert listed(books)[0]["state"] == "holds", "what is frozen is not touched"


def test_a_row_that_finds_its_sale_vanishes_as_a_case_of_its_own(books: Books) -> None:
    close(books)
    books.sale("Z", on="2026-09-03")
    books.reconcile()
    lines, _sums = moved(books)
    assert [(line["what"], line["id"][0]) for line in lines] == [("vanished", "R"), ("appeared", "S")]


def test_terms_and_payments_are_named_as_what_moved_a_case(books: Books) -> None:
    close(books)
    books.terms("shop", programs.Terms(percent=Decimal(20)))
    books.reconcile()
    lines, _sums = moved(books)
    assert {line["from"] for line in lines if line["what"] == "changed"} == {"program edit shop"}


def test_money_that_only_moved_to_another_sale_names_the_change_beside_it(books: Books) -> None:
    """One payment of 300 pays the three oldest rows. One that is older than the third turns up, and takes its place."""
    books.sales("O1", "O2", on="2026-09-10")
    books.rows(Row(transaction="o1", order="O1", date="2026-09-10", validated="2026-09-12"))
    books.payout("300", "2026-09-20", network="admitad")
    close(books)
    late = books.rows(Row(transaction="o2", order="O2", program="shop", date="2026-09-10", validated="2026-09-11"))
    books.reconcile()
    brought = {line["id"]: (line["class"], line["import"], line["cause"]) for line in moved(books)[0]}
    assert brought["S6"] == ("paid", f"I{late.entry}", "itself")
    assert brought["S5"] == ("awaiting", f"I{late.entry}", "beside")


def test_what_an_undo_brought_names_the_undo(books: Books) -> None:
    late = books.rows(Row(transaction="8", order="Y"))
    close(books)
    undone = books.undo(late)
    books.reconcile()
    (line,) = moved(books)[0]
    assert (line["what"], line["import"], line["from"], line["cause"]) == (
        "vanished", f"I{undone.entry}", f"undo I{late.entry}", "beside",
    )  # fmt: skip


def test_money_that_arrived_late_stands_below_the_classes(books: Books) -> None:
    books.payout("50", "2026-09-20", program="shop")
    close(books)
    books.payout("70", "2026-09-21", program="shop")
    books.reconcile()
    (payouts,) = [line for line in moved(books)[1] if line["class"] == "payouts"]
    assert (payouts["frozen"], payouts["moved"], payouts["now"]) == (1, 1, 2)
    assert (payouts["frozen_actual"], payouts["moved_actual"], payouts["now_actual"]) == (Decimal(50), Decimal(70), Decimal(120))


def test_movements_can_be_narrowed(books: Books) -> None:
    close(books)
    books.rows(Row(transaction="8", order="Y"))
    books.reconcile()
    assert len(moved(books)[0]) == 1
    assert moved(books, program="other") == ([], [])
    assert moved(books, currency="USD") == ([], [])
    assert moved(books, start=date(2026, 10, 1)) == ([], [])


def test_income_says_that_its_period_is_closed(books: Books) -> None:
    with books.open() as store:
        assert told(store, report(store, "income"), None, None) == report(store, "income")
    close(books)
    books.rows(Row(transaction="8", order="Y"))
    books.reconcile()
    with books.open() as store:
        table = told(store, report(store, "income"), date(2026, 9, 1), date(2026, 10, 1))
        other = told(store, report(store, "income"), date(2026, 10, 1), None)
    assert "Closed: 2026-09. These figures are live; movements since: 1 (partnercli report movements)." in table.notes
    assert not any("Closed" in note for note in other.notes)


# ── frozen + movements = live ───────────────────────────────────────────────────────────────────────────────────────

MONEY = st.sampled_from([None, Decimal(0), Decimal(100), Decimal("80.5")])
CASE = st.fixed_dictionaries({
    "sale": st.sampled_from([None, 1, 2, 3]), "row_id": st.integers(1, 4), "program": st.sampled_from([None, "shop", "other"]),
    "currency": st.sampled_from(["RUB", "USD"]), "expected": MONEY, "actual": MONEY, "paid": MONEY,
    "class": st.sampled_from(["paid", "pending", "unknown"]), "standing": st.sampled_from(["paid", "pending"]),
    "on_day": st.sampled_from([date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 1)]),
})  # fmt: skip
CASES = st.lists(CASE, max_size=5, unique_by=lambda case: ("S", case["sale"]) if case["sale"] else ("R", case["row_id"]))
Sums = dict[tuple[str, str], tuple[int, Decimal, Decimal]]
NOTHING = (0, Decimal(0), Decimal(0))


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A reconciled store, whose kept outcomes a test may replace."""
    books = new_books(tmp_path_factory.mktemp("closes"))
    books.reconcile()
    with books.open() as store:
        yield store


def turned_out(store: Store, cases: list[dict[str, Any]]) -> None:
    """These are the cases now."""
    store.query("delete from outcome")
    for case in cases:
        store.insert("outcome", {**case, "lead": case["sale"], "reason": "", "rows_n": 1})


def live(store: Store) -> Sums:
    rows = store.query(
        "select class, currency, count(*), coalesce(sum(expected), 0), coalesce(sum(actual), 0) from verdict"
        " where on_day >= date '2026-09-01' and on_day < date '2026-10-01' group by class, currency"
    )
    return {(kind, currency): (count, expected, actual) for kind, currency, count, expected, actual in rows}


def changes(lines: list[dict[str, Any]]) -> Sums:
    """What movements take from the classes they leave and bring to those they enter."""
    found: Sums = defaultdict(lambda: NOTHING)
    for line in lines:
        for sign, was in ((-1, "_was"), (1, "")):
            if line[f"class{was}"]:
                key = (line[f"class{was}"], line["currency"] if not was else line["currency_was"])
                figures = (1, line[f"expected{was}"] or 0, line[f"actual{was}"] or 0)
                found[key] = plus(found[key], tuple(sign * figure for figure in figures))
    return found


def plus(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))


@given(CASES, CASES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_frozen_and_movements_make_what_is_there_now(
    one_store: Store, before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> None:
    turned_out(one_store, before)
    one_store.query("update close set reopened = 0")
    with one_store.change("close") as entry:
        closes.close(one_store, SEPTEMBER, entry)
    frozen = live(one_store)
    turned_out(one_store, after)
    table, now = movements(one_store), live(one_store)
    found = changes(named(table))
    for key in {*frozen, *now, *found}:
        assert plus(frozen.get(key, NOTHING), found[key]) == now.get(key, NOTHING), key
    assert table.summary
    sums = {(line["class"], line["currency"]): line for line in named(table.summary)}
    for key, line in sums.items():
        assert (line["frozen"], line["frozen_expected"], line["frozen_actual"]) == frozen.get(key, NOTHING), key
        assert (line["moved"], line["moved_expected"], line["moved_actual"]) == found[key], key
        assert (line["now"], line["now_expected"], line["now_actual"]) == now.get(key, NOTHING), key
    assert sums.keys() >= {*frozen, *now}
    assert report(one_store, "closes", start=SEPTEMBER.start).rows[0][4] == "holds"


# ── on the command line ─────────────────────────────────────────────────────────────────────────────────────────────


def test_closing_on_the_command_line(demo_desk: Desk) -> None:
    before = demo_desk.state()
    assert demo_desk.fact("close", "2026-09", "--dry-run").startswith("(dry run) Closed 2026-09 (I")
    assert demo_desk.state() == before
    said = demo_desk.fact("close", "last-month")
    assert said.startswith("Closed 2026-10 (I")
    assert demo_desk("closes", "--json").json()["rows"][0]["state"] == "holds"
    assert demo_desk("report", "movements", "--period", "2026-10", "--json").json()["rows"] == []
    assert "Closed: 2026-10. These figures are live" in demo_desk("report", "income", "--period", "2026-10", "--format", "md").out
    assert demo_desk("close", "2026-10").code == 2
    assert demo_desk("reopen", "2026-10").code == 2
    assert demo_desk.fact("reopen", "2026-10", "--reason", "a late statement").startswith("Opened 2026-10 again")
    assert "a late statement" in demo_desk.fact("closes")
    assert "Changes since" not in demo_desk("report", "income").err, "closing changes no figure"
