"""Exports that are no tables, each turned into a table of text by a reader of its own.

Every reader is `read(source, *, encoding=None) -> TextTable`. A damaged record is a Reject and never touches its
neighbours; a damaged container (cut off, broken JSON or XML) refuses the file, because half a statement would pass for
a whole one. Where the file has control totals, a difference is a Reject on the line of the total.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from importlib import import_module
from typing import cast

from partnercli.intake.source import TextTable

HEAD_BYTES = 4 << 10
"""How much of a file `recognised` looks at."""

Reader = Callable[..., TextTable]

# By the beginning of the text, without byte order mark and blanks. JSON is last: SWIFT envelopes begin with "{1:".
_SIGNS = (
    ("client_bank", re.compile(r"1CClientBankExchange\b")),
    ("mt940", re.compile(r"(?=[\s\S]*^:20:)(?=[\s\S]*^:(?:25P?|28C?|60[FM]|61):)", re.MULTILINE)),
    ("camt", re.compile(r"<[\s\S]*?:camt\.05[234]\.")),
    ("ofx", re.compile(r"OFXHEADER\s*:|(?:<[?!][^>]*>\s*)*<OFX>", re.IGNORECASE)),
    ("json", re.compile(r'\[\s*(?:[\[{\]]|$)|\{\s*(?:["}]|$)')),
)


def recognised(head: bytes) -> Reader | None:
    """The reader of the format a file begins as, None for tables and for what is not known.

    `head` is the beginning of the file, HEAD_BYTES of it or all.
    """
    text = _beginning(head)
    for module, sign in _SIGNS:
        if sign.match(text):
            return cast(Reader, import_module(f"{__name__}.{module}").read)
    return None


def _beginning(head: bytes) -> str:
    """What tells the formats apart is plain ASCII in any encoding but UTF-16."""
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.removeprefix(codecs.BOM_UTF8).decode("utf-16" if wide else "latin-1", "ignore")
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip()
