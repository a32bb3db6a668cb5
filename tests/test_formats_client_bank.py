"""1C client-bank exchange: direction, totals, encodings, and damage that stays where it is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats_reading import read, refusal, sample, sample_bytes

OWN, OTHER, SECOND = "40702810200000000001", "40702810900000000002", "40702810300000000003"


def document(number: int = 1, amount: str = "10.50", payer: str = OWN, payee: str = OTHER, **more: str) -> str:
    fields = {
        "Номер": str(number),
        "Дата": "11.01.2026",
        "Сумма": amount,
        "ПлательщикСчет": payer,
        "ПолучательСчет": payee,
    }
    lines = [f"{key}={value}" for key, value in (fields | more).items()]
    return "\n".join(["СекцияДокумент=Платежное поручение", *lines, "КонецДокумента", ""])


def exchange(*documents: str, accounts: str = f"РасчСчет={OWN}\n", end: str = "КонецФайла\n") -> str:
    return "1CClientBankExchange\nВерсияФормата=1.03\nКодировка=Windows\n" + accounts + "".join(documents) + end


def totals(came: str, went: str, first: str = "11.01.2026", last: str = "11.01.2026") -> str:
    return (
        f"СекцияРасчСчет\nДатаНачала={first}\nДатаКонца={last}\nРасчСчет={OWN}\n"
        f"ВсегоПоступило={came}\nВсегоСписано={went}\nКонецРасчСчет\n"
    )


def test_a_bank_file_comes_out_to_the_kopeck() -> None:
    found = sample("kilylabs_one_day_cp1251.txt")
    assert (found.table.encoding, found.rejects, len(found.rows)) == ("cp1251", [], 13)
    signed = [Decimal(text) for text in found.column("СуммаСоЗнаком")]
    # The section says 40000.00 came in and 41184.00 went out.
    assert sum(value for value in signed if value > 0) == Decimal("40000.00")
    assert sum(value for value in signed if value < 0) == Decimal("-41184.00")
    assert found.column("Направление") == ["out"] * 10 + ["in"] * 3
    assert set(found.column("Счет")) == {OWN}
    assert (found.lines[0], found.rows[0]["Номер"], found.rows[0]["День"]) == (20, "697162", "11.01.2016")
    assert (found.rows[0]["Вид"], found.rows[0]["Контрагент"]) == ("Банковский ордер", "Some random payee")
    assert found.rows[-1]["Контрагент"] == "Some random payer"


def test_a_file_whose_declared_encoding_lies_is_read_and_its_wrong_totals_are_told() -> None:
    found = sample("xini_sample1.txt")
    assert found.table.encoding == "utf-8"
    assert [(row["Вид"], row["Направление"], row["СуммаСоЗнаком"]) for row in found.rows] == [
        ("Платежное поручение", "own", "-10.10"),
        ("Платежное требование", "own", "-10.10"),
    ]
    # Two documents of 10.10 and a total of 10.10; a second account with turnover and no documents.
    assert found.rejects == [(13, "totals_differ")] * 2 + [(22, "totals_differ")] * 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "cp866", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_says_the_same(encoding: str, line_end: str) -> None:
    text = exchange(document(НазначениеПлатежа="Выплата № 7 по договору"))
    found = read(text.replace("\n", line_end).encode(encoding, "replace"))
    assert found.column("НазначениеПлатежа")[0].endswith("7 по договору")
    assert (found.lines, found.rejects) == ([5], [])
    assert found.table.raw([5]) == {5: "СекцияДокумент=Платежное поручение"}


@pytest.mark.parametrize(
    ("fields", "direction", "account", "signed", "day"),
    [
        ({}, "out", OWN, "-10.50", "11.01.2026"),
        ({"ДатаСписано": "12.01.2026"}, "out", OWN, "-10.50", "12.01.2026"),
        ({"payer": OTHER, "payee": OWN, "ДатаПоступило": "13.01.2026"}, "in", OWN, "10.50", "13.01.2026"),
        ({"payer": OTHER, "payee": SECOND}, "in", SECOND, "10.50", "11.01.2026"),
        ({"payee": SECOND, "ДатаСписано": "12.01.2026"}, "own", OWN, "-10.50", "12.01.2026"),
        ({"payee": SECOND, "ДатаПоступило": "12.01.2026"}, "own", SECOND, "10.50", "12.01.2026"),
        ({"payer": "1", "ДатаПоступило": "12.01.2026"}, "in", "", "10.50", "12.01.2026"),
        ({"payer": "1", "ПлательщикРасчСчет": OWN}, "out", OWN, "-10.50", "11.01.2026"),
    ],
)
def test_the_direction_is_told_by_our_accounts_then_by_the_dates(
    fields: dict[str, str], direction: str, account: str, signed: str, day: str
) -> None:
    found = read(exchange(document(**fields), accounts=f"РасчСчет={OWN}\nРасчСчет={SECOND}\n"))
    assert found.rejects == []
    row = found.rows[0]
    assert (row["Направление"], row["Счет"], row["СуммаСоЗнаком"], row["День"]) == (direction, account, signed, day)


@pytest.mark.parametrize(
    ("spelled", "name", "tax"),
    [
        ({"Получатель": "ИНН 7700000000 ООО Сеть", "ПолучательИНН": ""}, "ООО Сеть", "7700000000"),
        ({"Получатель": "7700000000, ООО Сеть", "ПолучательИНН": "7700000000"}, "ООО Сеть", "7700000000"),
        ({"Получатель": "ИНН 770000000000", "Получатель1": "ИП Сеть"}, "ИП Сеть", ""),
        ({"Получатель1": "2000 ООО", "ПолучательИНН": "7700000000"}, "2000 ООО", "7700000000"),
    ],
)
def test_the_counterparty_is_its_name_without_the_tax_number(spelled: dict[str, str], name: str, tax: str) -> None:
    row = read(exchange(document(**spelled))).rows[0]
    assert (row["Контрагент"], row["КонтрагентИНН"]) == (name, tax)


def test_unknown_keys_are_columns_and_a_key_named_like_ours_keeps_its_own() -> None:
    found = read(exchange(document(КодВалюты="643", Счет="x"), document(2)))
    assert found.column("КодВалюты") == ["643", ""]
    assert found.column("Документ.Счет") == ["x", ""]
    assert found.column("Счет") == [OWN, OWN]
    assert found.column("Получатель4") == ["", ""]


@pytest.mark.parametrize(
    ("damaged", "code"),
    [
        (document(2, amount="десять"), "bad_amount"),
        (document(2, amount="1 000.00"), "bad_amount"),
        (document(2, amount=""), "missing_value"),
        (document(2, payer="1", payee="2"), "direction_unknown"),
        (document(2).replace("КонецДокумента\n", ""), "section_open"),
        (document(2).replace("Номер=2", "Номер 2"), "stray_line"),
        (document(2).replace("Номер=2", "Номер=2\nНомер=3"), "key_twice"),
        (document(2, НазначениеПлатежа="x" * (1 << 20) + "x"), "field_too_long"),
    ],
)
def test_a_damaged_document_is_refused_alone(damaged: str, code: str) -> None:
    found = read(exchange(document(1), damaged, document(3)))
    assert found.column("Номер") == ["1", "3"]
    assert found.rejects == [(found.lines[0] + 7, code)]


def test_bytes_that_are_no_text_refuse_their_document_alone() -> None:
    data = (
        exchange(document(1), document(2, Получатель1="?!"), document(3)).encode("cp1251").replace(b"?!", b"\x98\x98")
    )
    found = read(data)
    assert (found.column("Номер"), [code for _, code in found.rejects]) == (["1", "3"], ["undecodable"])


def test_a_line_between_the_sections_is_told() -> None:
    found = read(exchange(document(1), "мусор\n", document(2)))
    assert (found.column("Номер"), found.rejects) == (["1", "2"], [(12, "stray_line")])


def test_a_file_without_its_end_is_refused_whole() -> None:
    whole = exchange(document(1), document(2))
    for end in (len(whole) - len("КонецФайла\n"), len(whole) - 80, len(whole) // 2):
        assert refusal(whole[:end]) == ("truncated_file", "file")


def test_totals_are_of_the_account_and_the_days_of_their_section() -> None:
    came = document(1, "100", payer=OTHER, payee=OWN, ДатаПоступило="11.01.2026")
    later = document(2, "7", ДатаСписано="12.01.2026")
    right = totals("100.00", "0") + totals("0", "7.00", "12.01.2026", "12.01.2026") + totals("", "")
    assert read(exchange(right, came, later)).rejects == []
    wrong = read(exchange(totals("100.01", "0"), came, later))
    assert (wrong.rejects, len(wrong.rows)) == ([(5, "totals_differ")], 2)


def test_two_files_glued_together_are_both_read() -> None:
    found = read(exchange(document(1)) + exchange(document(2)))
    assert (found.column("Номер"), found.rejects) == (["1", "2"], [])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.decimals(0, 10**6, places=2), st.booleans()), min_size=1, max_size=8))
def test_signed_amounts_add_up_to_the_turnover(payments: list[tuple[Decimal, bool]]) -> None:
    documents = [
        document(n, str(amount), *((OTHER, OWN) if incoming else (OWN, OTHER)))
        for n, (amount, incoming) in enumerate(payments)
    ]
    came = sum((amount for amount, incoming in payments if incoming), Decimal(0))
    went = sum((amount for amount, incoming in payments if not incoming), Decimal(0))
    found = read(exchange(totals(str(came), str(went)), *documents))
    assert found.rejects == []
    assert sum(Decimal(text) for text in found.column("СуммаСоЗнаком")) == came - went


@settings(max_examples=40, deadline=None)
@given(st.integers(30, 900), st.binary(min_size=1, max_size=6))
def test_bytes_thrown_in_never_crash_the_reader(at: int, thrown: bytes) -> None:
    whole = sample_bytes("kilylabs_one_day_cp1251.txt")
    found = read(whole[:at] + thrown + whole[at:])
    assert len(found.rows) >= 11


@pytest.mark.parametrize(("closing", "differs"), [("989.50", False), ("989.51", True), ("-989.50", True), ("", False)])
def test_a_closing_balance_alone_is_checked(closing: str, differs: bool) -> None:
    section = totals("", "").replace("ВсегоПоступило", f"НачальныйОстаток=1000.00\nКонечныйОстаток={closing}\nВсегоПоступило")
    found = read(exchange(section, document(amount="10.50")))
    assert [code for _, code, *_ in found.rejects] == ["totals_differ"] * differs


def test_an_overdrawn_account_has_balances_below_zero() -> None:
    section = totals("", "").replace("ВсегоПоступило", "НачальныйОстаток=-5.00\nКонечныйОстаток=-15.50\nВсегоПоступило")
    assert read(exchange(section, document(amount="10.50"))).rejects == []
