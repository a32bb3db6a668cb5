"""What happens: every sale gets its network row in good health, then the script spoils chosen ones and says so.

The verdicts kept here are the author's intent. Nothing is looked up from the rows afterwards, so they can judge a
reconciler.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Literal

from maker.people import Lead, make_leads
from maker.world import EXPORTED, TODAY, Network, Program

Link = Literal["order", "click", "contact"]
State = Literal["pending", "validated", "paid", "declined"]


@dataclass
class Row:
    """One row of a network. Money in the program's currency; `at` in the network's own zone.

    `link` is what the row still knows of our sale; `before` the commission it had until `changed_on`.
    """

    program: Program
    at: datetime
    amount: Decimal
    commission: Decimal
    lead: Lead | None = None
    order: str = ""
    click: str = ""
    link: Link = "order"
    id: str = ""
    validated_on: date = date.max
    declined_on: date = date.max
    paid_on: date = date.max
    before: Decimal | None = None
    changed_on: date = date.max
    reason: str = ""
    verdict: str = ""

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def network(self) -> Network:
        return self.program.network

    def move(self, at: datetime) -> None:
        """Put the row at another time, with the clocks that follow from it."""
        self.at = at
        self.validated_on = self.day + timedelta(days=self.network.lag)
        self.paid_on = self.program.paid_on(self.day) or date.max

    def decline(self, on: date, reason: str) -> None:
        """The network takes the row back on day `on`; it is never paid."""
        self.declined_on, self.paid_on, self.reason = on, date.max, reason

    def state(self, as_of: date) -> State:
        """What the network says of the row at the end of `as_of`."""
        if self.declined_on <= as_of:
            return "declined"
        if self.paid_on <= as_of:
            return "paid"
        return "validated" if self.validated_on <= as_of else "pending"


@dataclass
class Sale:
    """What we are owed for: a lead's sale, or the lead itself where leads are paid for. `verdict` is the class."""

    lead: Lead
    rows: list[Row] = field(default_factory=list)
    verdict: str = ""
    planted: bool = False


@dataclass(frozen=True)
class Planted:
    """One planted trouble. `amount`: the money at stake, in the program's currency."""

    trouble: str
    program: Program
    lead: Lead | None
    row: Row | None
    amount: Decimal
    note: str


@dataclass
class Story:
    """Everything that happened, ready to be written down."""

    leads: list[Lead]
    sales: list[Sale]
    rows: list[Row] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)

    def pick(self, program: str, after: str, before: str) -> Sale:
        """The first untouched sale of `program` with its day in [after, before]; it is marked as touched."""
        start, end = (date.fromisoformat(f"2026-{day}") for day in (after, before))
        for sale in sorted(self.sales, key=lambda each: (each.lead.row_day, each.lead.id)):
            if sale.lead.program.code == program and start <= sale.lead.row_day <= end and not sale.planted:
                sale.planted = True
                return sale
        raise LookupError(f"the seed gives no untouched sale of {program} between {start} and {end}")

    def plant(self, trouble: str, sale: Sale, row: Row | None, amount: Decimal, note: str) -> None:
        """Write down a trouble of `sale`."""
        self.planted.append(Planted(trouble, sale.lead.program, sale.lead, row, amount, note))


def tell(seed: int, script: Callable[[Story], None]) -> Story:
    """The whole story: people, healthy rows, then `script`; ids are given at the end, in order of time."""
    chance = Random(seed)
    leads = make_leads(chance)
    story = Story(leads, [Sale(lead) for lead in leads if _is_owed(lead)])
    for sale in story.sales:
        if sale.lead.row_day <= EXPORTED:
            sale.rows.append(healthy_row(sale.lead, chance))
    script(story)
    _forget_orders(story, chance)
    for sale in story.sales:
        _judge(sale)
        story.rows.extend(sale.rows)
    _number(story.rows)
    _plant_late(story)
    return story


def _is_owed(lead: Lead) -> bool:
    return lead.status != "refused" if lead.program.per_lead else lead.sale_date is not None


def healthy_row(lead: Lead, chance: Random) -> Row:
    """The row an honest network shows for the lead's sale."""
    order = "" if lead.program.per_lead else lead.order
    amount = Decimal("0.00") if lead.program.per_lead else lead.amount or Decimal("0.00")
    link: Link = "click" if lead.program.per_lead else "order"
    row = Row(lead.program, datetime.min, amount, lead.expected, lead, order, lead.click, link)
    row.move(datetime.combine(lead.row_day, time(chance.randint(9, 15), chance.randint(0, 59), chance.randint(0, 59))))
    return row


def _forget_orders(story: Story, chance: Random) -> None:
    """Some healthy rows lost the order number: a few at impact, many in the Russian programs."""
    for sale in story.sales:
        if sale.planted or not sale.rows or sale.lead.program.per_lead:
            continue
        name, row, lead = sale.lead.program.network.name, sale.rows[0], sale.lead
        fate = chance.random()
        if lead.click and fate < {"direct": 0.2, "impact": 0.1}.get(name, 0):
            row.link = "click"
        elif name == "direct" and fate < 0.5:
            row.link = "contact"
            _post_later(row, chance.choice((0, 1, 2)))
            if chance.random() < 0.6:  # we have no number either
                lead.order = ""


def _post_later(row: Row, days: int) -> None:
    """Date the row up to `days` after the sale, when that changes neither its pay day nor its place in the export."""
    later = row.at + timedelta(days=days)
    if later.date() <= EXPORTED and row.program.due(later.date()) == row.program.due(row.day):
        row.move(later)


def _judge(sale: Sale) -> None:
    """The class of a sale the script said nothing about, and of its rows."""
    if not sale.verdict:
        state = sale.rows[0].state(EXPORTED) if sale.rows else "not_due"
        sale.verdict = "awaiting" if state == "validated" else state
    for row in sale.rows:
        row.verdict = row.verdict or sale.verdict


_IDS: dict[str, Callable[[int, Row], str]] = {
    "awin": lambda n, row: str(1_498_200_311 + 137 * n),
    "cj": lambda n, row: str(2_998_100_423 + 211 * n),
    "impact": lambda n, row: f"1000.{row.program.network_id}.{158_133 + 29 * n}",
    "admitad": lambda n, row: str(804_512_330 + 53 * n),
    "direct": lambda n, row: str(50_231 + n),
}


def _number(rows: list[Row]) -> None:
    """Network ids in order of time; all ids of a network are equally long, so they sort as text too."""
    counts: dict[str, int] = {}
    rows.sort(key=lambda row: (row.at, row.program.code, row.order))
    for row in rows:
        network = row.network.name
        row.id = _IDS[network](counts.get(network, 0), row)
        counts[network] = counts.get(network, 0) + 1


def _plant_late(story: Story) -> None:
    """Rows past their day: not paid on the promised pay day, or pending beyond the hold. Programs do it, not the script."""
    late: dict[str, list[Row]] = {}
    for row in story.rows:
        due = row.program.due(row.day)
        if row.verdict == "awaiting" and due < TODAY:
            late.setdefault(row.program.code, []).append(row)
            note = f"Validated on {row.validated_on}, promised for {due}, never paid."
            story.planted.append(Planted("late", row.program, row.lead, row, row.commission, note))
        held_until = row.day + timedelta(days=row.program.network.hold)
        if row.verdict == "pending" and held_until < TODAY:
            note = f"Pending although the hold ended on {held_until}."
            story.planted.append(Planted("stuck", row.program, row.lead, row, row.commission, note))
    for code, rows in late.items():
        program = rows[0].program
        if any(row.program.code == code and row.paid_on < date.max for row in story.rows):  # it did pay once
            total = sum((row.commission for row in rows), Decimal(0))
            note = f"{program.name} last paid on {program.pays_until}; {len(rows)} rows are late."
            story.planted.append(Planted("stopped_paying", program, None, None, total, note))
