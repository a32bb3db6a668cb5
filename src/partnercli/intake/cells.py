"""What all readers agree on about cells: what is blank, what is the header again, what columns are called."""

from __future__ import annotations

Headers = tuple[tuple[str, ...], ...]
"""Lines of a header as names, each as wide as the table; none for a file without a header."""

# What counts as nothing in a cell. A fixed set, because Python's and polars' own ideas of white space differ.
BLANKS = " \t\r\n\v\f\u00a0\u2007\u2009\u202f\u3000\u200b\u2060\ufeff"


def column_names(width: int) -> list[str]:
    """c0 … cN-1: file headers can be empty or repeated, a frame's column names cannot."""
    return [f"c{position}" for position in range(width)]


def is_blank(cells: list[str]) -> bool:
    """Whether a record says nothing: every cell is empty or blank."""
    return not any(cell.strip(BLANKS) for cell in cells)


def header_cells(cells: list[str]) -> tuple[str, ...]:
    """A header record as names: blanks, no-break spaces and byte order marks around a name are not part of it."""
    return tuple(cell.strip(BLANKS) for cell in cells)


def is_header(cells: list[str], headers: Headers) -> bool:
    """Whether a record is one of the lines of the header once more, as in files glued together or printed in pages."""
    return any(cells[0].strip(BLANKS) == header[0] and header_cells(cells) == header for header in headers)
