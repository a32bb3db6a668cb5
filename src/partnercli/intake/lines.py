"""Physical lines of a text: ended by LF, CR LF or a lone CR, the last one by the end of the file."""

from __future__ import annotations

from collections.abc import Iterable

from partnercli.intake.buffer import PIECE, Data

RAW_LIMIT = 2_000
MAX_LINE_BYTES = 32 << 20
"""A longer line is never taken into memory: it is a row of its own that is rejected."""


def line_cut(text: Data, start: int, size: int) -> int:
    """The end of the last whole physical line within `size` bytes of `start`; of the first line when it is longer."""
    stop = start + size
    if len(text) <= stop:
        return len(text)
    cut = text.rfind(b"\n", start, stop)
    cut = max(cut, text.rfind(b"\r", max(start, cut), stop))
    if cut < 0:
        cut = _first_end(text, stop)
    return cut + 2 if text[cut : cut + 2] == b"\r\n" else min(cut + 1, len(text))


def _first_end(text: Data, start: int) -> int:
    """Where the first line end at or behind `start` stands; the length of the text when there is none."""
    for begin in range(start, len(text), PIECE):
        piece = text[begin : begin + PIECE]
        found = [at for at in (piece.find(b"\n"), piece.find(b"\r")) if at >= 0]
        if found:
            return begin + min(found)
    return len(text)


def raw_lines(text: Data, numbers: Iterable[int]) -> dict[int, str]:
    """The physical lines with these 1-based numbers, as text cut at RAW_LIMIT characters; unknown numbers are absent.

    One pass over the file as far as the last of them, a piece at a time.
    """
    found: dict[int, str] = {}
    wanted = sorted({number for number in numbers if number > 0}, reverse=True)
    start, line = 0, 1
    while wanted and start < len(text):
        end = line_cut(text, start, PIECE)
        # Longer than a piece (and its LF behind CR) is one line alone, and only its beginning is shown.
        piece = text[start : min(end, start + PIECE + 1)]
        count = 1 if end - start > PIECE + 1 else _count(piece)
        if wanted[-1] < line + count:
            lines = piece.splitlines()
            while wanted and wanted[-1] < line + count:
                number = wanted.pop()
                found[number] = shown(lines[number - line])
        start, line = end, line + count
    return found


def _count(piece: bytes) -> int:
    """How many lines a piece of whole lines has; the last line of the file may have no end."""
    ends = piece.count(b"\n")
    if b"\r" in piece:
        ends += piece.count(b"\r") - piece.count(b"\r\n")
    return ends + (not piece.endswith((b"\n", b"\r")))


def first_line(text: Data, start: int) -> str:
    """The physical line that begins at `start`, cut at RAW_LIMIT characters."""
    return shown(text[start : start + RAW_LIMIT * 4].splitlines()[0])


def shown(line: bytes) -> str:
    """A physical line as text, cut at RAW_LIMIT characters."""
    return line[: RAW_LIMIT * 4].decode("utf-8", "replace")[:RAW_LIMIT]
