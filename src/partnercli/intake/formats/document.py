"""One document of a 1C exchange told from the side of the account whose statement it is in."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partnercli.domain.problem import Refused
from partnercli.intake.formats.table import present

COMPUTED = ("Вид", "Направление", "Счет", "День", "СуммаСоЗнаком", "Валюта", "Контрагент", "КонтрагентИНН")
"""Columns that no document spells: its kind, in / out / own, the account of ours it moved money on, the day it did, the
amount with a point and a minus when money left, its currency, and the other side's name and tax number."""

# Digits 6 to 8 of a Russian account number say its currency (Bank of Russia, plan of accounts); 810 is the rouble.
_CURRENCY_OF = {
    "810": "RUB", "643": "RUB", "840": "USD", "978": "EUR", "156": "CNY", "398": "KZT", "933": "BYN", "826": "GBP",
    "756": "CHF", "949": "TRY", "784": "AED", "417": "KGS", "860": "UZS", "051": "AMD", "981": "GEL",
}  # fmt: skip

_AMOUNT = re.compile(r"[0-9]{1,14}(?:[.,][0-9]{1,4})?")
_DAY = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")
# The field may begin with the tax number: "ИНН 7700000000 ООО ..." or "7700000000, ООО ...".
_TAX_NUMBER = re.compile(r"(?:ИНН[ \t:]*)?([0-9]{10}(?:[0-9]{2})?)[ \t,/\\]+(?=\S)")

_PAYER, _PAYEE = "Плательщик", "Получатель"
_LEFT, _CAME = "ДатаСписано", "ДатаПоступило"


@dataclass(frozen=True, slots=True)
class Document:
    """A payment: all its cells by column, and which accounts of ours it counts for in the totals."""

    line: int
    raw: str
    cells: Mapping[str, str]
    amount: Decimal
    out_of: str
    into: str

    @staticmethod
    def of(fields: Mapping[str, str], line: int, raw: str, own: Collection[str]) -> Document:
        """`fields` are the document's keys and, as "Вид", its kind; `own` the accounts the file is a statement of.

        Raises Refused: missing_value(column), bad_amount(text), direction_unknown.
        """
        value = amount(present(fields.get("Сумма", ""), "Сумма"), "Сумма")
        out_of, into = _accounts(fields, own)
        left, came = fields.get(_LEFT, "").strip(), fields.get(_CAME, "").strip()
        own_transfer = bool(out_of and into)
        incoming = not out_of if out_of or into else _by_dates(left, came)
        if own_transfer:
            # Told from the account the money left, unless the document only says when it came.
            incoming = bool(came) and not left
            out_of, into = "" if incoming else out_of, "" if left and not came else into
        elif not out_of and not into:
            only = next(iter(own)) if len(own) == 1 else ""
            out_of, into = ("", only) if incoming else (only, "")
        name, tax = _side(fields, _PAYER if incoming else _PAYEE)
        computed = {
            "Вид": fields.get("Вид", ""),
            "Направление": "own" if own_transfer else "in" if incoming else "out",
            "Счет": into if incoming else out_of,
            "День": (came if incoming else left) or fields.get("Дата", "").strip(),
            "СуммаСоЗнаком": f"{value if incoming else -value:f}",
            "Валюта": _CURRENCY_OF.get((into if incoming else out_of)[5:8], ""),
            "Контрагент": name,
            "КонтрагентИНН": tax,
        }
        cells = {(f"Документ.{key}" if key in computed else key): text for key, text in fields.items() if key != "Вид"}
        return Document(line, raw, computed | cells, value, out_of, into)


def amount(text: str, column: str) -> Decimal:
    """An amount of the exchange: no sign and no groups. Raises Refused: bad_amount(text, column)."""
    if not _AMOUNT.fullmatch(text):
        raise Refused("bad_amount", text=text[:40], column=column)
    return Decimal(text.replace(",", "."))


def day_of(text: str) -> date | None:
    """The day of `31.12.2026`, None when it is none."""
    found = _DAY.fullmatch(text.strip())
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _accounts(fields: Mapping[str, str], own: Collection[str]) -> tuple[str, str]:
    """The account of ours that pays and the one that is paid, each "" when that side is not ours."""
    out_of, into = (
        next((text for key in ("Счет", "РасчСчет") if (text := fields.get(side + key, "").strip()) in own), "")
        for side in (_PAYER, _PAYEE)
    )
    return out_of, into


def _by_dates(left: str, came: str) -> bool:
    """Whether money came in, by which of the two dates the bank filled in; it fills both for its own transfers only."""
    if bool(left) == bool(came):
        raise Refused("direction_unknown")
    return bool(came)


def _side(fields: Mapping[str, str], side: str) -> tuple[str, str]:
    """Name and tax number of one side. `Плательщик1` is the name alone, `Плательщик` may have the number before it."""
    name = fields.get(side + "1", "").strip() or fields.get(side, "").strip()
    tax = fields.get(side + "ИНН", "").strip()
    found = _TAX_NUMBER.match(name)
    return (name[found.end() :], tax or found[1]) if found else (name, tax)
