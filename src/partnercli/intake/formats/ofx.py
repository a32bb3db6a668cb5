"""OFX statements: 1.x, which is SGML with tags left open, and 2.x, which is XML. Only STMTTRN blocks are read.

The specification: Open Financial Exchange 1.6 and 2.2, section 11 (banking) and 3.2.8 (dates).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from partnercli.domain.problem import Problem, Refused
from partnercli.errors import InputRejected
from partnercli.intake.formats.table import Body, Text, content, decoded, present, xml_encoding
from partnercli.intake.source import Source, TextTable

HEADER = ("Account", "FitId", "Type", "Posted", "Amount", "Currency", "Name", "Memo", "CheckNum", "RefNum")

_ENTRY, _STATEMENTS = "STMTTRN", ("STMTRS", "CCSTMTRS", "INVSTMTRS")
_OWN_ACCOUNT = ("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM")
# The groups inside an entry whose fields are not the entry's own, but for PAYEE, which stands in the place of NAME.
_GROUPS = ("BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY", "IMAGEDATA")
_FIELDS = ("FITID", "TRNTYPE", "DTPOSTED", "TRNAMT", "NAME", "MEMO", "CHECKNUM", "REFNUM")

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._]*)(?:\s[^<>]*)?(/?)>")
_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|nbsp|#[0-9]{1,6}|#[xX][0-9A-Fa-f]{1,5});")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
_AMOUNT = re.compile(r"([+-]?)([0-9]{0,14})(?:[.,]([0-9]{0,5}))?")
_STAMP = re.compile(
    r"([0-9]{8})(?:([0-9]{4})([0-9]{2})?(?:\.[0-9]{1,6})?)?(?:\[([+-]?)([0-9]{1,2})(?:\.([0-9]{1,2}))?(?::[^\]]*)?\])?"
)
# Half and quarter hours are written as minutes or as a fraction; no two spellings say different things.
_MINUTES = {None: 0, "0": 0, "00": 0, "15": 15, "25": 15, "30": 30, "3": 30, "45": 45, "5": 30, "50": 30, "75": 45}


@dataclass(frozen=True, slots=True)
class _Token:
    """A tag that opens or closes, with the text behind it."""

    kind: Literal["open", "close"]
    tag: str
    text: str
    at: int
    end: int


@dataclass(slots=True)
class _Entry:
    """A STMTTRN as it is read."""

    at: int
    end: int
    line: int
    group: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    problem: Problem | None = None


def read(source: Source, *, encoding: str | None = None) -> TextTable:
    """One row a STMTTRN, HEADER its columns.

    Posted is a day, `YYYY-MM-DD HH:MM:SS` or that with its offset; without one the specification means UTC. Amount is
    signed with a point, in Currency: that of the entry itself, else of its statement. Raises InputRejected:
    truncated_file (no end of OFX, or a tag cut off), xml_doctype, file_too_large.
    """
    data = content(source)
    text = decoded(source, data, encoding, _declared(data))
    body = Body(text.encoding)
    account = currency = ""
    within = ""
    entry: _Entry | None = None
    line, counted = 1, 0
    for token in _tokens(text):
        line, counted = line + text.text.count("\n", counted, token.at), token.at
        opens = token.kind == "open"
        if entry and token.tag in (_ENTRY, "BANKTRANLIST", "OFX", *_STATEMENTS):
            entry.end = token.end if token.tag == _ENTRY and not opens else token.at
            if token.tag != _ENTRY or opens:
                entry.problem = Problem("section_open", {"section": _ENTRY})
            _finish(entry, account, currency, text, body)
            entry = None
        elif entry:
            _take(entry, token)
        if opens and token.tag == _ENTRY:
            entry = _Entry(token.at, token.end, line)
        elif not entry and token.tag in _STATEMENTS:
            account = currency = ""
        elif not entry and token.tag in _OWN_ACCOUNT:
            within = token.tag if opens else ""
        elif not entry and opens and token.tag == "ACCTID" and within:
            account = token.text
        elif not entry and opens and token.tag == "CURDEF":
            currency = token.text
    return body.table("ofx", HEADER, text.raw)


def _declared(data: bytes) -> str | None:
    """ENCODING and CHARSET of a 1.x header, or the encoding of an XML declaration."""
    charset = re.search(rb"CHARSET:\s*([0-9]{3,4})", data[:1024])
    return f"cp{charset[1].decode()}" if charset else xml_encoding(data)


def _tokens(text: Text) -> Iterator[_Token]:
    """The tags of the file, each once and in order; declarations and comments are passed over.

    A step either goes forward or refuses, so the time is in proportion to the file.
    """
    body, at, ended = text.text, text.text.find("<"), False
    while at >= 0:
        found = _TAG.match(body, at)
        if found:
            end, said = _text_after(body, found.end())
            tag = found[2].upper()
            ended |= bool(found[1]) and tag == "OFX"
            if end < 0:
                raise InputRejected("truncated_file", where=text.name)
            yield _Token("close" if found[1] else "open", tag, said, at, end if said else found.end())
        elif body.startswith("<!--", at):
            end = body.find("-->", at)
        elif body.startswith("<?", at):
            end = body.find("?>", at)
        elif body.startswith("<!", at) and not body.startswith("<![CDATA[", at):
            raise InputRejected("xml_doctype", where=text.where(at))
        else:
            end = at + 1  # a bare "<" before the first tag
        if end < 0:
            raise InputRejected("truncated_file", where=text.name)
        at = body.find("<", end)
    if not ended:
        raise InputRejected("truncated_file", where=text.name)


def _text_after(body: str, start: int) -> tuple[int, str]:
    """Where the text behind a tag ends, and the text without comments; -1 when a comment or CDATA never ends."""
    pieces: list[str] = []
    while True:
        at = body.find("<", start)
        pieces.append(_plain(body[start : at if at >= 0 else len(body)]))
        if at >= 0 and body.startswith(("<![CDATA[", "<!--"), at):
            quoted = body.startswith("<![CDATA[", at)
            end = body.find("]]>" if quoted else "-->", at)
            if end < 0:
                return -1, ""
            pieces.append(body[at + 9 : end] if quoted else "")
            start = end + 3
        elif at < 0 or body.startswith(("<!", "<?"), at) or _TAG.match(body, at):
            return at if at >= 0 else len(body), "".join(pieces).strip()
        else:  # a bare "<" is text
            pieces.append("<")
            start = at + 1


def _plain(text: str) -> str:
    """The text with the entities that SGML and XML know in themselves; no others are ever declared."""
    if "&" not in text:
        return text

    def character(found: re.Match[str]) -> str:
        name = found[1]
        if name[0] != "#":
            return _NAMED[name]
        code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        return chr(code) if 31 < code < 0x110000 else found[0]

    return _ENTITY.sub(character, text)


def _take(entry: _Entry, token: _Token) -> None:
    if token.tag in _GROUPS:
        entry.group = token.tag if token.kind == "open" and not token.text else ""
    elif token.kind == "open" and entry.group == "CURRENCY" and token.tag == "CURSYM":
        entry.fields["CURSYM"] = token.text
    elif token.kind == "open" and not entry.group and token.tag in _FIELDS and token.text:
        said = entry.fields.setdefault(token.tag, token.text)
        if said != token.text and not entry.problem:
            entry.problem = Problem("key_twice", {"key": token.tag})


def _finish(entry: _Entry, account: str, currency: str, text: Text, body: Body) -> None:
    raw = text.text[entry.at : entry.end]
    said = {name: entry.fields.get(name, "") for name in _FIELDS}
    try:
        if entry.problem:
            raise Refused(entry.problem.code, **entry.problem.facts)
        posted = _stamp(present(said["DTPOSTED"], "DTPOSTED"))
        amount = _amount(present(said["TRNAMT"], "TRNAMT"))
    except Refused as refused:
        body.reject(entry.line, raw, refused.problem)
        return
    cells = [
        account, said["FITID"], said["TRNTYPE"], posted, amount, entry.fields.get("CURSYM") or currency,
        said["NAME"], said["MEMO"], said["CHECKNUM"], said["REFNUM"],
    ]  # fmt: skip
    body.add(entry.line, cells, raw)


def _amount(text: str) -> str:
    found = _AMOUNT.fullmatch(text)
    if not found or not (found[2] or found[3]):
        raise Refused("bad_amount", text=text[:40], column="TRNAMT")
    sign = "-" if found[1] == "-" else ""
    return f"{sign}{found[2] or '0'}" + (f".{found[3]}" if found[3] else "")


def _stamp(text: str) -> str:
    """`20240105`, `20240105120000.000[-5:EST]` → `2024-01-05`, `2024-01-05 12:00:00-05:00`."""
    found = _STAMP.fullmatch(text)
    try:
        if not found:
            raise ValueError
        day, clock, seconds, sign, hours, minutes = found.groups()
        moment = datetime.strptime(day + (clock or "0000") + (seconds or "00"), "%Y%m%d%H%M%S")
        if clock is None:
            return moment.date().isoformat()
        offset = f"{sign or '+'}{int(hours):02}:{_MINUTES[minutes]:02}" if hours else ""
    except (ValueError, KeyError):
        raise Refused("bad_stamp", text=text[:40], examples="20240105120000[-5:EST]", column="DTPOSTED") from None
    return f"{moment:%Y-%m-%d %H:%M:%S}{offset}"
