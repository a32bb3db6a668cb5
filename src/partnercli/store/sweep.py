"""Words of a person in records of somebody else: found in every free text of the store, and starred.

`forget.sql` ran on the connection: its TEMP tables say which contacts and texts name the person.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from partnercli.store.seals import TABLES
from partnercli.store.store import Store

HIDDEN = "•••"
FREE = {
    "channel": ("name",),
    "close": ("reason",),
    "decision": ("reason",),
    "forgotten": ("reason",),
    "import_file": ("file", "place"),
    "lead": ("reason", "owner", "click"),
    "lead_event": ("old", "new"),
    "network_row": ("name", "reason"),
    "payout": ("reference",),
    "program": ("name", "contact"),
    "sale": ("goods", "action"),
    "trace": ("before", "after"),
}
"""The columns of each table that hold what somebody wrote."""
_JSON = {"trace"}


@dataclass(frozen=True, slots=True)
class Swept:
    """A record as it will be: its key and the columns that change."""

    table: str
    key: tuple[object, ...]
    texts: dict[str, str]


def find(store: Store, pattern: re.Pattern[str], done: dict[str, str]) -> list[Swept]:
    """The records that name the person, but those of the conditions `done` by table, which are emptied anyway."""
    return [swept for table in FREE for swept in _find(store, table, pattern, done.get(table, "false"))]


def _find(store: Store, table: str, pattern: re.Pattern[str], done: str) -> Iterator[Swept]:
    keys, columns = TABLES[table].key, FREE[table]
    texts = [f"replace({name}, '\\\"', '\"')" if table in _JSON else name for name in columns]
    named = " or ".join(f"names_them(coalesce({text}, ''))" for text in texts)
    for row in store.query(f"select {', '.join((*keys, *columns))} from {table} where not ({done}) and ({named})"):
        said = {name: text for name, text in zip(columns, row[len(keys) :], strict=True) if text}
        starred = {name: _starred(text, pattern, whole=table in _JSON) for name, text in said.items()}
        changed = {name: text for name, text in starred.items() if text != said[name]}
        if changed:
            yield Swept(table, tuple(row[: len(keys)]), changed)


def _starred(text: str, pattern: re.Pattern[str], *, whole: bool) -> str:
    if not whole:
        return pattern.sub(HIDDEN, text)
    values = {name: value and pattern.sub(HIDDEN, str(value)) for name, value in json.loads(text).items()}
    return json.dumps(values, ensure_ascii=False)


def conditions(store: Store, swept: list[Swept], done: dict[str, str]) -> dict[str, str]:
    """What `done` says of each table, with the records of `swept`: which rows are about to be written."""
    found = dict(done)
    for table in sorted({each.table for each in swept}):
        keys = ", ".join(TABLES[table].key)
        store.query(f"create or replace temp table swept_{table} as select {keys} from {table} where false")
        marks = ", ".join("?" for _key in TABLES[table].key)
        store.connection.executemany(
            f"insert into swept_{table} values ({marks})", [each.key for each in swept if each.table == table]
        )
        found[table] = f"({found.get(table, 'false')}) or ({keys}) in (select ({keys}) from swept_{table})"
    return found


def write(store: Store, swept: list[Swept]) -> None:
    """The records as they will be, inside `Store.change`, which knows of them by `conditions`. They leave no trace."""
    for each in swept:
        settings = ", ".join(f"{name} = $new_{name}" for name in each.texts)
        where = " and ".join(f"{name} = $key_{name}" for name in TABLES[each.table].key)
        store.query(
            f"update {each.table} set {settings} where {where}",
            **{f"new_{name}": text for name, text in each.texts.items()},
            **{f"key_{name}": value for name, value in zip(TABLES[each.table].key, each.key, strict=True)},
        )
