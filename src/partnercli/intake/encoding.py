"""Which encoding a file is in, and its text as UTF-8 bytes.

The order of evidence: byte order mark, the pattern of high bytes in UTF-16, strict UTF-8, then the frequency of Russian
letters read as cp1251, KOI8-R and cp866, and cp1252 (which has all of Latin-1) for what is not Russian at all. A short
export is mostly Latin letters and digits, so only whole Russian words count as evidence, never a single byte.
"""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

from partnercli.errors import InputRejected, UsageError
from partnercli.intake.buffer import PIECE, Data, Spool, pieces
from partnercli.intake.source import Source

_HEAD = 4 << 10
_SAMPLE = 64 << 10

# Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (b"\x89PNG", b"%PDF", b"\xff\xd8\xff", b"GIF8", b"PAR1", b"SQLite format 3\0", b"7z\xbc\xaf", b"Rar!")
_WEB_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<div")

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a"))
_HIGH = re.compile(rb"[\x80-\xff]")
_LATIN_NEIGHBOUR = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
_LETTER_OF_CP1251 = re.compile(rb"[\xc0-\xff]")

# Letters of Russian text, per mille.
_LETTERS = "о110 е84 а80 и74 н67 т63 с55 р47 в45 л44 к35 м32 д30 п28 у26 я20 ы19 ь17 г17 з16 б16 ч14 й12 х10 ж9 ш7 ю6"
_FREQUENCY = {item[0]: int(item[1:]) for item in (_LETTERS + " ц5 щ4 э3 ф3 ъ1 ё1").split()}
# Common pairs of letters. With letters alone 1 of 30 files of two Russian words is read as its mirror, KOI8-R.
_PAIRS = frozenset(
    (
        "ст но то на ен ов ни ра во ко ро ка по ет от пр ер не ли ал ан ре ос ол та ва го ль ор ел ом ло ла те за "
        "ле ат ти ар да де ди до ес ве ви ри ин ил им ия ие ый ой ий ам ру бл нк ск тр ак мо ма ме ми ны со се ть "
        "об "
    ).split()
)
_PAIR_WEIGHT = 100  # of the order of the most frequent letter
_WORD = re.compile(r"(?<![A-Za-z])[А-Яа-яЁё]{2,}(?![A-Za-z])")


def to_utf8(source: Source, encoding: str | None) -> tuple[Data, str]:
    """The file as UTF-8 bytes and the name of the encoding it was in.

    A given encoding is used as said. Where it is guessed, bytes the encoding does not have stay bytes that are no
    UTF-8: only the lines with them will be rejected. Raises UsageError for an unknown encoding name; InputRejected for
    bytes the given encoding does not have and for what is no table of text: pictures, web pages.
    """
    if source.data[:16].startswith(_BINARY):
        raise InputRejected("binary_file", where=source.name)
    chosen = guess_encoding(source.data) if encoding is None else _known(encoding)
    if chosen is None:
        raise InputRejected("binary_file", where=source.name)
    if encoding is not None:
        text = _transcode(source, chosen, "strict")
    elif chosen == "utf-8":
        text = source.data
    else:
        text = _transcode(source, chosen, "surrogatepass" if chosen.startswith("utf") else "surrogateescape")
    if text[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(_WEB_PAGE):
        raise InputRejected("html_file", where=source.name)
    return text, chosen


def guess_encoding(data: Data) -> str | None:
    """The Python name of the encoding these bytes are most likely in; None when they are no text."""
    head = data[:_HEAD]
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if wide := _utf16_by_high_bytes(head):
        return wide
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > max(8, len(head) // 20):  # one NUL in a line is that line's problem
        return None
    return "utf-8" if _is_utf8(data) else _eight_bit(data)


def _known(encoding: str) -> str:
    try:
        b"x".decode(encoding, "ignore")  # also refuses codecs which are no text encodings, such as base64
    except (LookupError, ValueError):
        raise UsageError("unknown_encoding", encoding=encoding) from None
    return encoding


def _transcode(source: Source, encoding: str, errors: str) -> Data:
    """Decoded and encoded piece by piece, so that the text never stands in memory as a whole."""
    text, size = Spool(source.name), len(source.data)
    try:
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        for start in range(0, size, PIECE):
            piece = decoder.decode(source.data[start : start + PIECE], start + PIECE >= size)
            text.write(piece.encode("utf-8", errors))
    except UnicodeError:
        raise InputRejected("bad_encoding", where=source.name, encoding=encoding) from None
    return text.data()


def _utf16_by_high_bytes(head: bytes) -> str | None:
    """In UTF-16 every second byte, and only that one, is 0 for Latin letters, digits and delimiters, 4 for Cyrillic."""
    even, odd = (half.count(0) + half.count(4) for half in (head[0::2], head[1::2]))
    pairs = len(head) // 2
    if odd * 2 >= pairs and even * 20 < odd:
        return "utf-16-le"
    if even * 2 >= pairs and odd * 20 < even:
        return "utf-16-be"
    return None


def _is_utf8(data: Data) -> bool:
    """Strict UTF-8 all through; or clearly UTF-8 around the first byte which is not."""
    decoder, end = codecs.getincrementaldecoder("utf-8")(), 0
    for piece in pieces(data):
        end += len(piece)
        if piece.isascii() and not decoder.getstate()[0]:
            continue
        try:
            decoder.decode(piece, end == len(data))
        except UnicodeDecodeError:
            around = data[max(0, end - 2 * PIECE) : end].decode("utf-8", "replace")
            damaged = around.count("\ufffd")
            right = sum(1 for character in around if character > "\x7f") - damaged
            return right > 10 * damaged
    return True


def _eight_bit(data: Data) -> str:
    sample = _around_first_high_byte(data)
    scores = {name: _russian(sample.decode(name, "replace")) for name in ("cp1251", "koi8-r", "cp866")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best]:
        return best
    # No Russian word: accented Latin letters touch plain ones (café), a lone Cyrillic letter touches none.
    return "cp1251" if _LETTER_OF_CP1251.search(sample) and not _LATIN_NEIGHBOUR.search(sample) else "cp1252"


def _around_first_high_byte(data: Data) -> bytes:
    """Where the file first says something an encoding can be told from."""
    start = 0
    for piece in pieces(data):
        if found := _HIGH.search(piece):
            start = max(0, start + found.start() - 256)
            break
        start += len(piece)
    return data[start : start + _SAMPLE]


def _russian(text: str) -> float:
    """How Russian a text is: frequencies summed over its words. Odd cASE (KOI8-R read as cp1251) halves a word."""
    score = 0.0
    for found in _WORD.findall(text):
        word = found.lower()
        pairs = sum(1 for first, second in pairwise(word) if first + second in _PAIRS)
        weight = 1.0 if found.islower() or found.isupper() or found.istitle() else 0.5
        score += weight * (sum(_FREQUENCY[letter] for letter in word) + _PAIR_WEIGHT * pairs)
    return score
