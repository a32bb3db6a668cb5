"""The whole state as stable text: what every before/after comparison stands on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from partnercli.domain.jsonline import dump
from partnercli.store.digest import tables
from partnercli.store.store import Store


def lines(store: Store) -> Iterator[str]:
    """Every table by name, every row a JSON object, sorted by all its columns: the same state gives the same bytes.

    Amounts are strings with four decimals, dates and times ISO, missing is null. Time-zone, locale and the order in
    which rows lie in the file do not matter. What could steer a terminal is an escape.
    """
    for table, columns in tables(store.connection).items():
        yield f"# {table}\n"
        cursor = store.connection.execute(f'select * from "{table}" order by all')
        while rows := cursor.fetchmany(10_000):
            for row in rows:
                yield dump(dict(zip(columns, row, strict=True)), _spelled) + "\n"


def _spelled(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
