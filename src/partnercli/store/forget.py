"""A person forgotten: every record keeps its money, days and ids, and says no longer whom it is about.

It cannot be undone, and works on a copy of the store (rewrite.py), which takes its place when all of it is done.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from partnercli.store.store import HERE, Store

HIDDEN = "•••"
_WRITTEN = {
    "lead": "id in (select id from forgetting_lead)",
    "lead_event": "lead in (select id from forgetting_lead)",
    "network_row": "id in (select id from forgetting_row)",
    "decision": "id in (select id from forgetting_decision)",
    "retired": "(kind, id) in (select kind, id from forgetting_retired)",
    "reject": "(entry, line) in (select entry, line from forgetting_reject)",
    "trace": "(entry, n) in (select entry, n from forgetting_trace)",
}


@dataclass(frozen=True, slots=True)
class Traces:
    """What names a person: how many lines of history, network rows and refused rows; the texts that do wherever they
    stand, and those that do beside one of them; the kept files as (path, encoding)."""

    history: int
    rows: int
    rejects: int
    texts: tuple[str, ...]
    beside: tuple[str, ...]
    archives: tuple[tuple[str, str], ...]


def look(store: Store, leads: Sequence[int]) -> Traces:
    """Find all that names the person behind these leads; leaves the TEMP tables that `blank` works on.

    The links must be up to date.
    """
    store.query(
        "create or replace temp table forgetting_lead as select unnest(cast($leads as bigint[])) as id",
        leads=list(leads),
    )
    rows, rejects, history = store.run(HERE / "forget.sql")[0]
    texts = store.query("select text, alone from forgetting_text order by length(text) desc, text")
    archives = store.query(
        "select distinct archive, encoding from import_file"
        " where archive <> '' and entry in (select entry from forgetting_import) order by archive"
    )
    return Traces(
        int(history), int(rows), int(rejects), tuple(str(text) for text, alone in texts if alone),
        tuple(str(text) for text, alone in texts if not alone),
        tuple((str(place), str(encoding)) for place, encoding in archives),
    )  # fmt: skip


def blank(store: Store, entry: int, *, called: str, reason: str) -> None:
    """Take the person out of every record `look` found, inside `Store.change`. `called` is shown as the name."""
    for table, condition in _WRITTEN.items():
        store.bulk(table, condition)
    store.bulk("forgotten", f"entry = {entry}")
    pattern = matching(text for (text,) in store.query("select text from forgetting_text where alone"))
    rejects = store.query(
        "select entry, line, facts from reject where (entry, line) in (select entry, line from forgetting_reject)"
    )
    for of, line, facts in rejects:
        told = {key: pattern.sub(HIDDEN, str(value)) for key, value in json.loads(facts).items()}
        store.query(
            "update reject set raw = '', facts = $facts where entry = $entry and line = $line",
            entry=of, line=line, facts=json.dumps(told, ensure_ascii=False),
        )  # fmt: skip
    store.run(HERE / "forget_blank.sql", entry=entry, called=called, reason=reason)


def is_forgotten(store: Store, leads: Sequence[int]) -> bool:
    """Whether all these leads were forgotten, and nobody wrote into them since."""
    row = store.one(
        "select count(distinct l.id) from lead l join forgotten f on f.kind = 'lead' and f.id = l.id"
        " where list_contains($leads, l.id) and l.touched = f.entry"
        " and not exists (select 1 from lead_event e where e.lead = l.id and e.entry > f.entry)",
        leads=list(leads),
    )
    return bool(row and row[0] == len(set(leads)))


def matching(texts: Iterable[str]) -> re.Pattern[str]:
    """A pattern of the texts in any case; a phone fits however its digits are spaced."""
    spelled = []
    for text in texts:
        digits = re.sub(r"\D", "", text)
        if len(digits) >= 7 and not re.search(r"[^\d\s()+.-]", text):
            spelled.append(r"(?<!\d)\+?(?:\d{1,3}[\s().-]*)?" + r"[\s().-]*".join(digits[-10:]) + r"(?!\d)")
        else:
            spelled.append(rf"(?<!\w){re.escape(text)}(?!\w)")
    return re.compile("|".join(spelled) if spelled else r"(?!)", re.IGNORECASE)
