"""One cell as text: exact for programs (`spelled`), localised for people (`shown`), and safe wherever it goes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from partnercli.domain import money
from partnercli.domain.problem import Problem
from partnercli.domain.table import Cell, Column, Kind, Table
from partnercli.errors import sentence
from partnercli.i18n import _, language
from partnercli.render.view import View

RIGHT: frozenset[Kind] = frozenset({"int", "money", "percent", "rate", "days"})
"""Kinds whose digits are aligned at the right."""

_PHONE = re.compile(r"[+-][0-9 ().-]*")  # nothing in it a spreadsheet could run
# https://owasp.org/www-community/attacks/CSV_Injection; also wide signs, and behind what a spreadsheet takes off first.
_FORMULA = re.compile(r'[\s"\ufeff]*[=+\-@＝＋－＠]')

_KEPT = "\n\r\t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_TONE = {
    **dict.fromkeys(("paid", "validated", "received", "available", "customer", "active"), "good"),
    **dict.fromkeys(("awaiting", "pending", "not_due", "in_work", "overpaid", "ambiguous", "amended"), "wait"),
    **dict.fromkeys(("missing", "underpaid", "declined", "refused", "duplicate", "unknown"), "bad"),
}
_OUR_WORDS = frozenset({"per", "payment", "tier", "because"})  # facts whose values are ours, not the data's


def clean_cell(text: str) -> str:
    """Foreign text as one line that cannot steer a terminal.

    Line breaks, tabs and wide blanks become a blank; control, bidi, zero-width and surrogate characters are spelled out
    as escapes.
    """
    if text.isprintable():
        return text
    return "".join(_visible(c) for c in text)


def clean_lines(text: str) -> str:
    """The same, with line breaks, tabs and no-break blanks kept: for formats whose cells hold any text."""
    if text.isprintable():
        return text
    return "".join(c if c in _KEPT else _visible(c) for c in text)


def _visible(c: str) -> str:
    if c.isprintable():
        return c
    return " " if c.isspace() else c.encode("unicode_escape").decode()


def no_formula(cell: Cell, text: str) -> str:
    """`text` with an apostrophe before what a spreadsheet would run. Numbers, negative ones too, stay as they are."""
    runs = isinstance(cell, str | Problem) and _FORMULA.match(text) and not _PHONE.fullmatch(text)
    return "'" + text if runs else text


def spelled(cell: Cell, kind: Kind) -> str:
    """For programs: point decimals without grouping, ISO dates, times in UTC with a Z; "" for None."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds") + "Z"
    if isinstance(cell, date):
        return cell.isoformat()
    if kind == "money" and isinstance(cell, int | Decimal):
        return money.plain(Decimal(cell))
    if isinstance(cell, Problem):
        return sentence(cell, english=True)
    if isinstance(cell, Mapping):
        return ", ".join(
            f"{money.plain(value)} {key}" if isinstance(value, Decimal) else f"{key} {value}"
            for key, value in cell.items()
        )
    return _trimmed(cell) if isinstance(cell, Decimal) else str(cell)


def shown(cell: Cell, kind: Kind, currency: str | None, tongue: str) -> str:
    """For people: amounts grouped as the language does, `12.5 %`, class words translated; "" for None."""
    if kind == "money" and isinstance(cell, int | Decimal):
        return money.format_amount(Decimal(cell), currency, tongue)
    if kind in ("percent", "rate") and isinstance(cell, int | Decimal):
        number = spelled(cell, kind)
        return f"{number.replace('.', ',') if tongue == 'ru' else number}\N{NO-BREAK SPACE}%"
    if kind == "class" and isinstance(cell, str):
        return clean_cell(_(cell.replace("_", " ")))
    if kind == "sentence" and isinstance(cell, str):
        return clean_cell(_(cell))
    if isinstance(cell, Problem):
        return clean_cell(sentence(cell))
    if kind == "facts" and isinstance(cell, Mapping):
        said = ((key, _(str(value)) if key in _OUR_WORDS else value) for key, value in cell.items())
        return clean_cell(", ".join(f"{_(key.replace('_', ' '))} {value}" for key, value in said))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}Z"
    return clean_cell(spelled(cell, kind))


def piped(cell: Cell, kind: Kind) -> str:
    """For a pipe: as programs read it, but our words in the user's language; English keeps them whole (`not_due`)."""
    if kind in ("class", "facts", "problem", "sentence") and language() != "en":
        return shown(cell, kind, None, language())
    return clean_cell(spelled(cell, kind))


def shown_rows(table: Table, language: str) -> list[list[str]]:
    """Every row as people read it; an amount is grouped by the currency that stands in its row."""
    kinds = [column.kind for column in table.columns]
    return [
        [shown(cell, kind, currency, language) for cell, kind in zip(row, kinds, strict=True)]
        for row, currency in zip(table.rows, currencies(table), strict=True)
    ]


def upright(table: Table, view: View, *, raw: bool) -> Table:
    """A record turned to a line a field, empty ones left out; `raw` keeps the values as programs read them."""
    kinds = [column.kind for column in table.columns]
    values = [piped(cell, kind) for cell, kind in zip(table.rows[0], kinds, strict=True)]
    if not raw:
        values = shown_rows(table, view.language)[0]
    rows = [(_(column.title), value) for column, value in zip(table.columns, values, strict=True) if value]
    return replace(table, columns=[Column("field", "Field"), Column("value", "Value")], rows=rows, record=False)


def currencies(table: Table) -> list[str | None]:
    """The currency of each row, None where it is not known or the table has no such column."""
    position = next((i for i, column in enumerate(table.columns) if column.kind == "currency"), None)
    if position is None:
        return [None] * len(table.rows)
    return [str(row[position]) if row[position] else None for row in table.rows]


def tone(cell: Cell, kind: Kind) -> str:
    """What a cell means for the partner: `good`, `wait` or `bad` for our words, `bad` for money below zero, else ""."""
    if kind == "class":
        return _TONE.get(str(cell), "")
    return "bad" if kind == "money" and isinstance(cell, int | Decimal) and cell < 0 else ""


def width(text: str) -> int:
    """Character cells on a terminal: East Asian wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


@cache
def _width(c: str) -> int:
    if unicodedata.category(c) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


def padded(text: str, room: int, right: bool) -> str:
    """`text` filled with blanks to `room` character cells, on the left for numbers."""
    fill = " " * (room - width(text))
    return fill + text if right else text + fill


def header(table: Table) -> Sequence[str]:
    """The titles of the columns in the user's language."""
    return [clean_cell(_(column.title)) for column in table.columns]


def _trimmed(value: Decimal) -> str:
    """Without exponent, trailing zeros of the fraction and negative zero."""
    text = format(value + 0 if value == 0 else value, "f")
    return re.sub(r"\.?0+$", "", text) if "." in text else text
