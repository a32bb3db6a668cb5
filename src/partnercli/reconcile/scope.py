"""What each tier looks at, as `open_sale` and `open_row`: everything, or what a change may have touched.

After a change only those sales and rows are matched anew whose answer can differ. Each tier says by which equalities
its pairs meet (`-- meets:` in its header), so the records it may judge otherwise now are those that share a key with a
changed one, directly or by way of others. They are freed from the links of this tier and of later ones and matched
anew; whatever is freed counts as changed for what follows. All other links stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from partnercli.store.store import Store

HERE = Path(__file__).parent
_HEADER = re.compile(r"^-- (meets|lists|shares|follows|beside): (.+) = (.+)$", re.MULTILINE)
Side = Literal["sale", "row"]


@dataclass(frozen=True)
class Look:
    """How to find what a change may touch: each `value` of what is asking, among the `id` and `value` of the others.

    Keys of sales look for rows, keys of rows for sales: two sales matter to one another only by a row both meet.
    """

    brings: Side
    asking: str
    among: str


@dataclass(frozen=True)
class Tier:
    """A way of matching: `tiers/20_click.sql` is the tier `click`."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem.split("_", 1)[1]

    @cached_property
    def keys(self) -> list[tuple[str, str, str]]:
        """What its header says.

        `meets`: expressions over sale_now and row_now; `lists`: one over sale_now, and the kind of a kept key of a row
        (keys.sql). `shares`: the kinds of kept keys of a sale and of a row.
        `follows`: the kind of a correction, and an expression over the row it corrects. `beside`: the kind of a row,
        and an expression over a row that moved or whose sale did, whoever linked it.
        """
        return _HEADER.findall(self.path.read_text(encoding="utf-8"))

    @cached_property
    def looks(self) -> list[Look]:
        """The same, as what is asked for after a change."""
        found = []
        for how, left, right in self.keys:
            if how in ("meets", "lists"):
                sales = f"select {left} as value from asking_sale union all select {left} from former_sale"
                rows, asking = f"select id, {right} as value from row_now", f"select {right} as value from asking_row"
                if how == "lists":
                    rows, asking = _kind(right, "row_key"), "select value from listed_keys('asking_row')"
                found.append(Look("row", sales, rows))
                found.append(Look("sale", asking, f"select sale as id, {left} as value from sale_now"))
            elif how == "shares":
                sales = " union all ".join(
                    _kind(left, f"sale_keys('{which}')") for which in ("asking_sale", "former_sale")
                )
                found.append(Look("row", sales, _kind(right, "row_key")))
                found.append(Look("sale", _kind(right, "row_keys('asking_row')"), _kind(left, "far_sale_key")))
            else:
                rows = f"select {right} as value from moved_row"
                if how == "beside":
                    rows += f" union all select {right} from near_link l join row_now r on r.id = l.row_id"
                found.append(Look("row", rows, _kind(left, "row_key")))
        return found


def _kind(kind: str, keys: str) -> str:
    return f"select * from {keys} where kind = '{kind}'"


TIERS = [Tier(path) for path in sorted((HERE / "tiers").glob("*.sql"))]
NAMES = [tier.name for tier in TIERS]
AFTER_IDS = NAMES[NAMES.index("order") + 1]
"""The first tier after those that link most: what these left has its keys kept."""


class Everything:
    """All links are made anew: the first run, or programs changed what rows belong to."""

    def __init__(self, store: Store) -> None:
        self.store, self.copied = store, False
        store.query("delete from link")

    def open(self, tier: Tier) -> None:
        """Whatever has no link: views as long as there are none, so that the large first step copies nothing, then
        tables, which later tiers make smaller."""
        if self.copied:
            self.store.query("delete from open_sale where sale in (select sale from link)")
            self.store.query("delete from open_row where id in (select row_id from link)")
        else:
            self._lay_out()
        if tier.name == AFTER_IDS:
            self.store.run(HERE / "keys_anew.sql")

    def _lay_out(self) -> None:
        _drop(self.store)
        linked = self.store.one("select exists (select 1 from link)")
        self.copied = bool(linked and linked[0])
        kind, of_sale, of_row = "view", "", ""
        if self.copied:
            kind, of_sale, of_row = "table", _unlinked("sale", "sale"), _unlinked("id", "row_id")
        self.store.query(f"create temp {kind} open_sale as select * from sale_now o{of_sale}")
        self.store.query(f"create temp {kind} open_row as select * from row_now o{of_row}")


class Changed:
    """Only what changed since the journal entry `since`, and what that may touch: `moved_sale`, `moved_row`.

    `near_link` are the links of what moved, so that nobody looks for them among all links; `asked` are the keys for
    which this tier has looked.
    """

    def __init__(self, store: Store, since: int) -> None:
        self.store = store
        store.run(HERE / "moved.sql", since=since, tiers=NAMES)

    def open(self, tier: Tier) -> None:
        """Free what this tier may judge otherwise now; what has no link of an earlier tier is open."""
        earlier = NAMES[: NAMES.index(tier.name)]
        self.store.run(HERE / "asking.sql", place=len(earlier), before=earlier[-1] if earlier else "")
        if tier.name == AFTER_IDS:
            self.store.run(HERE / "keys_renewed.sql")
        while self._reach(tier, earlier):
            pass
        self.store.run(HERE / "freed.sql", earlier=earlier)
        _drop(self.store)
        self.store.run(HERE / "open.sql")

    def _reach(self, tier: Tier, earlier: list[str]) -> bool:
        """One step along links and keys; whether it brought in any record."""
        later = "from near_link where not list_contains($earlier, tier)"
        brought = self._take("sale", f"select sale as id {later}", earlier)
        brought += self._take("row", f"select row_id as id {later}", earlier)
        for number, look in enumerate(tier.looks):
            if self._meeting(number, look.asking):
                found = f"select k.id from meeting m join ({look.among}) k on k.value = m.value"
                brought += self._take(look.brings, found, earlier)
        return brought > 0

    def _meeting(self, look: int, asking: str) -> int:
        """The keys of what moved and is, or was, open to the tier; how many there are for which it has not looked."""
        found = self._made(
            "meeting",
            f"select distinct value from ({asking}) where cast(value as varchar) <> ''"
            " and not exists (select 1 from asked where look = $look and asked.value = cast(value as varchar))",
            look=look,
        )
        if found:
            self.store.query("insert into asked select $look, cast(value as varchar) from meeting", look=look)
        return found

    def _take(self, side: Side, found: str, earlier: list[str]) -> int:
        """The found records join those that moved, unless an earlier tier has spoken for them; how many did."""
        own, end, whole = ("sale", "sale", "sale_now") if side == "sale" else ("id", "row_id", "network_row")
        fresh = f"select distinct id from ({found}) where id not in (select {own} from moved_{side})"
        if not self._made("reached", fresh, **({"earlier": earlier} if "$earlier" in found else {})):
            return 0
        self._made("reached_link", f"select l.* from reached f join link l on l.{end} = f.id")
        spoken = f"select {end} from reached_link where list_contains($earlier, tier)"
        self.store.query(f"delete from reached where id in ({spoken})", earlier=earlier)
        place = f"select {end} as id, min(list_position($tiers, tier)) as place from reached_link group by {end}"
        brought = self._made(
            "brought",
            f"select w.*, coalesce(l.place, 99) as before from reached f join {whole} w on w.{own} = f.id"
            f" left join ({place}) l on l.id = f.id",
            tiers=NAMES,
        )
        for known in ("moved", "asking"):
            self.store.query(f"insert into {known}_{side} from brought")
        links = f"select l.* from reached_link l join reached f on f.id = l.{end}"
        self.store.query(f"insert into near_link select * from ({links}) except select * from near_link")
        return brought

    def _made(self, table: str, select: str, **values: object) -> int:
        """Make a TEMP table; how many records it has."""
        return int(self.store.query(f"create or replace temp table {table} as {select}", **values)[0][0])


def _drop(store: Store) -> None:
    """`open_sale` and `open_row` go, be they tables or views."""
    for name, kind in store.query(
        "select table_name, table_type from information_schema.tables where table_name in ('open_sale', 'open_row')"
    ):
        store.query(f"drop {'view' if kind == 'VIEW' else 'table'} {name}")


def _unlinked(own: str, end: str) -> str:
    return f" where not exists (select 1 from link l where l.{end} = o.{own})"
