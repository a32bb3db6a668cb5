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
_HEADER = re.compile(r"^-- (meets|follows|beside): (.+) = (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Tier:
    """A way of matching: `tiers/20_click.sql` is the tier `click`."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem.split("_", 1)[1]

    @cached_property
    def keys(self) -> list[tuple[str, str, str]]:
        """`meets`: expressions over sale_now and row_now; `follows`: over a correction and over the row it corrects;
        `beside`: over two rows, of which one may be linked by an earlier tier."""
        return _HEADER.findall(self.path.read_text(encoding="utf-8"))


TIERS = [Tier(path) for path in sorted((HERE / "tiers").glob("*.sql"))]
NAMES = [tier.name for tier in TIERS]
EXACT = "order"
"""The tier that links most: what it linked is not looked at for the keys of later ones, which cost more to work out."""

LINKED = "(select r.* from near_link l join row_now r on r.id = l.row_id)"
"""The rows of sales that moved, whoever linked them."""


class Everything:
    """All links are made anew: the first run, or programs changed what rows belong to."""

    def __init__(self, store: Store) -> None:
        self.store, self.copied = store, False
        store.query("delete from link")

    def open(self, _tier: Tier) -> None:
        """Whatever has no link: views as long as there are none, so that the large first step copies nothing, then
        tables, which later tiers make smaller."""
        linked = self.store.one("select count(*) from link")
        if self.copied:
            self.store.query("delete from open_sale where sale in (select sale from link)")
            self.store.query("delete from open_row where id in (select row_id from link)")
            return
        _drop(self.store)
        self.copied = bool(linked and linked[0])
        kind, sales, rows = (
            ("table", _unlinked("sale", "sale"), _unlinked("id", "row_id")) if self.copied else ("view", "", "")
        )
        self.store.query(f"create temp {kind} open_sale as select * from sale_now o{sales}")
        self.store.query(f"create temp {kind} open_row as select * from row_now o{rows}")


class Changed:
    """Only what changed since the journal entry `since`, and what that may touch: `moved_sale`, `moved_row`.

    `near_link` are the links of what moved, so that nobody looks for them among all links; `asked` are the keys for
    which this tier has looked.
    """

    def __init__(self, store: Store, since: int) -> None:
        self.store = store
        store.run(HERE / "moved.sql", since=since, tiers=NAMES)
        self.far_sales, self.far_rows = "sale_now", "row_now"

    def open(self, tier: Tier) -> None:
        """Free what this tier may judge otherwise now; what has no link of an earlier tier is open."""
        earlier = NAMES[: NAMES.index(tier.name)]
        if tier.name == NAMES[NAMES.index(EXACT) + 1]:
            self.store.run(HERE / "loose.sql", tiers=earlier)
            self.far_sales = "(select s.* from loose_sale l join sale_now s on s.sale = l.sale)"
            self.far_rows = "(select r.* from loose_row l join row_now r on r.id = l.id)"
        self.store.run(HERE / "asking.sql", place=len(earlier), before=earlier[-1] if earlier else "")
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
        for number, (how, left, right) in enumerate(tier.keys):
            if how == "meets":
                if self._meeting(f"{number} sale", left, "asking_sale", "former_sale"):
                    brought += self._take(
                        "row", _having(f"select id, {right} as value from {self.far_rows} r"), earlier
                    )
                if self._meeting(f"{number} row", right, "asking_row"):
                    brought += self._take(
                        "sale", _having(f"select sale as id, {left} as value from {self.far_sales} s"), earlier
                    )
            elif how == "beside":
                if self._meeting(f"{number} row", right, "moved_row", LINKED):
                    brought += self._take("row", _having(f"select id, {left} as value from row_now"), earlier)
            elif self._meeting(f"{number} row", right, "moved_row"):  # what is corrected mostly has its link
                keyed = f"select id, {left} as value from row_now where correction or original_ref is not null"
                brought += self._take("row", _having(keyed), earlier)
        return brought > 0

    def _meeting(self, line: str, key: str, *asking: str) -> int:
        """The values of a key of what moved and is, or was, open to the tier; how many there are that are new to it.

        Those of sales look for rows, those of rows for sales: two sales matter to one another only by a row both meet.
        """
        values = " union all ".join(f"select {key} as value from {table}" for table in asking)
        found = self._made(
            "meeting",
            f"select distinct value from ({values}) where cast(value as varchar) <> ''"
            " and not exists (select 1 from asked where line = $line and asked.value = cast(value as varchar))",
            line=line,
        )
        if found:
            self.store.query("insert into asked select $line, cast(value as varchar) from meeting", line=line)
        return found

    def _take(self, side: Literal["sale", "row"], found: str, earlier: list[str]) -> int:
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


def _having(keyed: str) -> str:
    return f"select k.id from meeting m join ({keyed}) k on k.value = m.value"


def _drop(store: Store) -> None:
    """`open_sale` and `open_row` go, be they tables or views."""
    for name, kind in store.query(
        "select table_name, table_type from information_schema.tables where table_name in ('open_sale', 'open_row')"
    ):
        store.query(f"drop {'view' if kind == 'VIEW' else 'table'} {name}")


def _unlinked(own: str, end: str) -> str:
    return f" where not exists (select 1 from link l where l.{end} = o.{own})"
