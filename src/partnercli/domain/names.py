"""Codes people choose for programs and channels, and ids we give: how they are spelled and suggested."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from partnercli.domain.problem import Refused

_CODE = re.compile(r"\w[\w.-]{0,39}")
_ID = re.compile(r"([A-Za-zА-Яа-я])-?([0-9]{1,18})")
LETTERS = {"lead": "L", "sale": "S", "network_row": "R", "payout": "P", "receipt": "B", "entry": "I", "decision": "D"}
"""The letter of each id: L17 a lead, S12 a sale, R345 a network row, P3 a payout, B7 a bank line, I5 a change of
the store (an import, a close, …), D3 a decision."""


def check_code(text: str) -> str:
    """A code is one word of letters, digits, `_`, `.` and `-`, up to 40 characters. Refused(bad_code) otherwise."""
    if not _CODE.fullmatch(text):
        raise Refused("bad_code", text=text)
    return text


def parse_id(text: str, *tables: str) -> tuple[str, int]:
    """`L17`, `l17`, `L-17` or, where only one kind fits, `17` -> (table, number). Refused(bad_id) otherwise."""
    by_letter = {LETTERS[table]: table for table in tables}
    if "entry" in tables:
        by_letter["E"] = "entry"  # a change that is no import may be thought of so
    match = _ID.fullmatch(text.strip())
    if match and match.group(1).upper() in by_letter:
        return by_letter[match.group(1).upper()], int(match.group(2))
    if len(tables) == 1 and text.strip().isascii() and text.strip().isdigit() and len(text.strip()) <= 18:
        return tables[0], int(text)
    raise Refused("bad_id", text=text, example=" ".join(f"{LETTERS[table]}17" for table in tables))


def nearest(text: str, known: Iterable[str]) -> str:
    """The known name most like the text, '' when none is close."""
    folded = {name.casefold(): name for name in known}
    close = get_close_matches(text.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else ""
