"""The values of a workbook's cells as text: numbers with a point and without exponent, dates as ISO."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Value = int | float | str | bool | time | date | datetime | timedelta
"""What a cell holds; "" is an empty cell."""
_TYPED = {int, float, date, datetime}


def is_typed(cells: Iterable[Value]) -> list[bool]:
    """Which of these cells hold a number or a date, that is what has one meaning however it is shown."""
    return [type(cell) in _TYPED for cell in cells]


def spelled(cells: Sequence[Value]) -> list[str | None]:
    """The text of each cell; None where nothing stands."""
    if set(map(type, cells)) == {str}:
        return [cell or None for cell in cells]  # type: ignore[misc]
    return [_spelled(cell) for cell in cells]


def _spelled(cell: Value) -> str | None:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "milliseconds" if cell.microsecond else "seconds")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return str(cell)


def _number(value: float) -> str:
    """A whole number with all its digits, another with the 15 that Excel itself keeps: 0.1 + 0.2 is 0.3."""
    if not math.isfinite(value):
        return str(value)
    if value.is_integer():
        return str(int(value))
    short = f"{value:.15g}"
    return f"{Decimal(short):f}" if "e" in short else short
