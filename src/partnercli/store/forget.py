"""A person forgotten: every record keeps its money, days and ids, and says no longer whom it is about.

It cannot be undone, and works on a copy of the store (rewrite.py), which takes its place when all of it is done.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from partnercli.store import archive, sweep
from partnercli.store.store import HERE, Store

CALLED = "(forgotten)"
"""Stands where a name was: the same in every language."""
_FILE = r"\.(?:csv|tsv|txt|xlsx?|ods|json|xml|gz|zip)\b"
_AROUND = {
    False: (r"(?<!\w)", r"(?!\w)"),
    True: (r"(?<!\w)(?<!\w[.+-])", rf"(?!\w)(?![.-]\w)|(?={_FILE})"),
}
"""What stands around a text that is not part of a longer word; True: of an e-mail, to which dots and hyphens belong,
unless they end the sentence or a file's kind follows."""
_ANYTHING = re.compile("")
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
    """What names a person: how many lines of history, network rows and refused rows; the kept files."""

    history: int
    rows: int
    rejects: int
    archives: tuple[Path, ...]


def look(store: Store, leads: Sequence[int]) -> Traces:
    """Find all that names the person behind these leads; leaves the TEMP tables that `blank` works on.

    The links must be up to date.
    """
    store.query(
        "create or replace temp table forgetting_lead as select unnest(cast($leads as bigint[])) as id",
        leads=list(leads),
    )
    rows, rejects, history = store.run(HERE / "forget.sql")[0]
    return Traces(int(history), int(rows), int(rejects), tuple(_archives(store)))


def _archives(store: Store) -> Iterator[Path]:
    """The kept files that are not empty yet and brought a record of the person, or name them where nothing is read, or
    were taken back and cannot be searched."""
    person = _person(store)
    for place, encoding, brought, undone in store.query(
        "select archive, min(encoding), bool_or(entry in (select entry from forgetting_import)),"
        " bool_or(undone_by is not null) from import_file where archive <> '' group by archive order by archive"
    ):
        file = Path(place)
        if archive.may_name(file, encoding, _ANYTHING if brought else person, unread=brought or undone):
            yield file


def _person(store: Store) -> re.Pattern[str]:
    """A pattern of the texts that name the person wherever they stand."""
    return matching(
        text for (text,) in store.query("select text from forgetting_text where alone order by length(text) desc, text")
    )


def says_who(store: Store, text: str) -> bool:
    """Whether the text names the person `look` found: by a contact, the full name, or a word of four letters of it."""
    names = store.query(
        "select name from lead where id in (select id from forgetting_lead) and name <> $called", called=CALLED
    )
    words = matching(word for (name,) in names for word in re.findall(r"\w{4,}", name))
    return bool(_person(store).search(text) or words.search(text))


def blank(store: Store, entry: int, *, reason: str) -> None:
    """Take the person out of every record `look` found, inside `Store.change`."""
    pattern = _person(store)
    swept = sweep.find(store, pattern, _WRITTEN)
    for table, condition in sweep.conditions(store, swept, {**_WRITTEN, "forgotten": f"entry = {entry}"}).items():
        store.bulk(table, condition)
    rejects = store.query(
        "select entry, line, facts from reject where (entry, line) in (select entry, line from forgetting_reject)"
    )
    for of, line, facts in rejects:
        told = {key: pattern.sub(sweep.HIDDEN, str(value)) for key, value in json.loads(facts).items()}
        store.query(
            "update reject set raw = '', facts = $facts where entry = $entry and line = $line",
            entry=of, line=line, facts=json.dumps(told, ensure_ascii=False),
        )  # fmt: skip
    store.run(HERE / "forget_blank.sql", entry=entry, called=CALLED, reason=reason)
    sweep.write(store, swept)


def is_forgotten(store: Store, leads: Sequence[int]) -> bool:
    """Whether all these leads were forgotten, and nobody wrote into them since."""
    row = store.one(
        "select count(distinct f.id) from forgotten f left join lead l on l.id = f.id"
        " where f.kind = 'lead' and list_contains($leads, f.id) and coalesce(l.touched, f.entry) = f.entry"
        " and not exists (select 1 from lead_event e where e.lead = f.id and e.entry > f.entry)",
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
            before, after = _AROUND["@" in text]
            spelled.append(f"{before}{re.escape(text)}(?:{after})")
    return re.compile("|".join(spelled) if spelled else r"(?!)", re.IGNORECASE)
