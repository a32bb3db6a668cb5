"""CAMT.053 statements, CAMT.052 reports and CAMT.054 notifications: ISO 20022, any version, by local names.

Of an entry the standard says: CdtDbtInd gives the direction of the entry as booked; RvslInd marks the reversal of an
earlier one and turns nothing round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from partnercli.domain.problem import Problem, Refused
from partnercli.intake.formats.table import Body, content, decoded, present, xml_encoding
from partnercli.intake.formats.xmltree import Forest, Node
from partnercli.intake.source import Source, TextTable

HEADER = (
    "Account", "EntryRef", "AcctSvcrRef", "EndToEndId", "TxId", "BookingDate", "ValueDate", "Amount", "Currency",
    "Status", "Counterparty", "CounterpartyAccount", "Purpose", "Reference", "Code", "Reversal",
)  # fmt: skip

# Every statement has one account, before its balances and entries; so it is where a statement begins.
_KEPT = frozenset({"Acct", "Bal", "Ntry"})
_AMOUNT = re.compile(r"\+?[0-9]{1,14}(?:\.[0-9]{0,5})?")
_OPENING, _CLOSING = ("OPBD", "PRCD"), "CLBD"


@dataclass(frozen=True, slots=True)
class _Money:
    value: Decimal
    currency: str


@dataclass(slots=True)
class _Statement:
    """What the balance check needs of a statement: its balances, and the sum of what was booked."""

    account: str = ""
    opening: _Money | None = None
    closing: _Money | None = None
    closing_line: int = 0
    booked: Decimal = Decimal(0)
    foreign: bool = False

    def check(self, body: Body) -> None:
        """The opening balance and what was booked make the closing one; where a bank gives both."""
        if self.opening and self.closing and not self.foreign:
            found = self.opening.value + self.booked
            if found != self.closing.value:
                facts = {"said": f"{self.closing.value:f}", "found": f"{found:f}"}
                body.reject(self.closing_line, "", Problem("totals_differ", facts))


def read(source: Source, *, encoding: str | None = None) -> TextTable:
    """One row a transaction, HEADER its columns: Amount is signed, Status BOOK or PDNG, dates as the file has them.

    The transactions of an entry are its rows when they carry amounts that make the entry's; else the entry is one row.
    `encoding` is not needed: XML names its own. Raises InputRejected: xml_doctype, xml_broken, too_deep,
    xml_too_large, file_too_large.
    """
    data = content(source)
    text = decoded(source, data, encoding, xml_encoding(data))
    body = Body(text.encoding)
    statement = _Statement()
    for node in Forest(data, source.name, _KEPT):
        try:
            if node.name == "Acct":
                statement.check(body)
                statement = _Statement(node.said("Id/IBAN", "Id/Othr/Id"))
            elif node.name == "Bal":
                _take_balance(statement, node)
            else:
                _take_entry(statement, node, body)
        except Refused as refused:
            body.reject(node.line, "", refused.problem)
    statement.check(body)
    return body.table("camt", HEADER, text.raw)


def _take_balance(statement: _Statement, node: Node) -> None:
    kind = node.said("Tp/CdOrPrtry/Cd")
    if kind in _OPENING:
        statement.opening = statement.opening or _signed(node)
    elif kind == _CLOSING:
        statement.closing, statement.closing_line = _signed(node), node.line


def _take_entry(statement: _Statement, entry: Node, body: Body) -> None:
    """The rows of an entry. Raises Refused: missing_value(column), bad_amount(text, column), bad_direction(text)."""
    money = _signed(entry)
    if present(entry.said("Sts/Cd", "Sts"), "Sts") == "BOOK":
        statement.booked += money.value
        statement.foreign |= bool(statement.opening and statement.opening.currency != money.currency)
    details = list(entry.all("NtryDtls/TxDtls"))
    parts = _parts(details, entry, money) if len(details) > 1 else []
    for detail, part in zip(details, parts, strict=False):
        # The reference of the entry is not theirs: as an identity it would make them one.
        row = _row(entry, [detail], part, detail.said("Refs/AcctSvcrRef"))
        body.add(detail.line, [statement.account, *row], "")
    if not parts:
        row = _row(entry, details, money, entry.said("AcctSvcrRef") or _agreed(details, "Refs/AcctSvcrRef"))
        body.add(entry.line, [statement.account, *row], "")


def _parts(details: Sequence[Node], entry: Node, whole: _Money) -> list[_Money]:
    """The amounts of an entry's transactions when all have one and together they are the entry's; else none."""
    parts = []
    for detail in details:
        stated = detail.first("Amt", "AmtDtls/TxAmt/Amt")
        if stated is None or stated.attributes.get("Ccy") != whole.currency or not _AMOUNT.fullmatch(stated.text):
            return []
        direction = detail.said("CdtDbtInd") or entry.said("CdtDbtInd")
        parts.append(_Money(_turned(Decimal(stated.text), direction), whole.currency))
    return parts if sum(part.value for part in parts) == whole.value else []


def _row(entry: Node, details: Sequence[Node], money: _Money, reference: str) -> list[str]:
    """The cells of HEADER behind the account; of several transactions in one row what they agree on."""
    near, far = ("Dbtr", "Cdtr") if money.value > 0 else ("Cdtr", "Dbtr")
    # The parties of a reversal are those of the payment it takes back, so the other side may be the only one named.
    sides = (near, far) if entry.said("RvslInd") in ("true", "1") else (near,)
    names = [f"RltdPties/{side}/{name}" for side in sides for name in ("Nm", "Pty/Nm")]
    accounts = [f"RltdPties/{side}Acct/Id/{name}" for side in sides for name in ("IBAN", "Othr/Id")]
    purposes = dict.fromkeys(_purpose(detail) for detail in details)
    return [
        entry.said("NtryRef"), reference, _agreed(details, "Refs/EndToEndId"), _agreed(details, "Refs/TxId"),
        entry.said("BookgDt/Dt", "BookgDt/DtTm"), entry.said("ValDt/Dt", "ValDt/DtTm"),
        f"{money.value:f}", money.currency, entry.said("Sts/Cd", "Sts"),
        _agreed(details, *names), _agreed(details, *accounts),
        " ".join(purpose for purpose in purposes if purpose) or entry.said("AddtlNtryInf"),
        _agreed(details, "RmtInf/Strd/CdtrRefInf/Ref"), _code(entry), entry.said("RvslInd"),
    ]  # fmt: skip


def _agreed(details: Sequence[Node], *paths: str) -> str:
    values = {detail.said(*paths) for detail in details}
    return values.pop() if len(values) == 1 else ""


def _purpose(detail: Node) -> str:
    texts = [node.text for node in detail.all("RmtInf/Ustrd")]
    return " ".join(text for text in texts if text) or detail.said("AddtlTxInf")


def _code(entry: Node) -> str:
    """The bank transaction code as PMNT-RDDT-ESDD, else the bank's own."""
    levels = [entry.said(f"BkTxCd/Domn/{path}") for path in ("Cd", "Fmly/Cd", "Fmly/SubFmlyCd")]
    return "-".join(level for level in levels if level) or entry.said("BkTxCd/Prtry/Cd")


def _signed(node: Node) -> _Money:
    """Amount, currency and direction of an entry or a balance."""
    stated = node.first("Amt")
    text = present(stated.text if stated else "", "Amt")
    if stated is None or not _AMOUNT.fullmatch(text):
        raise Refused("bad_amount", text=text[:40], column="Amt")
    currency = present(stated.attributes.get("Ccy", ""), "Ccy")
    return _Money(_turned(Decimal(text), node.said("CdtDbtInd")), currency)


def _turned(value: Decimal, direction: str) -> Decimal:
    if direction not in ("CRDT", "DBIT"):
        raise Refused("bad_direction", text=direction[:40])
    return value if direction == "CRDT" else -value
