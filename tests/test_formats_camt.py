"""CAMT: entries and their transactions, balances, and XML that means harm."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats_reading import read, refusal, sample
from partnercli.intake.formats import recognised, xmltree

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def amount(value: str, direction: str = "CRDT", currency: str = "EUR") -> str:
    return f'<Amt Ccy="{currency}">{value}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'


def balance(kind: str, value: str, direction: str = "CRDT") -> str:
    return f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{amount(value, direction)}</Bal>\n"


def entry(
    value: str = "10.00", direction: str = "CRDT", status: str = "BOOK", more: str = "", details: str = ""
) -> str:
    dates = "<BookgDt><Dt>2026-01-05</Dt></BookgDt><ValDt><DtTm>2026-01-06T00:00:00+01:00</DtTm></ValDt>"
    inner = f"<NtryDtls>{details}</NtryDtls>" if details else ""
    return f"<Ntry><NtryRef>N1</NtryRef>{amount(value, direction)}<Sts><Cd>{status}</Cd></Sts>{dates}{more}{inner}</Ntry>\n"


def detail(value: str = "", currency: str = "EUR", more: str = "") -> str:
    stated = f'<Amt Ccy="{currency}">{value}</Amt>' if value else ""
    return f"<TxDtls>{stated}{more}</TxDtls>"


def document(*parts: str, account: str = "<IBAN>NL1</IBAN>", head: str = "", namespace: str = NAMESPACE) -> str:
    inside = f"<Stmt>\n<Acct><Id>{account}</Id></Acct>\n{''.join(parts)}</Stmt>"
    return f'{head}<Document xmlns="{namespace}"><BkToCstmrStmt>{inside}</BkToCstmrStmt></Document>'


def test_a_dutch_statement_whose_closing_balance_was_edited() -> None:
    found = sample("test-camt053.xml")
    assert found.column("Amount") == ["-754.25", "-564.05", "-100.00", "1405.31"]
    assert found.lines == [50, 144, 185, 228]
    assert found.rejects == [(38, "totals_differ")]  # 15568.27 - 12.99 = 15555.28, and 15121.12 is said
    assert found.rows[0] == {
        "Account": "NL77ABNA0574908765", "EntryRef": "", "AcctSvcrRef": "", "EndToEndId": "435005714488-ABNO33052620",
        "TxId": "", "BookingDate": "2014-01-05", "ValueDate": "2014-01-05", "Amount": "-754.25", "Currency": "EUR",
        "Status": "BOOK", "Counterparty": "INSURANCE COMPANY TESTX", "CounterpartyAccount": "NL46ABNA0499998748",
        "Purpose": "Insurance policy 857239PERIOD 01.01.2014 - 31.12.2014", "Reference": "", "Code": "PMNT-RDDT-ESDD",
        "Reversal": "",
    }  # fmt: skip
    assert found.column("Reversal") == ["", "true", "true", ""]
    assert (found.rows[3]["Counterparty"], found.rows[3]["EndToEndId"]) == ("3rd party Media", "115")


@pytest.mark.parametrize(
    "namespace",
    [NAMESPACE, NAMESPACE.replace("053.001.08", "052.001.02"), NAMESPACE.replace("053.001.08", "054.001.13")],
)
def test_every_version_is_read_by_local_names(namespace: str) -> None:
    party = "<RltdPties><Dbtr><Pty><Nm>Net</Nm></Pty></Dbtr><DbtrAcct><Id><Othr><Id>7</Id></Othr></Id></DbtrAcct></RltdPties>"
    told = "<RmtInf><Ustrd>one</Ustrd><Ustrd>two</Ustrd><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf>"
    found = read(
        document(entry(details=detail(more=party + told)), namespace=namespace, account="<Othr><Id>9</Id></Othr>")
    )
    row = found.rows[0]
    assert (row["Account"], row["Counterparty"], row["CounterpartyAccount"]) == ("9", "Net", "7")
    assert (row["Purpose"], row["Reference"], row["ValueDate"]) == ("one two", "RF18", "2026-01-06T00:00:00+01:00")


def test_a_prefixed_namespace_is_the_same_document() -> None:
    text = document(entry()).replace("<", "<n:").replace("<n:/", "</n:").replace("xmlns=", "xmlns:n=")
    assert read(text).column("Amount") == ["10.00"]


def test_transactions_are_rows_only_when_they_make_the_entry() -> None:
    own = "<Refs><AcctSvcrRef>T1</AcctSvcrRef></Refs>"
    reference = "<AcctSvcrRef>E1</AcctSvcrRef>"

    def rows(*details: str) -> list[tuple[str, str]]:
        found = read(document(entry("10.00", more=reference, details="".join(details))))
        return [(row["Amount"], row["AcctSvcrRef"]) for row in found.rows]

    assert rows(detail("4.00", more=own), detail("6.00")) == [("4.00", "T1"), ("6.00", "")]
    turned = detail("2.00", more="<CdtDbtInd>DBIT</CdtDbtInd>")
    assert rows(detail("12.00"), turned) == [("12.00", ""), ("-2.00", "")]
    one_row = [("10.00", "E1")]
    assert rows(detail("4.00"), detail("5.00")) == one_row  # a fee is not told
    assert rows(detail("4.00"), detail("6.00", "USD")) == one_row
    assert rows(detail("4.00"), detail()) == one_row
    assert rows(detail("11.00", "USD")) == one_row  # converted: what was booked counts


def test_several_transactions_in_one_row_show_what_they_agree_on() -> None:
    def party(name: str, purpose: str) -> str:
        return detail(
            more=f"<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties><RmtInf><Ustrd>{purpose}</Ustrd></RmtInf>"
        )

    same = read(document(entry(details=party("A", "x") + party("A", "y")))).rows[0]
    assert (same["Counterparty"], same["Purpose"]) == ("A", "x y")
    assert read(document(entry(details=party("A", "x") + party("B", "x")))).rows[0]["Counterparty"] == ""


def test_balances_count_what_is_booked() -> None:
    parts = [entry("10.00"), entry("3.50", "DBIT"), entry("99.00", status="PDNG")]
    right = read(document(balance("OPBD", "1.00", "DBIT"), balance("CLBD", "5.50"), *parts))
    assert (right.rejects, right.column("Status")) == ([], ["BOOK", "BOOK", "PDNG"])
    wrong = read(document(balance("PRCD", "1.00"), balance("CLBD", "5.50"), *parts))
    assert (wrong.rejects, len(wrong.rows)) == ([(4, "totals_differ")], 3)
    assert read(document(balance("OPBD", "1.00"), *parts)).rejects == []


@pytest.mark.parametrize(
    ("damaged", "code"),
    [
        (entry("ten"), "bad_amount"),
        (entry("-1.00"), "bad_amount"),
        (entry("1,00"), "bad_amount"),
        (entry(""), "missing_value"),
        (entry(direction="in"), "bad_direction"),
        (entry(status=""), "missing_value"),
        (entry().replace(' Ccy="EUR"', ""), "missing_value"),
        (entry(more=f"<AddtlNtryInf>{'x' * 10_000_000}</AddtlNtryInf>"), "field_too_long"),
    ],
)
def test_a_damaged_entry_is_refused_alone(damaged: str, code: str) -> None:
    found = read(document(entry("1.00"), damaged, entry("3.00")))
    assert (found.column("Amount"), found.rejects) == (["1.00", "3.00"], [(4, code)])


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("doctype", [BOMB, "<!DOCTYPE x>", '<!DOCTYPE x SYSTEM "file:///etc/passwd">'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_encoding(doctype: str, encoding: str) -> None:
    data = document(entry(), head=doctype).encode(encoding)
    assert recognised(data[:4096]) is not None
    assert refusal(data) == ("xml_doctype", "file")


def test_xml_that_is_cut_broken_or_deep_is_refused_with_its_place() -> None:
    whole = document(entry())
    assert refusal(whole[:-5])[0] == "xml_broken"
    assert refusal(whole.replace("<NtryRef>", "<NtryRef>&nothing;")) == ("xml_broken", "file:3:16")
    assert refusal(document("<a>" * 100 + "</a>" * 100)) == ("too_deep", "file:3")
    assert refusal(document(head='<?xml version="1.0" encoding="klingon"?>'))[0] == "xml_broken"


def test_an_entry_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmltree, "MAX_NODES", 50)
    assert len(read(document(*[entry() for _ in range(100)])).rows) == 100
    assert refusal(document(entry(), entry(more="<a/>" * 50))) == ("xml_too_large", "file:4")


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_say_the_same(encoding: str, line_end: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n'
    text = document(entry(), entry(more="<AddtlNtryInf>Выплата</AddtlNtryInf>"), head=head)
    found = read(text.replace("\n", line_end).encode(encoding))
    assert (found.column("Purpose"), found.lines) == (["", "Выплата"], [4, 5])
    assert "Выплата" in found.table.raw([5])[5]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.decimals("0.01", 10**6, places=2), st.booleans()), max_size=6))
def test_rows_are_exactly_the_entries(entries: list[tuple[object, bool]]) -> None:
    parts = [entry(str(value), "CRDT" if incoming else "DBIT") for value, incoming in entries]
    assert read(document(*parts)).column("Amount") == [
        f"{'' if incoming else '-'}{value}" for value, incoming in entries
    ]
