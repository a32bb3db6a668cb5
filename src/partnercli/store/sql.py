"""SQL files: found beside the package that owns them, cut into statements, run with the parameters each one names."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

WORD = re.compile(r"[a-z_]+")
_MADE = re.compile(r"create or replace temp (?:view|table|macro) ([a-z_]+)")
_PARAMETER = re.compile(r"\$([a-z_]+)")
_QUOTED_OR_COMMENT = re.compile(r"('(?:[^']|'')*')|--[^\n]*")


@cache
def words(path: Path) -> frozenset[str]:
    """The names of the views, tables and macros a file of the vocabulary makes."""
    return frozenset(_MADE.findall(path.read_text(encoding="utf-8")))


@cache
def statements(path: Path) -> tuple[str, ...]:
    """The file's statements without comments. A statement ends with `;` at the end of a line."""
    text = _QUOTED_OR_COMMENT.sub(lambda found: found.group(1) or "", path.read_text(encoding="utf-8"))
    return tuple(part.strip() for part in re.split(r";\s*(?:\n|$)", text) if part.strip())


def run(connection: Connection, path: Path, **values: Any) -> list[tuple[Any, ...]]:
    """Run every statement of the file; the rows of the last one. A value no statement names is simply not used."""
    rows: list[tuple[Any, ...]] = []
    for statement in statements(path):
        named = {name: values[name] for name in set(_PARAMETER.findall(statement))}
        cursor = connection.execute(statement, named) if named else connection.execute(statement)
        rows = cursor.fetchall()
    return rows
