"""The troubles, one call each: which sale (program, window of days in 2026) and what goes wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date, datetime, timedelta
from decimal import Decimal

from maker.people import Lead, buy
from maker.story import Row, Sale, Story
from maker.world import PROGRAM, cents


def spoil(story: Story) -> None:
    """Plant everything. The order matters only where two troubles could choose the same sale."""
    _ambiguous(story)
    _reversals(story)
    _wrong_commissions(story)
    _duplicates(story)
    _declines(story)
    _untracked(story)
    _unknown(story)


def _untracked(story: Story) -> None:
    for program, after, before in (
        ("fairshop", "07-01", "08-10"),
        ("nordhome", "08-01", "09-15"),
        ("cloudnest", "08-20", "09-30"),
        ("tripkit", "07-01", "07-31"),
        ("fitgear", "10-01", "10-18"),
        ("kvartal", "08-01", "09-10"),
        ("kursy", "09-28", "10-15"),
        ("yurist", "09-01", "09-30"),
    ):
        sale = story.pick(program, after, before)
        sale.rows, sale.verdict = [], "missing"
        story.plant("untracked", sale, None, sale.lead.expected, "The customer bought and the network shows nothing.")


def _declines(story: Story) -> None:
    for program, after, before, reason in (
        ("fairshop", "07-01", "08-31", "Order cancelled"),
        ("nordhome", "08-20", "09-30", "Item returned"),
        ("bookbarn", "08-01", "09-10", "Out of stock"),
        ("fitgear", "07-20", "08-31", "Not compliant with terms"),
        ("kvartal", "07-01", "08-10", "Возврат товара"),
        ("chitai", "08-25", "09-25", "Заказ отменён покупателем"),
        ("okna", "08-10", "09-20", "Клиент отказался от договора"),
        ("yurist", "09-01", "10-10", "Неверный номер"),
    ):
        sale = story.pick(program, after, before)
        row = sale.rows[0]
        row.decline(row.validated_on, reason)
        sale.verdict = "declined"
        story.plant("declined", sale, row, sale.lead.expected, f"Declined by the network: {reason}.")
    for program, after, before in (("chitai", "07-01", "08-20"), ("okna", "09-01", "10-10")):
        sale = story.pick(program, after, before)
        sale.rows, sale.verdict = [], "declined"
        sale.lead.status, sale.lead.reason = "refused", "отменил заказ"
        story.plant("declined", sale, None, sale.lead.expected, "We know the order was cancelled; there is no row.")


def _reversals(story: Story) -> None:
    for program, after, before, taken_back, note in (
        ("tripkit", "08-01", "08-31", date(2026, 10, 12), "Paid in September, taken back by a negative row."),
        ("cloudnest", "09-22", "10-04", date(2026, 10, 25), "Locked, then taken back before it was paid."),
    ):
        sale = story.pick(program, after, before)
        original = sale.rows[0]
        correction = copy(original)
        correction.amount, correction.commission = -original.amount, -original.commission
        correction.at = datetime.combine(taken_back, original.at.time())
        correction.validated_on, correction.paid_on = taken_back, date.max
        sale.rows.append(correction)
        sale.verdict = "declined"
        story.plant("reversed", sale, correction, original.commission, note)
    note = "APPROVED in the September export, REVERSED in the October one."
    for _ in range(2):
        sale = story.pick("fitgear", "08-17", "09-05")
        sale.rows[0].decline(date(2026, 10, 6), "Item returned")
        sale.verdict = "declined"
        story.plant("reversed", sale, sale.rows[0], sale.lead.expected, note)


def _wrong_commissions(story: Story) -> None:
    bookbarn = story.pick("bookbarn", "07-01", "09-30")
    bookbarn.lead.amount = bookbarn.rows[0].amount = Decimal("73.50")  # 5 % is 3.675: half up 3.68, cut 3.67
    changes: tuple[tuple[str, Sale, Callable[[Lead], Decimal], str], ...] = (
        ("underpaid", bookbarn, lambda lead: Decimal("3.67"), "Half a cent cut off instead of rounded up."),
        (
            "underpaid",
            story.pick("chitai", "08-16", "09-25"),
            lambda lead: cents(_amount(lead) * Decimal("0.05")),
            "Paid by the 5 % that held before 15 August; 7 % is due.",
        ),
        (
            "underpaid",
            story.pick("kvartal", "07-01", "09-10"),
            lambda lead: cents(_amount(lead) / Decimal("1.22") * Decimal("0.05")),
            "Counted from the price without 22 % VAT; the terms say the full price.",
        ),
        ("underpaid", story.pick("okna", "07-15", "09-10"), lambda lead: Decimal("750.00"), "Half of the flat sum."),
        (
            "overpaid",
            story.pick("fairshop", "09-01", "09-30"),
            lambda lead: cents(_amount(lead) * Decimal("0.08")),
            "Paid by the 8 % that held before 1 September; 7 % is due.",
        ),
        (
            "overpaid",
            story.pick("nordhome", "07-01", "09-20"),
            lambda lead: cents((_amount(lead) + Decimal("12.90")) * Decimal("0.06")),
            "Delivery was counted in.",
        ),
    )
    for verdict, sale, commission, note in changes:
        row = sale.rows[0]
        row.commission, sale.verdict = commission(sale.lead), verdict
        story.plant(verdict, sale, row, abs(sale.lead.expected - row.commission), note)
    _cut_on_approval(story)


def _cut_on_approval(story: Story) -> None:
    sale = story.pick("fitgear", "09-06", "09-25")
    row = sale.rows[0]
    row.before, row.commission = row.commission, cents(row.commission * Decimal("0.75"))
    row.changed_on, sale.verdict = row.validated_on, "underpaid"
    note = "Full payout while PENDING in September, cut by a quarter on approval in October."
    story.plant("underpaid", sale, row, row.before - row.commission, note)


def _amount(lead: Lead) -> Decimal:
    return lead.amount or Decimal(0)


def _duplicates(story: Story) -> None:
    for program in ("fairshop", "chitai", "okna"):
        sale = story.pick(program, "07-01", "08-14")
        second = copy(sale.rows[0])
        second.move(second.at + timedelta(days=1))
        second.verdict = "duplicate"
        sale.rows.append(second)
        story.plant("duplicate", sale, second, second.commission, "One order, two transactions, both paid.")


def _unknown(story: Story) -> None:
    for program, day, amount, order in (
        ("bookbarn", date(2026, 8, 6), "41.20", "BO-91127"),
        ("tripkit", date(2026, 10, 15), "388.00", "TR-90614"),
        ("fitgear", date(2026, 10, 9), "64.95", "FI-90233"),
        ("kvartal", date(2026, 9, 28), "18990.00", "KV-92041"),
    ):
        stranger = Lead("", day, "", "", "", PROGRAM[program], click="zz-" + order[3:])
        buy(stranger, day, Decimal(amount), order)
        row = Row(stranger.program, datetime.min, Decimal(amount), stranger.expected, None, order, stranger.click)
        row.move(datetime(day.year, day.month, day.day, 12, 34, 56))
        row.verdict = "unknown"
        story.rows.append(row)
        story.plant("unknown", Sale(stranger), row, row.commission, "A row of no sale of ours.")


def _ambiguous(story: Story) -> None:
    _one_row_two_sales(story)
    sale = story.pick("kursy", "10-17", "10-23")
    sale.lead.order = ""
    row = sale.rows[0]
    row.link = "contact"
    row.move(row.at + timedelta(days=1))
    sale.rows.append(copy(row))
    sale.verdict = "ambiguous"
    story.plant("ambiguous", sale, row, sale.lead.expected, "One sale, two equal rows with the client only.")


def _one_row_two_sales(story: Story) -> None:
    first, second = story.pick("okna", "09-20", "10-16"), story.pick("okna", "09-20", "10-16")
    amount = Decimal("86400.00")
    buy(first.lead, date(2026, 10, 17), amount, "")
    buy(second.lead, date(2026, 10, 19), amount, "")
    second.lead.name, second.lead.email, second.lead.phone = first.lead.name, first.lead.email, first.lead.phone
    second.lead.note = "второй балкон, тот же клиент"
    row = first.rows[0]
    row.link, row.amount = "contact", amount
    row.move(datetime(2026, 10, 18, 11, 5, 0))
    second.rows, first.verdict, second.verdict = [], "ambiguous", "ambiguous"
    note = "One client bought twice for the same sum; one row with the client only fits both."
    for sale in (first, second):
        story.plant("ambiguous", sale, row, sale.lead.expected, note)
