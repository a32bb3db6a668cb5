"""What is wrong, as findings: each check is a file of `checks/` and speaks one code.

A check is one select of (subject, program, network, currency, amount, since, until, reason, facts): the money at stake
in that currency (0 or more, null = none), the first day on which it is true and the last to act, both from facts alone,
and a flat JSON object of what else is known. A subject ('S12', 'R45', 'program acme', …) stands in it at most once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from partnercli.domain.findings import CODES
from partnercli.store import sql
from partnercli.store.store import Store

HERE = Path(__file__).parent
_HEADER = re.compile(r"^-- (code|next): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Check:
    """A file of `checks/`: the code it speaks, what to do next about such a finding, its select."""

    code: str
    next: str
    select: str


@cache
def checks() -> tuple[Check, ...]:
    """Every check, in the order of the codes."""
    found = []
    for path in sorted((HERE / "checks").glob("*.sql")):
        said = dict(_HEADER.findall(path.read_text(encoding="utf-8")))
        (select,) = sql.statements(path)
        found.append(Check(said["code"], said["next"], select))
    return tuple(sorted(found, key=lambda check: list(CODES).index(check.code)))


def name_codes(store: Store) -> None:
    """`finding_code(place, code, severity, meaning, next)`: every code there is a check for; a TEMP table."""
    told = [(check, CODES[check.code]) for check in checks()]
    store.run(
        HERE / "codes.sql",
        codes=[check.code for check, _code in told],
        severities=[code.severity for _check, code in told],
        meanings=[code.meaning for _check, code in told],
        steps=[check.next for check, _code in told],
    )


def find(store: Store, *codes: str) -> None:
    """Run every check, or those of these codes; the answer is the TEMP table `finding` of this connection, which may be
    read-only.

    finding(id, code, subject, program, network, currency, amount, since, until, reason, facts, state): `id` is made of
    code and subject and stays the same between runs; `state` is open, accepted or snoozed. `name_codes` is run too.
    """
    store.run(HERE / "raised.sql")
    for check in checks():
        if not codes or check.code in codes:
            store.query(
                "insert into raised select $code, subject, program, network, currency, amount, since, until, reason,"
                f" facts from ({check.select})",
                code=check.code,
                **({"today": store.today} if "$today" in check.select else {}),
            )
    name_codes(store)
    store.run(HERE / "find.sql")


def open_ids(store: Store) -> list[str]:
    """The findings that are open. `find` ran on this store."""
    return [str(id_) for (id_,) in store.query("select id from finding where state = 'open' order by id")]


def remember(store: Store, ids: list[str], target: str = "") -> None:
    """Keep that `target` was told of these findings, all that were open, so that the next run knows the new ones.

    '' is `reconcile --only-new`. A finding that goes and comes back is new again. Nothing is written where nothing is
    different.
    """
    said = {"ids": ids, "target": target}
    gone = "target = $target and id not in (select unnest(cast($ids as varchar[])))"
    fresh = (
        "select id from (select unnest(cast($ids as varchar[])) as id)"
        " where id not in (select id from finding_seen where target = $target)"
    )
    different = store.one(f"select exists (select 1 from finding_seen where {gone}), exists ({fresh})", **said)
    if different and any(different):
        with store.change("reconcile", "only new") as entry:
            store.query(f"delete from finding_seen where {gone}", **said)
            store.query(
                f"insert into finding_seen (id, entry, target) select id, $entry, $target from ({fresh})",
                entry=entry, **said,
            )  # fmt: skip
            store.query("update reconciled set entry = $entry where entry = $entry - 1", entry=entry)
