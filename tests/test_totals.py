"""Lines of totals: told apart from records, however damaged, and held against what the records add up to."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from partnercli.errors import InputRejected
from profiled import column, read, refusals
from refusals import refused

ROWS = """\
kind: rows
evidence: inferred
recognise: [Id, State]
columns: {program_name: Program, transaction_id: Id, event_at: Day, status: State, sale_amount: Sale, commission: Fee}
status: {ok: validated}
currency: USD
"""
HEADER = "Program,Id,Day,State,Sale,Fee"
TWO = (HEADER, "A,1,2026-01-01,ok,10,1.50", "B,2,2026-01-02,ok,20,2")
WORDS = [
    "Итого",
    "ИТОГО:",
    "Всего",
    "Total",
    "TOTAL:",
    "Totals",
    "Grand total",
    "Subtotal",
    "Page total",
    "Сумма",
    "Sum",
]
NOT_TOTALS = [
    "Total Wine",
    "Totalum",
    "Total-Tools",
    "total.by",
    "Sum Up",
    "Summer Shop",
    "Всегоящик",
    "Records Ltd",
    "Итоговый",
]


def told(*lines: str, profile: str = ROWS) -> tuple[list[str], list[tuple[int, str]], int]:
    """Lines of the records, refusals, and how many rows were read."""
    records = read(profile, "\n".join(lines) + "\n")
    return column(records, "line"), refusals(records), records.read


GOOD = (["2", "3"], [], 2)


@pytest.mark.parametrize("word", WORDS)
def test_a_line_of_totals_is_no_record_and_no_row(word: str) -> None:
    assert told(*TWO, f"{word},,,,30,3.50") == GOOD
    assert told(*TWO, f",{word},,,30,3.50") == GOOD


@pytest.mark.parametrize("word", NOT_TOTALS)
def test_a_damaged_record_never_vanishes_as_a_total(word: str) -> None:
    for damaged, code in [
        (f"{word},3,2026-02-30,ok,10,1", "impossible_date"), (f"{word},3,2026-02-20,what,10,1", "unknown_status"),
        (f"{word},3,2026-02-20,ok,10", "ragged_row"), (f"{word},3,2026-02-20,ok,10,1,1", "ragged_row"),
        (f"{word},3,2026-02-20,ok,10,x", "bad_amount"), (f"{word},3,,ok,10,1", "missing_value"),
        (f"{word},,,,10,1", "missing_value"),
    ]:  # fmt: skip
        assert told(*TWO, damaged) == (["2", "3"], [(4, code)], 3), damaged


@pytest.mark.parametrize("word", WORDS)
def test_a_record_that_names_a_total_is_a_record_good_or_damaged(word: str) -> None:
    assert told(*TWO, f"{word},3,2026-02-20,ok,10,1") == (["2", "3", "4"], [], 3)
    assert told(*TWO, f"{word},3,2026-02-20,what,10,1") == (["2", "3"], [(4, "unknown_status")], 3)
    assert told(*TWO, f"{word},3,2026-02-30,,10,1") == (["2", "3"], [(4, "impossible_date")], 3)


@pytest.mark.parametrize(
    "line",
    ["Total,,,,30.00,3.5", "Total for January,,,,30,3.50", "Итого за май 2026,,,,,", "Total: Account,,, --,USD 30,$3.50",
     "Total (2),,,,30,3.50", "Total,2,,,30,3.50", "Total,,,1.16%,30,3.50", "Page total,,,,10,1.50", "Итого по A,,,,1,1"],
)  # fmt: skip
def test_figures_currencies_shares_and_dashes_stand_beside_a_total(line: str) -> None:
    assert told(*TWO, line) == GOOD


def test_a_total_that_the_records_do_not_make_is_refused_once_with_its_text() -> None:
    records = read(ROWS, "\n".join((*TWO, "Total,,,,31,3.60")))
    (reject,) = records.rejects
    assert (reject.line, reject.raw, reject.problem.code) == (4, "Total,,,,31,3.60", "totals_differ")
    assert dict(reject.problem.facts) == {"said": "31.00", "found": "30.00"}
    assert (column(records, "line"), records.read) == (["2", "3"], 3)


@pytest.mark.parametrize("line", ["Total,,,,30,3.49", "Total,,,,29.99,3.50", "Total,,,,,3.51", "Total,,,,30,0"])
def test_every_column_of_amounts_is_held(line: str) -> None:
    assert told(*TWO, line) == (["2", "3"], [(4, "totals_differ")], 3)


@pytest.mark.parametrize(
    "line, right",
    [("Total rows: 2", True), ("Total records: 3", False), ("Всего записей: 2", True), ("Записей,2", True), ("Rows,1", False),
     ("Всего строк,,,,,3", False)],
)  # fmt: skip
def test_counts_are_held(line: str, right: bool) -> None:
    assert told(*TWO, line) == (GOOD if right else (["2", "3"], [(4, "totals_differ")], 3))


@pytest.mark.parametrize("line", ["Total", "Total,30", "Итого,,30", "Total,,,,30,3.50,,", "Total,,,,30,3.50,7,8"])
def test_a_torn_line_of_totals_is_one_too(line: str) -> None:
    assert told(*TWO, line) == GOOD


def test_a_torn_line_of_totals_is_held_where_it_reaches() -> None:
    assert told(*TWO, "Total,,,,31") == (["2", "3"], [(4, "totals_differ")], 3)


def test_where_rows_were_refused_totals_prove_nothing() -> None:
    assert told(*TWO, "C,3,2026-01-02,what,5,5", "Total,,,,35,8.50") == (["2", "3"], [(4, "unknown_status")], 3)
    assert told(*TWO, 'C,3,"open,1', "Total,,,,35,8.50") == (["2", "3"], [(4, "open_quote")], 3)


def test_parts_and_the_whole() -> None:
    first, second = TWO[1:]
    parts = (HEADER, first, "Total,,,,10,1.50", second, "Total,,,,20,2")
    assert told(*parts) == (["2", "4"], [], 2)
    assert told(*parts, "Grand total,,,,30,3.50") == (["2", "4"], [], 2)
    assert told(*parts, "Grand total,,,,30,3.60") == (["2", "4"], [(6, "totals_differ")], 3)
    assert told(*TWO, "Page total,,,,1,1", "Total,,,,30,3.50", "Subtotal,,,,2,2") == GOOD


def test_ignored_lines_are_part_of_what_a_total_tells() -> None:
    profile = ROWS.replace("ok:", "fee: ignore, ok:")
    assert told(*TWO, "A,,,fee,0,-1", "Total,,,,30,2.50", profile=profile) == GOOD


def test_amounts_of_several_currencies_are_not_added_up_but_rows_are_counted() -> None:
    profile = ROWS.replace("commission: Fee}", "commission: Fee, currency: Cur}").replace("currency: USD\n", "")
    lines = (f"{HEADER},Cur", "A,1,2026-01-01,ok,10,1,USD", "B,2,2026-01-02,ok,20,2,EUR")
    assert told(*lines, "Total,,,,999,999,", "Total rows: 2", profile=profile) == GOOD
    assert told(*lines, "Total rows: 3", profile=profile) == (["2", "3"], [(4, "totals_differ")], 3)
    one = (lines[0], lines[1], "Total,,,,10,2,USD")
    assert told(*one, profile=profile) == (["2"], [(3, "totals_differ")], 2)


@pytest.mark.parametrize("decimal", ['","', "auto"])
def test_a_decimal_comma(decimal: str) -> None:
    lines = ["Program;Id;Day;State;Sale;Fee", "A;1;2026-01-01;ok;1 000,50;1,50", "B;2;2026-01-02;ok;0,50;2"]
    profile = f"{ROWS}decimal: {decimal}\n"
    assert told(*lines, "Итого;;;;1 001,00;3,5", profile=profile) == GOOD
    assert told(*lines, "Итого;;;;1\u00a0001,10;3,5", profile=profile) == (["2", "3"], [(4, "totals_differ")], 3)


@pytest.mark.parametrize("way", ["minor: true", "decimals: rounded"])
def test_coins_and_rounded_amounts_are_not_held_but_rows_are(way: str) -> None:
    lines = (HEADER, "A,1,2026-01-01,ok,1000,100", "B,2,2026-01-02,ok,2000,200", "Total,,,,30,3.0001")
    assert told(*lines, profile=f"{ROWS}{way}\n") == GOOD
    assert told(*lines, "Total rows: 9", profile=f"{ROWS}{way}\n") == (["2", "3"], [(5, "totals_differ")], 3)


def test_a_reversed_sign_does_not_change_what_is_held() -> None:
    assert told(*TWO, "Total,,,,30,3.50", profile=f"{ROWS}sign: reversed\n") == GOOD


def test_a_profile_adds_words() -> None:
    line = "Netto,,,,31,3.50"
    assert told(*TWO, line)[1] == [(4, "missing_value")]
    assert told(*TWO, line, profile=f"{ROWS}footer: [NETTO]\n")[1] == [(4, "totals_differ")]


LEADS = "kind: leads\nevidence: inferred\nrecognise: [Name]\ncolumns: {name: Name, phone: Phone, amount: Sum}\ncurrency: USD\n"


def test_where_any_line_could_be_a_record_a_total_says_nothing_but_amounts() -> None:
    header = ("Name,Phone,Sum", "Anna,+7 900,5", "Total,,1", "Всего Анна,,1", "Total,+7 901,1")
    assert told(*header, profile=LEADS) == (["2", "4", "5"], [(3, "totals_differ")], 4)
    assert told("Name,Phone,Sum", "Anna,+7 900,5", "Итого,,5", profile=LEADS) == (["2"], [], 1)


def test_totals_of_a_workbook() -> None:
    for said, wrong in [(30, []), (31, [(4, "totals_differ")])]:
        packed = io.BytesIO()
        with xlsxwriter.Workbook(packed) as book:
            sheet = book.add_worksheet()
            for number, cells in enumerate([*(line.split(",") for line in TWO), ["Итого", "", "", "", said, 3.5]]):
                sheet.write_row(number, 0, cells)
        records = read(ROWS, packed.getvalue())
        assert (column(records, "line"), refusals(records)) == (["2", "3"], wrong)


def test_a_file_of_totals_alone_has_no_rows() -> None:
    with refused(InputRejected, "no_rows"):
        read(ROWS, f"{HEADER}\nTotal,,,,0,0\n")
