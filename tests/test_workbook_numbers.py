"""Numbers, dates and sheets of workbooks: what a cell holds is known, whatever the profile says of texts."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from decimal import Decimal

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from conftest import ROOT, Desk
from partnercli import intake
from partnercli.errors import InputRejected
from partnercli.intake.cellvalues import spelled
from partnercli.intake.rows import read_table
from partnercli.intake.source import Source, read_source
from refusals import refused
from test_reader_sheet import DATA, cell, ods, text_cell

HEAD = ["Номер", "Дата", "Программа", "Статус", "Вознаграждение"]
DAY = datetime.date(2026, 10, 12)


def source(data: bytes) -> Source:
    return read_source("-", io.BytesIO(data))


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    """An XLSX workbook of these sheets: strings are text cells, numbers and days what they are."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"default_date_format": "dd.mm.yyyy"}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    write = sheet.write_string if isinstance(value, str) else sheet.write
                    write(at, column, value)
            if name in hidden:
                sheet.hide()
    return packed.getvalue()


def order(number: str, amount: object, day: object = DAY) -> list[object]:
    return [number, day, "Курсы", "одобрен", amount]


def commissions(data: bytes, profile: str = "direct_ru") -> dict[str, Decimal]:
    """By transaction id, of a file of which nothing is refused."""
    records = intake.read(source(data), profile=profile)
    assert records.rejects == []
    return {
        row["transaction_id"]: row["commission"].normalize() for frame in records.frames for row in frame.to_dicts()
    }


# --- numbers


def test_a_number_cell_is_that_number_whatever_mark_the_profile_gives_texts() -> None:
    cells = {"A": 1.234, "B": 1234.567, "C": "1.234,50", "D": "1,234", "E": 5, "F": 0.1 + 0.2, "G": -12.5}
    found = commissions(workbook(("S", [HEAD, *(order(number, amount) for number, amount in cells.items())])))
    expected = {"A": "1.234", "B": "1234.567", "C": "1234.5", "D": "1.234", "E": "5", "F": "0.3", "G": "-12.5"}
    assert found == {number: Decimal(text) for number, text in expected.items()}


def test_a_text_that_looks_like_a_number_cell_is_refused_and_the_number_is_not() -> None:
    records = intake.read(source(workbook(("S", [HEAD, order("A", 1.5), order("B", "1.5")]))), profile="direct_ru")
    assert [(reject.line, reject.problem.code) for reject in records.rejects] == [(3, "other_mark")]
    assert records.read == 2


def test_number_cells_of_ods_have_no_mark_to_decide() -> None:
    head = "".join(map(text_cell, HEAD))
    row = cell("date", "2026-10-12", "date-value") + text_cell("Курсы") + text_cell("одобрен")
    data = ods(head, text_cell("A") + row + cell("float", "1.234"), text_cell("B") + row + text_cell("1,234"))
    assert commissions(data) == {"A": Decimal("1.234"), "B": Decimal("1.234")}


def test_number_cells_of_xls_are_known() -> None:
    (chunk,) = read_table(read_source(str(DATA / "report.xls"), io.BytesIO())).chunks()
    assert chunk.typed is not None
    # id as text and as number, day, day with time, amount; a logical value is a word
    assert chunk.typed.rows() == [(False, True, True, True, False), (True, True, False, True, False)]


def payouts(*amounts: object) -> bytes:
    head = ["ID", "Date", "Amount", "Currency", "Reference", "Network"]
    return workbook(("S", [head, *([f"P{n}", DAY, amount, "RUB", "r", "n"] for n, amount in enumerate(amounts))]))


def received(data: bytes) -> list[Decimal]:
    records = intake.read(source(data), profile="neutral_payouts")
    assert records.rejects == []
    return [amount for frame in records.frames for amount in frame["amount"]]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((1.234, 12.345), ("1.234", "12.345")),  # a text could be 1234
        ((1.234, "1 234,57"), ("1.234", "1234.57")),  # the text proves the comma, for texts
        ((1234.57, "1 234,57"), ("1234.57", "1234.57")),  # no contradiction
    ],
)
def test_number_cells_take_no_part_in_what_a_column_proves(cells: tuple[object, ...], expected: tuple[str]) -> None:
    assert received(payouts(*cells)) == [Decimal(text) for text in expected]


def test_texts_alone_still_have_to_prove_their_mark() -> None:
    with refused(InputRejected, "mixed_decimal_marks"):
        received(payouts(5.5, "1 234.57", "1 234,57"))


def test_totals_of_a_workbook_are_read_as_its_numbers_are() -> None:
    rows = [HEAD, order("A", 1.234), order("B", 2.5)]
    good, bad = (workbook(("S", [*rows, ["Итого", "", "", "", total]])) for total in (3.734, 3734))
    assert commissions(good).keys() == {"A", "B"}
    (reject,) = intake.read(source(bad), profile="direct_ru").rejects
    assert (reject.problem.code, reject.raw) == ("totals_differ", "Итого\t\t\t\t3734")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"), (2.9999999999999996, "3"), (1e-7, "0.0000001"), (1234567890123456.0, "1234567890123456"),
        (1e22, "1" + "0" * 22), (-0.5, "-0.5"), (float("nan"), "nan"), (True, "true"), (7, "7"), ("", None), (" ", " "),
        (DAY, "2026-10-12"), (datetime.datetime(2026, 10, 12, 1, 2, 3, 500_000), "2026-10-12 01:02:03.500"),
        (datetime.time(1, 2, 3), "01:02:03"), (datetime.timedelta(hours=30, seconds=1), "30:00:01"),
    ],
)  # fmt: skip
def test_the_text_of_a_value(value: object, text: str | None) -> None:
    assert spelled([value, 1]) == [text, "1"]  # type: ignore[list-item]


# --- dates


def test_date_cells_need_no_format_of_the_profile() -> None:
    """The card statement knows 31.05.2026 alone; ISO in a text cell stays refused."""
    head = [
        "Тип карты",
        "Дата совершения операции",
        "Дата обработки операции",
        "Код авторизации",
        "Сумма в валюте счета",
    ]
    data = workbook(("S", [head, ["МИР", DAY, DAY, "1", -1.5], ["МИР", "", "2026-10-12", "2", -2.5]]))
    records = intake.read(source(data), profile="sberbank_card_csv")
    assert [day for frame in records.frames for day in frame["booked_on"]] == [DAY]
    assert [(reject.line, reject.problem.code) for reject in records.rejects] == [(3, "bad_stamp")]


def test_dates_typed_and_spelled_stand_in_one_column() -> None:
    data = workbook(("S", [HEAD, order("A", 1), order("B", 2, "12.10.2026"), order("C", 3, "31.10.2026")]))
    records = intake.read(source(data), profile="direct_ru")
    days = [day for frame in records.frames for day in frame["event_on"]]
    assert (days, records.rejects) == ([DAY, DAY, datetime.date(2026, 10, 31)], [])


# --- sheets


def test_all_visible_sheets_of_one_header_are_one_table() -> None:
    data = workbook(
        ("Сентябрь", [HEAD, order("A", 1)]),
        ("Старое", [HEAD, order("H", 100)]),
        ("Октябрь", [["Отчёт", ""], HEAD, order("B", 2), order("C", "x"), [""] * 5 + ["примечание"]]),
        ("Справка", [["Код", "Имя"], ["1", "2"]]),
        ("Пустой", [["Код", "Имя"]]),
        hidden=["Старое"],
    )
    records = intake.read(source(data), profile="direct_ru")
    assert [number for frame in records.frames for number in frame["transaction_id"]] == ["A", "B"]
    told = {(reject.line, reject.raw) for reject in records.rejects}
    assert (4, "Октябрь: C\t2026-10-12\tКурсы\tодобрен\tx\t") in told
    assert records.raw([2])[2].startswith("Сентябрь: A\t2026-10-12\tКурсы\tодобрен\t1 | Октябрь: Номер")
    assert records.left_out == ("Справка",)


def test_sheets_that_are_not_read_are_named(desk: Desk) -> None:
    (desk.folder / "two.xlsx").write_bytes(
        workbook(("Заказы", [HEAD, order("A", 1)]), ("Склад", [["Код", "Имя"], ["1", "2"]]))
    )
    assert desk("init").code == 0
    desk("program", "apply", str(ROOT / "sample_data" / "programs.yaml"))
    done = desk("import", "two.xlsx", "--dry-run")
    assert "two.xlsx: sheets not read: Склад." in done.err


def test_a_hidden_sheet_is_read_when_it_is_named() -> None:
    data = workbook(("Open", [["a", "b"], ["1", "2"]]), ("Hidden", [["c", "d"], ["3", "4"]]), hidden=["Hidden"])
    assert read_table(source(data)).header == ("a", "b")
    assert read_table(source(data), sheet="Hidden").header == ("c", "d")
    assert read_table(source(data), sheet="Open").left_out == ()


def test_a_summary_before_the_records_is_not_read_for_them() -> None:
    summary = [["Статус", "Вознаграждение", "Дата"], ["одобрен", 3, DAY]]
    records = intake.read(source(workbook(("Итоги", summary), ("Заказы", [HEAD, order("A", 1), order("B", 2)]))))
    assert (records.profile.name, records.read, records.left_out) == ("direct_ru", 2, ("Итоги",))


def test_a_midnight_among_stamps_is_a_stamp() -> None:
    noon = datetime.datetime(2026, 10, 12, 12)
    (chunk,) = read_table(source(workbook(("S", [["a", "b"], [DAY, DAY], [noon, "2026-10-12 12:00"]])))).chunks()
    assert chunk.frame["c0"].to_list() == ["2026-10-12 00:00:00", "2026-10-12 12:00:00"]
    assert chunk.frame["c1"].to_list() == ["2026-10-12", "2026-10-12 12:00"]
