"""MT940, the SWIFT customer statement, through the library `mt-940` (extra `partnercli[mt940]`).

The library is given one entry at a time, because left alone it is silent about what it does not understand: a damaged
`:61:` line becomes part of the entry before it, an amount with a point or over 15 characters is cut, 30 February
becomes the 28th. So what makes an entry (days, mark, amount) is read here by the standard, field 61, and the library
reads what banks spell each in their own way: references and the structured `:86:`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from partnercli.domain.problem import Problem, Refused
from partnercli.errors import UsageError
from partnercli.intake.formats.table import Body, content, decoded
from partnercli.intake.source import Source, TextTable

HEADER = (
    "Account", "Date", "ValueDate", "Amount", "Currency", "Reference", "BankReference", "Type", "Counterparty",
    "CounterpartyAccount", "Purpose", "EndToEnd",
)  # fmt: skip

MAX_ENTRY = 64 << 10
"""Characters of one entry with its details; the standard allows about 600."""

_TAG = re.compile(r":([0-9]{2}[A-Z]?|NS):")
_BREAK = re.compile(r"-(?:\}.*|XXX)?\s*$|\{[1-5]:")
_ENTRY = re.compile(
    r":61:(?P<value>[0-9]{6})(?P<entry>[0-9]{4}|\s{4})?(?P<mark>R?[DC])[A-Z]?\s?(?P<amount>[0-9]{1,14},[0-9]{0,4})"
    r"(?![0-9.,])"
)
_BALANCE = re.compile(r":6[02][FM]:(?P<mark>[DC])[0-9]{6}(?P<currency>[A-Z]{3})(?P<amount>[0-9]{1,14},[0-9]{0,4})\s*")
# Of what the library raises for a text it cannot take; it has no error of its own.
_REFUSALS = (RuntimeError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError)


@dataclass(slots=True)
class _Field:
    """A tag and the lines below it up to the next one."""

    tag: str
    line: int
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(slots=True)
class _Statement:
    """What a statement has said so far: its account and currency, opening balance and the sum of its entries."""

    start: _Field
    account: str = ""
    currency: str = ""
    opening: Decimal | None = None
    total: Decimal = Decimal(0)
    closed: bool = False
    entry: list[_Field] = field(default_factory=list)


def read(source: Source, *, encoding: str | None = None) -> TextTable:
    """One row an entry, HEADER its columns: dates are ISO, Amount is signed, with a point, in Currency.

    Date is the entry date, or the value date where the bank gives none. Opening balance and entries must make the
    closing one, else there is a Reject on its line. Raises UsageError: extra_missing; InputRejected: file_too_large.
    """
    _library()
    text = decoded(source, content(source), encoding)
    body = Body(text.encoding)
    statement: _Statement | None = None
    for part in _fields(text.text):
        if statement and part.tag not in ("86", "NS"):
            _finish_entry(statement, body)
        if part.tag == "20":
            _finish_statement(statement, body)
            statement = _Statement(part)
        elif statement:
            _take(statement, part, body)
        elif part.tag == "61":
            body.reject(part.line, part.text, Problem("stray_line", {"number": part.line}))
    if statement:
        _finish_entry(statement, body)
        _finish_statement(statement, body)
    return body.table("mt940", HEADER, text.raw)


def _library() -> Any:
    try:
        import mt940
    except ImportError:
        raise UsageError("extra_missing", extra="mt940") from None
    # It reports whole lines of the statement, and we report them ourselves.
    logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)
    return mt940


def _fields(text: str) -> Iterator[_Field]:
    """The tags of the file in order. Envelopes, the "-" between statements and what stands before a tag are none."""
    part: _Field | None = None
    for number, line in enumerate(text.split("\n"), 1):
        found = _TAG.match(line)
        if found or _BREAK.match(line):
            if part:
                yield part
            part = _Field(found[1], number, [line]) if found else None
        elif part:
            part.lines.append(line)
    if part:
        yield part


def _take(statement: _Statement, part: _Field, body: Body) -> None:
    if part.tag == "61" or (statement.entry and part.tag in ("86", "NS")):
        statement.entry.append(part)
    elif part.tag in ("25", "25P"):
        statement.account = part.text.partition(":25")[2].partition(":")[2].strip().replace("\n", " ")
    elif part.tag in ("60F", "60M"):
        statement.opening = _balance(statement, part, body)
    elif part.tag in ("62F", "62M"):
        statement.closed = True
        said = _balance(statement, part, body)
        if said is None or statement.opening is None:
            return
        found = statement.opening + statement.total
        if said != found:
            body.reject(part.line, part.text, Problem("totals_differ", {"said": f"{said:f}", "found": f"{found:f}"}))


def _balance(statement: _Statement, part: _Field, body: Body) -> Decimal | None:
    found = _BALANCE.fullmatch(part.text)
    if not found:
        body.reject(part.line, part.text, Problem("bad_balance", {"text": part.lines[0][:40]}))
        return None
    statement.currency = found["currency"]
    value = _number(found["amount"])
    return -value if found["mark"] == "D" else value


def _finish_entry(statement: _Statement, body: Body) -> None:
    """The entry that is open becomes a row or a reject, with its details and on the line of its `:61:`."""
    if not statement.entry:
        return
    parts, statement.entry = statement.entry, []
    text = "\n".join(part.text for part in parts)
    try:
        amount, cells = _entry(statement, text)
    except Refused as refused:
        body.reject(parts[0].line, text, refused.problem)
    else:
        statement.total += amount
        body.add(parts[0].line, cells, text)


def _finish_statement(statement: _Statement | None, body: Body) -> None:
    if statement and not statement.closed:
        body.reject(statement.start.line, statement.start.text, Problem("no_closing_balance"))


def _entry(statement: _Statement, text: str) -> tuple[Decimal, list[str]]:
    found = _ENTRY.match(text)
    if not found:
        raise Refused("bad_entry", text=text[:60])
    if len(text) > MAX_ENTRY:
        raise Refused("field_too_long", limit=MAX_ENTRY)
    value_date = _day(found["value"])
    entry = (found["entry"] or "").strip()
    entry_date = _nearest(entry, value_date) if entry else value_date
    # D is a debit, RC takes a credit back; C is a credit, RD takes a debit back.
    amount = _number(found["amount"]) * (-1 if found["mark"] in ("D", "RC") else 1)
    told = _details(text)
    # "KREF+" in the reference says that it stands in the details, and the library has put it behind that.
    cells = [
        statement.account, entry_date.isoformat(), value_date.isoformat(), f"{amount:f}", statement.currency,
        told("customer_reference").removeprefix("KREF+ "), told("bank_reference"), told("id"),
        told("applicant_name", "recipient_name"), told("applicant_iban", "gvc_applicant_iban"),
        told("purpose", "additional_purpose", "transaction_details", "non_swift_text", "non_swift", "extra_details"),
        told("end_to_end_reference"),
    ]  # fmt: skip
    return amount, cells


class _Told:
    """What the library made of an entry: the first of some names that says something, on one line."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def __call__(self, *names: str) -> str:
        values = (self._data.get(name) for name in names)
        return next((" ".join(value.split()) for value in values if isinstance(value, str) and value.strip()), "")


def _details(text: str) -> _Told:
    mt940 = _library()
    try:
        # Not mt940.parse: that would open a file whose name the text happens to be.
        found = mt940.models.Transactions(options=mt940.Options.all()).parse(text)
    except _REFUSALS:
        raise Refused("bad_entry", text=text[:60]) from None
    if len(found) != 1:
        raise Refused("bad_entry", text=text[:60])
    return _Told(found[0].data)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _day(text: str) -> date:
    """The day of YYMMDD, in this century. Raises Refused: impossible_date(text)."""
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        raise Refused("impossible_date", text=text) from None


def _nearest(entry: str, value_date: date) -> date:
    """The entry date MMDD has no year: it is the one that brings it nearest to the value date."""
    days = []
    for year in (value_date.year - 1, value_date.year, value_date.year + 1):
        try:
            days.append(date(year, int(entry[:2]), int(entry[2:])))
        except ValueError:
            continue  # 29 February is in one of the years
    if not days:
        raise Refused("impossible_date", text=entry)
    return min(days, key=lambda day: abs(day - value_date))
