"""Files of exchange rates: the Bank of Russia's XML and the European Central Bank's CSV, as they publish them.

Such a file is made by a machine from one end to the other: a value that cannot be read refuses all of it, so that a
damaged file leaves no half of its rates. What is no money of ours (XDR, currencies of before the euro) is passed over.

Sources: cbr.ru/development/SXML (XML_daily.asp, XML_dynamic.asp, the ids of XML_valFull.asp), and
ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates (eurofxref.csv, eurofxref-hist.csv).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from partnercli.domain.currency import CURRENCIES
from partnercli.domain.exchange import CBR, ECB, Quote, parse_price
from partnercli.domain.problem import Refused
from partnercli.domain.stamps import parse_stamp
from partnercli.errors import InputRejected
from partnercli.intake.encoding import to_utf8
from partnercli.intake.formats.xmltree import Forest, Node
from partnercli.intake.source import Source

MAX_BYTES = 64 << 20
_T = TypeVar("_T")
_NOMINAL = re.compile(r"1(0{0,6})")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# XML_dynamic.asp names its currency by the bank's own id alone; a letter at the end tells a currency from the one
# it replaced.
_CBR_IDS = {
    "R01010": "AUD", "R01020A": "AZN", "R01035": "GBP", "R01060": "AMD", "R01090B": "BYN", "R01100": "BGN",
    "R01115": "BRL", "R01135": "HUF", "R01150": "VND", "R01200": "HKD", "R01210": "GEL", "R01215": "DKK",
    "R01230": "AED", "R01235": "USD", "R01239": "EUR", "R01240": "EGP", "R01270": "INR", "R01280": "IDR",
    "R01335": "KZT", "R01350": "CAD", "R01355": "QAR", "R01370": "KGS", "R01375": "CNY", "R01500": "MDL",
    "R01530": "NZD", "R01535": "NOK", "R01565": "PLN", "R01585F": "RON", "R01625": "SGD", "R01670": "TJS",
    "R01675": "THB", "R01700J": "TRY", "R01710A": "TMT", "R01717": "UZS", "R01720": "UAH", "R01760": "CZK",
    "R01770": "SEK", "R01775": "CHF", "R01805F": "RSD", "R01810": "ZAR", "R01815": "KRW", "R01820": "JPY",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rates:
    """Whose rates a file holds (`cbr`, `ecb`), and the rates in the order of the file."""

    source: str
    quotes: list[Quote]


def read_rates(source: Source) -> Rates:
    """The rates of a file, which its content tells apart.

    Raises InputRejected: rates_unknown for any other file, rates_empty for one without a rate, bad_rate and
    rates_currency at FILE:LINE, what `Forest` raises for XML, file_too_large(limit).
    """
    if len(source.data) > MAX_BYTES:
        raise InputRejected("file_too_large", where=source.name, limit=MAX_BYTES)
    head = bytes(source.data[:256])
    for mark in _MARKS:
        head = head.removeprefix(mark)
    if head.replace(b"\0", b"").lstrip().startswith(b"<"):
        found = Rates(CBR, list(_cbr(source)))
    else:
        text = bytes(to_utf8(source, None)[0][:]).removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
        found = Rates(ECB, list(_ecb(text.splitlines(), source.name)))
    if not found.quotes:
        raise InputRejected("rates_empty", where=source.name)
    return found


def _cbr(source: Source) -> Iterator[Quote]:
    """Both documents are a ValCurs: of one day with a Valute a currency, or of one currency with a Record a day."""
    roots = list(Forest(bytes(source.data[:]), source.name, frozenset({"ValCurs"})))
    if len(roots) != 1:
        raise InputRejected("rates_unknown", where=source.name)
    root = roots[0]
    for node in root.children:
        where = f"{source.name}:{node.line}"
        if node.name == "Valute":
            code, day = node.said("CharCode"), root.attributes.get("Date", "")
        elif node.name == "Record":
            own = node.attributes.get("Id") or root.attributes.get("ID", "")
            code, day = _CBR_IDS.get(own, ""), node.attributes.get("Date", "")
            if not code:
                raise InputRejected("rates_currency", where=where, text=own)
        else:
            continue
        if code in CURRENCIES:
            yield _quote_of(node, code, _day(day, "%d.%m.%Y", where), where)


def _quote_of(node: Node, code: str, day: date, where: str) -> Quote:
    nominal = node.said("Nominal")
    if not _NOMINAL.fullmatch(nominal):
        raise InputRejected("bad_rate", where=where, text=nominal)
    return Quote(code, "RUB", day, int(nominal), _price(node.said("Value"), where), node.line)


def _ecb(lines: list[str], name: str) -> Iterator[Quote]:
    """A column a currency, a line a day: what one euro costs. `N/A` and empty cells are days without a rate."""
    header = _cells(lines[0]) if lines else []
    if header[:1] != ["Date"] or not CURRENCIES.intersection(header):
        raise InputRejected("rates_unknown", where=name)
    for number, line in enumerate(lines[1:], start=2):
        cells, where = _cells(line), f"{name}:{number}"
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise InputRejected("rates_columns", where=where, count=len(cells), wanted=len(header))
        day = _day(cells[0], "%Y-%m-%d" if "-" in cells[0] else "%d %B %Y", where)
        for code, cell in zip(header[1:], cells[1:], strict=True):
            if code in CURRENCIES and cell not in ("", "N/A"):
                yield Quote("EUR", code, day, 1, _price(cell, where), number)


def _cells(line: str) -> list[str]:
    """The cells of a line; both files end each line with a comma."""
    return [cell.strip() for cell in line.strip().removesuffix(",").split(",")]


def _day(text: str, form: str, where: str) -> date:
    return _told(where, lambda: parse_stamp(text, (form,), "UTC").on)


def _price(text: str, where: str) -> Decimal:
    return _told(where, lambda: parse_price(text))


def _told(where: str, parse: Callable[[], _T]) -> _T:
    """What `parse` reads; what it refuses refuses the file, with its place."""
    try:
        return parse()
    except Refused as refused:
        raise InputRejected(refused.problem.code, where=where, **refused.problem.facts) from None
