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

LINKED = "(select r.* from moved_sale m join link l on l.sale = m.sale join row_now r on r.id = l.row_id)"
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
        if not linked or not linked[0]:
            _make(self.store, "view", "sale_now", "row_now")
        elif self.copied:
            self.store.query("delete from open_sale where sale in (select sale from link)")
            self.store.query("delete from open_row where id in (select row_id from link)")
        else:
            _make(self.store, "table", "sale_now", "row_now")
            self.copied = True


class Changed:
    """Only what changed since the journal entry `since`, and what that may touch: `moved_sale`, `moved_row`."""

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
        for side, own, end in (("sale", "sale", "sale"), ("row", "id", "row_id")):
            self.store.query(
                f"create or replace temp table asking_{side} as select * from moved_{side} where before > $place"
                f" or {own} not in {_links(end, f'select {own} from moved_{side}')}",
                place=len(earlier),
            )
        while self._reach(tier, earlier):
            pass
        self.store.query(
            "delete from link where not list_contains($earlier, tier)"
            " and (sale in (select sale from moved_sale) or row_id in (select id from moved_row))",
            earlier=earlier,
        )
        _make(
            self.store, "table", "(select * exclude (before) from moved_sale)",
            "(select * exclude (before) from moved_row where current)", few=True,
        )  # fmt: skip

    def _reach(self, tier: Tier, earlier: list[str]) -> bool:
        """One step along links and keys; whether it brought in any record."""
        brought = self._take("sale", "select l.sale as id from moved_row m join link l on l.row_id = m.id"
                             " where not list_contains($earlier, l.tier)", earlier)  # fmt: skip
        brought += self._take("row", "select l.row_id as id from moved_sale m join link l on l.sale = m.sale"
                              " where not list_contains($earlier, l.tier)", earlier)  # fmt: skip
        for how, left, right in tier.keys:
            if how == "meets":
                if self._meeting(left, "asking_sale", "former_sale"):
                    brought += self._take(
                        "row", _having(f"select id, {right} as value from {self.far_rows} r"), earlier
                    )
                if self._meeting(right, "asking_row"):
                    brought += self._take(
                        "sale", _having(f"select sale as id, {left} as value from {self.far_sales} s"), earlier
                    )
            elif how == "beside":
                if self._meeting(right, "moved_row", LINKED):
                    brought += self._take("row", _having(f"select id, {left} as value from row_now"), earlier)
            elif self._meeting(right, "moved_row"):  # what is corrected mostly has its link
                keyed = f"select id, {left} as value from row_now where correction or original_ref is not null"
                brought += self._take("row", _having(keyed), earlier)
        return brought > 0

    def _meeting(self, key: str, *asking: str) -> int:
        """The values of a key among what moved and is, or was, open to the tier; their number.

        Those of sales look for rows, those of rows for sales: two sales matter to one another only by a row both meet.
        """
        values = " union all ".join(f"select {key} as value from {table}" for table in asking)
        self.store.query(
            f"create or replace temp table meeting as select distinct value from ({values})"
            " where value is not null and cast(value as varchar) <> ''"
        )
        row = self.store.one("select count(*) from meeting")
        return int(row[0]) if row else 0

    def _take(self, side: Literal["sale", "row"], found: str, earlier: list[str]) -> int:
        """The found records join those that moved, unless an earlier tier has spoken for them; how many did."""
        own, end, whole = ("sale", "sale", "sale_now") if side == "sale" else ("id", "row_id", "network_row")
        self.store.query(
            "create or replace temp table reached as"
            f" select f.id, coalesce(min(list_position($tiers, l.tier)), 99) as before"
            f" from (select distinct id from ({found}) where id not in (select {own} from moved_{side})) f"
            f" left join link l on l.{end} = f.id group by f.id"
            " having not coalesce(bool_or(list_contains($earlier, l.tier)), false)",
            tiers=NAMES, earlier=earlier,
        )  # fmt: skip
        row = self.store.one("select count(*) from reached")
        if not row or not row[0]:
            return 0
        for known in ("moved", "asking"):
            self.store.query(
                f"insert into {known}_{side} select w.*, f.before from reached f join {whole} w on w.{own} = f.id"
            )
        return int(row[0])


def _having(keyed: str) -> str:
    return f"select k.id from meeting m join ({keyed}) k on k.value = m.value"


def _make(store: Store, kind: Literal["table", "view"], sales: str, rows: str, *, few: bool = False) -> None:
    """`open_sale` and `open_row` anew, as views of all or as tables of what has no link.

    `few`: they look for their own links, instead of all links for them.
    """
    for name, own, end, source in (("open_sale", "sale", "sale", sales), ("open_row", "id", "row_id", rows)):
        for old in store.query("select table_type from information_schema.tables where table_name = $name", name=name):
            store.query(f"drop {'view' if old[0] == 'VIEW' else 'table'} {name}")
        links = _links(end, f"select {own} from {source}") if few else "link"
        unlinked = f" where not exists (select 1 from {links} l where l.{end} = o.{own})" if kind == "table" else ""
        store.query(f"create temp {kind} {name} as select * from {source} o{unlinked}")


def _links(end: str, among: str) -> str:
    return f"(select {end} from link where {end} in ({among}))"
