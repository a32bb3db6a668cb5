"""MT940: what the library would swallow, signs, dates across the year, and balances."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats_reading import read, sample
from partnercli.errors import UsageError

pytest.importorskip("mt940")


def statement(*lines: str, opening: str = "C260101EUR100,00", closing: str = "C260101EUR100,00") -> str:
    return "\n".join([":20:REF", ":25:NL01BANK/1", ":28C:1", f":60F:{opening}", *lines, f":62F:{closing}", "-", ""])


def entry(mark: str = "C", amount: str = "1,00", days: str = "2601020103", purpose: str = "payment") -> str:
    return f":61:{days}{mark}{amount}NTRFNONREF//B1\n:86:{purpose}"


def test_a_hungarian_statement_with_private_tags() -> None:
    found = sample("171011_01234945.sta")
    assert found.column("Amount") == ["-2402.00", "-3460.00", "-3575.00"]  # 627311.30 to 617874.30
    assert (found.lines, found.rejects) == ([12, 24, 35], [])
    row = found.rows[0]
    assert (row["Account"], row["Currency"], row["Date"]) == ("1966315302010001", "HUF", "2017-10-11")
    assert "ERGO Versicherung AG Fiokte lep" in row["Purpose"]


def test_a_german_file_of_many_statements_agrees_with_every_balance() -> None:
    found = sample("sepa_mt9401.sta")
    assert (found.rejects, len(found.rows)) == ([], 97)
    # The first statement: RC (a credit taken back) and D go out; -1234718.36 becomes -1237628.23.
    first = found.column("Amount")[:7]
    assert first == ["300", "335.33", "15000", "66295.08", "915311.55", "-204.88", "-999946.95"]
    assert sum(map(Decimal, first)) == Decimal("-2909.87")
    row = found.rows[found.lines.index(121)]
    assert row == {
        "Account": "50880050/0194780101888", "Date": "2007-09-04", "ValueDate": "2007-09-04", "Amount": "50990.05",
        "Currency": "EUR", "Reference": "NONREF", "BankReference": "0724710352954937", "Type": "NTRF",
        "Counterparty": "Florian Frech", "CounterpartyAccount": "DE06508800500194780100",
        "Purpose": "Verwend CTSc-01 eBB TFNr 21005", "EndToEnd": "TFNR 21005 EndToEndId 00001",
    }  # fmt: skip


def test_a_dutch_statement_with_an_envelope_whose_balance_was_edited() -> None:
    found = sample("ing.sta")
    assert found.column("Amount") == ["-25.03", "-3.03", "-1.11", "-20.00", "-1.10", "3.68", "1.00"]
    assert found.rows[0]["Purpose"].startswith("RC AFREKENING BETALINGSVERKEER BETREFT REKENING 4715589")
    assert found.rejects == [(26, "totals_differ")]  # 0.00 - 45.59 is not 3.47


@pytest.mark.parametrize(
    ("mark", "signed"),
    [("C", "5.25"), ("D", "-5.25"), ("RC", "-5.25"), ("RD", "5.25"), ("CR", "5.25"), ("DR", "-5.25")],
)
def test_the_mark_gives_the_sign(mark: str, signed: str) -> None:
    closing = f"C260101EUR{Decimal(100) + Decimal(signed)}".replace(".", ",")
    found = read(statement(entry(mark, "5,25"), closing=closing))
    assert (found.column("Amount"), found.rejects) == ([signed], [])


@pytest.mark.parametrize(
    ("days", "value", "booked"),
    [
        ("260102", "2026-01-02", "2026-01-02"),
        ("2601020103", "2026-01-02", "2026-01-03"),
        ("2601011231", "2026-01-01", "2025-12-31"),
        ("2512310102", "2025-12-31", "2026-01-02"),
        ("2402280229", "2024-02-28", "2024-02-29"),
        ("260102    ", "2026-01-02", "2026-01-02"),
    ],
)
def test_the_entry_date_is_in_the_year_nearest_to_the_value_date(days: str, value: str, booked: str) -> None:
    row = read(statement(entry(days=days))).rows[0]
    assert (row["ValueDate"], row["Date"]) == (value, booked)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (":61:garbage", "bad_entry"),
        (":61:260102X1,00NTRFNONREF", "bad_entry"),
        (":61:260102C1.00NTRFNONREF", "bad_entry"),
        (":61:260102C1000000000000000,00NTRFNONREF", "bad_entry"),
        (":61:260102C1,2,3NTRFNONREF", "bad_entry"),
        (":61:260230C1,00NTRFNONREF", "impossible_date"),
        (":61:2601020230C1,00NTRFNONREF", "impossible_date"),
        (":61:261302C1,00NTRFNONREF", "impossible_date"),
        (":61:260102C1,00NTRFNONREF\n:86:" + "x" * 70_000, "field_too_long"),
    ],
)
def test_a_damaged_entry_is_refused_alone_with_its_details(line: str, code: str) -> None:
    details = "" if ":86:" in line else "\n:86:details of the damaged one"
    found = read(statement(entry(purpose="first"), line + details, entry("D", purpose="last")))
    assert found.column("Purpose") == ["first", "last"]
    assert found.rejects == [(7, code)]  # 100 + 1 - 1 = 100


def test_an_entry_missing_from_the_file_shows_in_the_balance() -> None:
    found = read(statement(entry(), entry(), closing="C260101EUR103,00"))
    assert found.rejects == [(9, "totals_differ")]


def test_balances_that_cannot_be_read_and_statements_without_an_end_are_told() -> None:
    assert read(statement(entry(), closing="C260101EURO")).rejects == [(7, "bad_balance")]
    cut = read(statement(entry()).split(":62F:")[0])
    assert (len(cut.rows), cut.rejects) == (1, [(1, "no_closing_balance")])


def test_pages_of_one_statement_are_checked_one_by_one() -> None:
    first = statement(entry(), closing="C260101EUR101,00").replace(":62F:", ":62M:")
    second = statement(entry(), opening="C260101EUR101,00", closing="C260101EUR102,00").replace(":60F:", ":60M:")
    found = read(first + second)
    assert (len(found.rows), found.rejects) == (2, [])


def test_the_text_is_never_taken_for_the_name_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = ":61:260102C1,00NTRFNONREF"
    Path(text).write_text(":61:260102C9,00NSTOsecret")
    found = read(statement(text, closing="C260101EUR101,00"))
    assert (found.column("Type"), found.column("Amount")) == (["NTRF"], ["1.00"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_encodings_and_line_ends_say_the_same(encoding: str, line_end: str) -> None:
    text = statement(entry(purpose="Выплата по договору\nномер 7"), closing="C260101EUR101,00")
    found = read(text.replace("\n", line_end).encode(encoding))
    assert (found.column("Purpose"), found.lines) == (["Выплата по договору номер 7"], [5])


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mt940", None)
    with pytest.raises(UsageError) as error:
        read(statement(entry()))
    assert (error.value.problem.code, error.value.problem.facts) == ("extra_missing", {"extra": "mt940"})


def test_the_library_says_nothing_by_itself(capfd: pytest.CaptureFixture[str]) -> None:
    read(statement(":61:260102C1,00ntrf\n//\n\n\n:86:x", ":61:zz"))
    assert capfd.readouterr() == ("", "")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["C", "D", "RC", "RD"]), st.integers(0, 10**9)), min_size=1, max_size=6))
def test_any_entries_make_the_closing_balance(entries: list[tuple[str, int]]) -> None:
    lines = [entry(mark, f"{cents // 100},{cents % 100:02}") for mark, cents in entries]
    total = 10_000 + sum(cents * (1 if mark in ("C", "RD") else -1) for mark, cents in entries)
    closing = f"{'C' if total >= 0 else 'D'}260101EUR{abs(total) // 100},{abs(total) % 100:02}"
    found = read(statement(*lines, closing=closing))
    assert (len(found.rows), found.rejects) == (len(entries), [])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 110), st.text(st.sampled_from("\n:61:86CD{-}?20,\x00я"), min_size=1, max_size=12))
def test_every_entry_line_becomes_a_row_or_a_reject(at: int, thrown: str) -> None:
    whole = statement(entry(), entry("D"))
    text = whole[:40] + whole[40 : 40 + at] + thrown + whole[40 + at :]
    found = read(text)
    entries = sum(line.startswith(":61:") for line in text.splitlines())
    told = [line for line, code in found.rejects if code not in ("totals_differ", "no_closing_balance", "bad_balance")]
    assert len(found.rows) + len(told) == entries
