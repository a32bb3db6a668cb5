"""Where a table is shown: language, room and colour, found out once from the stream and the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class View:
    """`width` in character cells, None = as wide as it takes (a pipe, a file). `colour` allows escape sequences."""

    language: str = "en"
    width: int | None = None
    colour: bool = False
    terminal: bool = False


def view_of(out: IO[Any], language: str) -> View:
    """The view a stream offers, by COLUMNS, NO_COLOR, FORCE_COLOR and TERM."""
    terminal = out.isatty()
    return View(language=language, width=_width(out, terminal), colour=_colour(terminal), terminal=terminal)


def _width(out: IO[Any], terminal: bool) -> int | None:
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and int(asked) > 0:
        return int(asked)
    if not terminal:
        return None
    try:
        return os.get_terminal_size(out.fileno()).columns or 80  # 0: a terminal that does not know its size
    except OSError:
        return 80


def _colour(terminal: bool) -> bool:
    """NO_COLOR (no-color.org) is stronger than FORCE_COLOR, which is stronger than a pipe or a dumb terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return terminal and os.environ.get("TERM", "dumb") not in ("dumb", "unknown")
