"""OFX: SGML and XML say the same, dates with offsets, and damage that stays where it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats_reading import read, refusal

SGML = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
ENCODING:USASCII
CHARSET:1252

"""
XML = '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'


def entry(closed: bool = False, **fields: str) -> str:
    fields = {"TRNTYPE": "CREDIT", "DTPOSTED": "20260105", "TRNAMT": "10.00", "FITID": "A1"} | fields
    tags = "".join(f"<{tag}>{text}" + (f"</{tag}>" if closed else "\n") for tag, text in fields.items() if text)
    return f"<STMTTRN>{tags}</STMTTRN>\n"


def document(*entries: str, head: str = SGML, account: str = "40817") -> str:
    return (
        f"{head}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>{account}"
        f"<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>\n{''.join(entries)}</BANKTRANLIST>"
        "<LEDGERBAL><BALAMT>5<DTASOF>20260105</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )


@pytest.mark.parametrize(
    ("head", "closed"), [(SGML, False), (SGML, True), (XML, True), (SGML.replace("\n", " "), False)]
)
def test_open_and_closed_tags_say_the_same(head: str, closed: bool) -> None:
    found = read(
        document(
            entry(closed, NAME="CJ &amp; Co", MEMO="Payout &#8470; 7"),
            entry(closed, CHECKNUM="5", REFNUM="R"),
            head=head,
        )
    )
    assert found.rejects == []
    assert found.rows[0] == {
        "Account": "40817", "FitId": "A1", "Type": "CREDIT", "Posted": "2026-01-05", "Amount": "10.00", "Currency": "USD",
        "Name": "CJ & Co", "Memo": "Payout № 7", "CheckNum": "", "RefNum": "",
    }  # fmt: skip
    assert (found.rows[1]["CheckNum"], found.rows[1]["RefNum"]) == ("5", "R")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("20260105", "2026-01-05"),
        ("202601051230", "2026-01-05 12:30:00"),
        ("20260105123001", "2026-01-05 12:30:01"),
        ("20260105123001.123", "2026-01-05 12:30:01"),
        ("20260105123001.123[-5:EST]", "2026-01-05 12:30:01-05:00"),
        ("20260105123001[+3:MSK]", "2026-01-05 12:30:01+03:00"),
        ("20260105123001[5.5:IST]", "2026-01-05 12:30:01+05:30"),
        ("20260105123001[5.30]", "2026-01-05 12:30:01+05:30"),
        ("20260105[-5:EST]", "2026-01-05"),
    ],
)
def test_dates_keep_their_offset(written: str, read_as: str) -> None:
    assert read(document(entry(DTPOSTED=written))).column("Posted") == [read_as]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("10.00", "10.00"), ("+10", "10"), ("-1234,56", "-1234.56"), (".5", "0.5"), ("-.50", "-0.50"), ("7.", "7")],
)
def test_amounts_take_a_comma_and_keep_their_sign(written: str, read_as: str) -> None:
    assert read(document(entry(TRNAMT=written))).column("Amount") == [read_as]


@pytest.mark.parametrize(
    ("damaged", "code"),
    [
        (entry(TRNAMT=""), "missing_value"),
        (entry(DTPOSTED=""), "missing_value"),
        (entry(TRNAMT="1,234.56"), "bad_amount"),
        (entry(TRNAMT="-"), "bad_amount"),
        (entry(DTPOSTED="20260230"), "bad_stamp"),
        (entry(DTPOSTED="20260105120000[5.20:X]"), "bad_stamp"),
        (entry().replace("</STMTTRN>", ""), "section_open"),
        (entry().replace("</STMTTRN>", "<TRNAMT>11.00</STMTTRN>"), "key_twice"),
        (entry(MEMO="x" * 10_000_000), "field_too_long"),
    ],
)
def test_a_damaged_entry_is_refused_alone(damaged: str, code: str) -> None:
    found = read(document(entry(FITID="first"), damaged, entry(FITID="last")))
    assert found.column("FitId") == ["first", "last"]
    assert found.rejects == [(found.lines[0] + 5, code)]


def test_what_groups_say_is_not_said_of_the_entry() -> None:
    groups = "<BANKACCTTO><ACCTID>9<NAME>bank</BANKACCTTO><ORIGCURRENCY><CURSYM>GBP</ORIGCURRENCY>"
    payee = "<PAYEE><NAME>Shop</NAME><CITY>X</PAYEE><MEMO>after"
    found = read(
        document(entry(REFNUM="1" + groups + payee), entry(MEMO="m<CURRENCY><CURRATE>1<CURSYM>EUR</CURRENCY>"))
    )
    assert found.column("Account") == ["40817", "40817"]
    assert (found.rows[0]["Name"], found.rows[0]["Memo"]) == ("Shop", "after")
    assert found.column("Currency") == ["USD", "EUR"]


def test_every_statement_has_its_own_account_and_currency() -> None:
    second = document(entry(), account="2").replace(SGML, "").replace("<CURDEF>USD", "<CURDEF>EUR")
    both = document(entry()).replace("</OFX>\n", second.removeprefix("<OFX>"))
    found = read(both)
    assert [(row["Account"], row["Currency"]) for row in found.rows] == [("40817", "USD"), ("2", "EUR")]


def test_a_bare_less_than_sign_and_cdata_are_text() -> None:
    found = read(document(entry(MEMO="a < b <3 &unknown; &lt;"), entry(MEMO="1<![CDATA[x <b> & y]]><!-- <b> -->2")))
    assert found.column("Memo") == ["a < b <3 &unknown; <", "1x <b> & y2"]


@pytest.mark.parametrize(
    ("encoding", "charset"), [("cp1252", "1252"), ("cp1251", "1251"), ("utf-8", "1252"), ("utf-8-sig", "1252")]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_charset_is_believed_unless_the_file_is_utf8(encoding: str, charset: str, line_end: str) -> None:
    memo = "Выплата" if "1251" in encoding or "utf" in encoding else "Zürich"
    text = document(entry(), entry(MEMO=memo), head=SGML.replace("1252", charset)).replace("\n", line_end)
    found = read(text.encode(encoding))
    assert (found.column("Memo"), found.lines) == (["", memo], [8, 13])


def test_a_cut_file_is_refused_whole() -> None:
    whole = document(entry(), entry())
    for end in (len(whole) - 4, len(whole) - 30, len(whole) // 2):
        assert refusal(whole[:end]) == ("truncated_file", "file")
    assert refusal(document(entry(MEMO="<![CDATA[" * 100_000)))[0] == "truncated_file"


def test_entities_are_never_declared() -> None:
    assert refusal(document(entry(), head=XML + '<!DOCTYPE OFX SYSTEM "x">\n')) == ("xml_doctype", "file:3:1")
    late = document(entry()).replace("<BANKTRANLIST>", '<!ENTITY a "b"><BANKTRANLIST>')
    assert refusal(late)[0] == "xml_doctype"


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30), st.booleans())
def test_any_text_comes_back_as_it_was(memo: str, closed: bool) -> None:
    escaped = memo.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert read(document(entry(closed, MEMO=escaped), head=XML)).column("Memo") == [memo.strip()]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.text(st.sampled_from("<>/&;STM AN[]!\n5"), max_size=8))
def test_damage_of_one_entry_keeps_the_others(at: int, thrown: str) -> None:
    damaged = entry(FITID="x")
    text = document(entry(FITID="1"), damaged[: 10 + at] + thrown + damaged[10 + at :], entry(FITID="2"))
    if "<!" not in text:
        assert {"1", "2"} <= set(read(text).column("FitId"))
