"""Receipts, spend and lines of payments in the store; leads without a program; the columns a store before them lacked."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from books import TODAY, Books, Row, new_books
from partnercli.domain.records import ROLES, RecordKind
from partnercli.reports import report
from partnercli.store import migrate
from partnercli.store.imports import Imported, Incoming, save
from partnercli.store.store import Store, create

TYPES: dict[str, Any] = {
    "refs": pl.List(pl.String), "money": pl.Decimal(18, 4), "stamp": pl.Datetime("us"), "day": pl.Date,
    "days": pl.Date, "count": pl.Int64,
}  # fmt: skip


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def frame(kind: RecordKind, *records: Mapping[str, Any]) -> pl.DataFrame:
    """Records as intake hands them over: the columns of the kind, `line` from 2 on, `content` where there is no id."""
    shape: dict[str, Any] = {"line": pl.Int64, "content": pl.String}
    for role, type_ in ROLES[kind].items():
        shape[role] = TYPES.get(type_, pl.String)
        if type_ == "stamp":
            shape[role.removesuffix("_at") + "_on"] = pl.Date
        if type_ == "days":
            shape["spent_until"] = pl.Date
        if type_ == "status":
            shape["states"] = pl.String
    rows = []
    for line, record in enumerate(records, start=2):
        content = None if "transaction_id" in record else repr(sorted(record.items()))
        rows.append({**dict.fromkeys(shape), "line": line, "content": content, **record})
    return pl.DataFrame(rows, schema=shape)


def keep(books: Books, kind: RecordKind, *records: Mapping[str, Any], **wishes: Any) -> Imported:
    """Import the records, half of them a frame."""
    whole = frame(kind, *records)
    middle = len(whole) // 2
    incoming = Incoming(
        file="file.csv", sha256=repr(records), kind=kind, profile="bank", network="", account="", encoding="utf-8",
        frames=[part for part in (whole[:middle], whole[middle:]) if len(part)], rejects=[], read=len(whole),
        raw_of=lambda lines: {line: f"line {line}" for line in lines}, **wishes,
    )  # fmt: skip
    with books.open() as store:
        return save(store, incoming)


def codes(done: Imported) -> list[tuple[int, str]]:
    return [(reject.line, reject.problem.code) for reject in done.rejects]


def receipt(id_: str, amount: str, **said: Any) -> dict[str, Any]:
    return {
        "transaction_id": id_, "booked_at": datetime(2026, 10, 5, 9), "booked_on": date(2026, 10, 5),
        "amount": Decimal(amount), "currency": "RUB", "status": "ok", "states": "booked", **said,
    }  # fmt: skip


def test_receipts_keep_their_sign_and_read_twice_are_once(books: Books) -> None:
    lines = [
        receipt("1", "1000.50", counterparty="Admitad"),
        receipt("2", "-99.01", fee=Decimal("1.5"), account="40817"),
    ]
    done = keep(books, "receipts", *lines)
    assert (done.new, done.totals) == (2, {"RUB": Decimal("901.49")})
    assert (done.first_on, done.last_on) == (date(2026, 10, 5), date(2026, 10, 5))
    assert keep(books, "receipts", *lines).same == 2
    assert books.query("select amount, fee, counterparty, own_account from receipt order by id") == [
        (Decimal("1000.5"), None, "Admitad", ""),
        (Decimal("-99.01"), Decimal("1.5"), "", "40817"),
    ]
    assert books.broken() == []


def test_a_booked_receipt_is_not_pending_again(books: Books) -> None:
    pending = receipt("1", "10", states="pending", status="hold")
    keep(books, "receipts", pending)
    assert keep(books, "receipts", receipt("1", "10")).changed == 1
    assert keep(books, "receipts", pending, receipt("2", "1")).changed == 0  # only what was overtaken, again
    assert keep(books, "receipts", {**pending, "amount": Decimal(11)}).changed == 1  # an older statement, read later
    assert books.query("select version, state, current from receipt where id = 1 order by version") == [
        (1, "pending", False),
        (2, "booked", True),
        (3, "pending", False),
    ]
    assert books.broken() == []


def test_money_without_a_currency_is_refused_alone(books: Books) -> None:
    done = keep(
        books, "receipts", receipt("1", "10"), receipt("2", "5", currency=None), {**receipt("3", "5"), "amount": None}
    )
    assert codes(done) == [(3, "no_currency_here"), (4, "no_amount")]
    assert (done.new, done.rejects[0].raw) == (1, "line 3")


def cost(campaign: str, amount: str, **said: Any) -> dict[str, Any]:
    return {
        "transaction_id": f"{campaign}/2026-10-05", "spent_on": date(2026, 10, 5), "campaign": campaign,
        "amount": Decimal(amount), "currency": "RUB", "clicks": 10, **said,
    }  # fmt: skip


def test_a_newer_file_replaces_the_spend_of_a_day(books: Books) -> None:
    keep(books, "spend", cost("a", "100"), cost("b", "50", spent_until=date(2026, 10, 11)))
    done = keep(books, "spend", cost("a", "110", clicks=12), cost("b", "50", spent_until=date(2026, 10, 11)))
    assert (done.new, done.changed, done.same) == (0, 1, 1)
    assert done.last_on == date(2026, 10, 11)
    assert books.query("select campaign, amount, clicks, spent_until from spend where current order by id") == [
        ("a", 110, 12, date(2026, 10, 5)),
        ("b", 50, 10, date(2026, 10, 11)),
    ]
    assert books.broken() == []


def test_equal_lines_without_an_id_are_all_kept(books: Books) -> None:
    line = {"spent_on": date(2026, 10, 5), "campaign": "a", "amount": Decimal(5), "currency": "RUB"}
    assert keep(books, "spend", line, line, line).new == 3
    again = keep(books, "spend", line, line)
    assert (again.new, again.same) == (0, 2)
    [notice] = again.notices
    assert (notice.line, notice.problem.code, notice.problem.facts["count"]) == (2, "equal_rows", 2)
    assert keep(books, "spend", line, line).notices == []  # the very file again


def spent(books: Books, start: str | None = None, stop: str | None = None) -> list[tuple[Any, ...]]:
    """(first day, last day, amount, clicks) of each line; `stop` is the first day no more."""
    with books.open() as store:
        found = report(
            store, "spend", start=start and date.fromisoformat(start), stop=stop and date.fromisoformat(stop)
        )
    places = [[column.key for column in found.columns].index(key) for key in ("date", "until", "amount", "clicks")]
    return [tuple(row[place] for place in places) for row in found.rows]


def test_a_period_takes_its_days_of_a_line_and_their_share(books: Books) -> None:
    keep(books, "spend", cost("a", "100", spent_on=date(2026, 10, 29), spent_until=date(2026, 11, 4), clicks=10))
    assert spent(books) == [(date(2026, 10, 29), date(2026, 11, 4), 100, 10)]
    assert spent(books, stop="2026-11-01") == [(date(2026, 10, 29), date(2026, 10, 31), Decimal("42.84"), 3)]
    assert spent(books, "2026-11-01") == [(date(2026, 11, 1), date(2026, 11, 4), Decimal("57.16"), 7)]
    assert spent(books, "2026-11-04", "2026-11-05") == [(date(2026, 11, 4), None, Decimal("14.32"), 4)]
    assert spent(books, "2026-11-05") == []


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("12500.00", "RUB"), ("-0.05", "USD"), ("99999999999999.9999", "RUB"), ("1000", "JPY"), ("0.0001", "EUR")],
)
def test_the_days_of_a_line_add_up_to_it(books: Books, amount: str, currency: str) -> None:
    line = cost("a", amount, currency=currency, spent_on=date(2026, 10, 1), spent_until=date(2026, 10, 7), clicks=None)
    keep(books, "spend", line)
    days = [spent(books, f"2026-10-0{day}", f"2026-10-0{day + 1}") for day in range(1, 8)]
    assert sum(day[0][2] for day in days) == Decimal(amount)
    assert len({day[0][2] for day in days[:-1]}) == 1
    assert {day[0][3] for day in days} == {None}


def test_wishes_no_record_is_in_need_of_are_named(books: Books) -> None:
    assert keep(books, "spend", cost("a", "1"), program="shop", payment="X").unused == ("payment", "program")
    lead = {"name": "Anna", "program_name": "other"}
    assert keep(books, "leads", lead, program="shop").unused == ("program",)
    assert keep(books, "leads", {"name": "Boris", "program_name": None}, program="shop").unused == ()


def test_lines_of_a_payment_need_a_payment_and_something_paid(books: Books) -> None:
    lines: list[dict[str, Any]] = [
        {"payment_ref": "PAY1", "row_ref": "T1", "program_name": "shop", "amount": Decimal("10.5")},
        {"payment_ref": "PAY1", "row_ref": "T2", "program_name": "nobody we know"},
        {"row_ref": "T3", "program_name": "shop"},
        {"payment_ref": "PAY1", "program_name": "shop"},
    ]
    done = keep(books, "lines", *lines)
    assert codes(done) == [(4, "no_payment"), (5, "empty_line")]
    assert books.query("select payment_ref, row_ref, program, amount, currency from payout_line order by id") == [
        ("PAY1", "T1", "shop", Decimal("10.5"), "RUB"),
        ("PAY1", "T2", None, None, None),
    ]
    assert codes(keep(books, "lines", *lines, payment="PAY2")) == [(5, "empty_line")]
    assert books.broken() == []


def test_the_same_row_in_two_payments_is_two_lines(books: Books) -> None:
    line = {"row_ref": "T1", "program_name": "shop"}
    assert [keep(books, "lines", line, payment=payment).new for payment in ("PAY1", "PAY2", "PAY1")] == [1, 1, 0]
    assert books.query("select payment_ref from payout_line where current order by 1") == [("PAY1",), ("PAY2",)]


def test_money_of_a_line_is_in_the_currency_of_its_program(books: Books) -> None:
    line = {"payment_ref": "P", "row_ref": "T1", "program_name": "shop", "amount": Decimal(1), "currency": "USD"}
    assert codes(keep(books, "lines", line)) == [(2, "currency_of_program")]


def test_a_line_finds_its_program_when_it_is_added(books: Books) -> None:
    keep(books, "lines", {"payment_ref": "P", "row_ref": "T1", "program_name": "Late"})
    books.program("late")
    assert books.query("select program, network from payout_line") == [("late", "admitad")]


def test_leads_without_a_program_take_the_one_that_was_named(books: Books) -> None:
    lead = {"transaction_id": "1", "name": "Anna", "lead_on": date(2026, 10, 1)}
    assert codes(keep(books, "leads", lead)) == [(2, "no_program_named")]
    assert keep(books, "leads", lead, program="other").new == 1
    assert books.query("select program from lead") == [("other",)]


def test_several_records_of_one_line_are_told_apart(books: Books) -> None:
    """A reader of records may give several the same line: all are kept, each refusal is its own."""
    many = [receipt("1", "1", line=7), receipt("2", "2", line=7), receipt("3", "3", line=7, currency=None)]
    done = keep(books, "receipts", *many)
    assert (done.new, codes(done)) == (2, [(7, "no_currency_here")])


def test_each_kind_is_taken_back(books: Books) -> None:
    before = books.facts()
    done = [
        keep(books, "receipts", receipt("1", "1"), receipt("2", "2")),
        keep(books, "spend", cost("a", "1")),
        keep(books, "lines", {"payment_ref": "P", "row_ref": "T1"}),
    ]
    kept = books.facts()
    later = keep(books, "receipts", receipt("1", "5"), receipt("2", "2"))
    assert books.undo(later).restored == 1
    assert books.facts() == kept
    assert [books.undo(one).gone for one in reversed(done)] == [1, 1, 2]
    assert books.facts() == before
    assert books.broken() == []


OLD_TABLES = (
    "program",
    "program_term",
    "lead",
    "lead_event",
    "sale",
    "payout",
    "link",
    "reject",
    "reconciled",
)


def test_a_store_from_before_keeps_all_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first migration alone, filled by hand as the program of then did; then brought up to date."""
    only_first = tmp_path / "migrations"
    only_first.mkdir()
    shutil.copy(migrate.FILES / "0001_spine.sql", only_first)
    path = tmp_path / "old.duckdb"
    with monkeypatch.context() as patched:
        patched.setattr(migrate, "FILES", only_first)
        create(path)
        with Store(path, write=True, today=TODAY) as store:
            for statement in OLD:
                store.query(statement)
            before = {table: store.query(f"select * from {table} order by all") for table in (*OLD_TABLES, "entry", "network_row", "import_file")}  # fmt: skip
    old = Books(path)
    for table in OLD_TABLES:
        assert old.query(f"select * from {table} order by all") == before[table]
    assert old.query("select id, made_at, command, subject from entry where command <> 'upgrade' order by all") == before["entry"]
    assert old.query("select * exclude (vanished), vanished from network_row order by all") == [
        (*row, False) for row in before["network_row"]
    ]
    assert [row[: len(before["import_file"][0])] for row in old.query("select * from import_file order by entry")] == (
        before["import_file"]
    )
    assert old.query("select place, ignored_n, undone_by, sighted from import_file where entry = 3") == [
        ("", 0, None, False)
    ]
    assert old.query("select sum(commission) from row_now") == [(Decimal(190),)]
    assert old.broken() == []
    assert old.undo(5).restored == 1
    assert old.query("select sum(commission) from row_now") == [(Decimal(200),)]


def _old_row(id_: int, version: int, current: bool, entry: int, commission: int) -> str:
    return (
        "insert into network_row by name select"
        f" {id_} as id, {version} as version, {current} as current, {entry} as entry, {id_ + 1} as line, 'neutral_rows' as source,"
        f" '' as account, 'shop/=T{id_}' as key, 'admitad' as network, 'shop' as program, 'shop' as program_name,"
        f" 'T{id_}' as transaction_id, timestamp '2026-09-02' as event_at, date '2026-09-02' as event_on, 'ok' as status,"
        f" 'validated' as validation, 'unknown' as payment, false as correction, {commission} as commission, 'RUB' as currency"
    )


def _old_import(entry: int, read: int, new: int, changed: int, same: int) -> str:
    return (
        f"insert into import_file values ({entry}, 'f{entry}.csv', '{entry}', 'neutral_rows', 'rows', 'neutral_rows', '',"
        f" 'utf-8', {read}, {new}, {changed}, {same}, 0, '')"
    )


OLD = (
    *(f"insert into entry values ({entry}, timestamp '2026-10-01', 'import', '')" for entry in range(1, 6)),
    "insert into program values ('shop', 'Shop', 'admitad', '10', '', 'RUB', '', false, 1)",
    _old_row(1, 1, False, 3, 100),
    _old_row(1, 2, True, 5, 90),
    _old_row(2, 1, True, 3, 100),
    _old_import(3, 2, 2, 0, 0),
    _old_import(5, 1, 0, 1, 0),
)


def test_an_old_import_others_may_have_seen_cannot_be_taken_back(tmp_path: Path) -> None:
    """What an import from before saw a second time is not known: nothing is guessed."""
    from partnercli.errors import UsageError
    from refusals import refused

    books = new_books(tmp_path)
    first = books.rows(Row(transaction="1"))
    books.rows(Row(transaction="1"), Row(transaction="2"))
    with books.open() as store:
        store.query("update import_file set sighted = false")
        store.query("delete from sighting")
    with refused(UsageError, "undo_unsure"):
        books.undo(first)
