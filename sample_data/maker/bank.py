"""The bank statement: what became of the payments on their way to the account, and what else came and went.

Most of them arrive two days later, whole and with their reference. The script below says which do not; the classes are
the author's intent, as in the story.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from maker.exports import Line, table

SHORT_OF_A_FEE = {"CJ-20260920": Decimal("5.18")}
"""Reference -> what the banks on the way kept: two percent, stated nowhere."""
NEVER_ARRIVED = {"FITGEAR-20260915"}
TOGETHER = {"771038": "771047"}
"""This payment came late, in one sum with that one."""
PAYERS = {"awin": "AWIN AG", "cj": "CJ Affiliate", "admitad": "Admitad GmbH", "impact": "Impact Tech"}
"""Network -> who pays in its name; programs of no network pay themselves."""


@dataclass(frozen=True)
class Sent:
    """A payment as its export states it. `printed` is how its reference stands in the statement."""

    reference: str
    printed: str
    paid_on: date
    payer: str
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Entry:
    """A line of the statement, and the class a reconciler must find for it."""

    on: date
    amount: Decimal
    currency: str
    counterparty: str
    purpose: str
    verdict: str


OTHERS = (
    Entry(date(2026, 7, 1), Decimal("-49.00"), "USD", "Mailhost Ltd", "Hosting", "outgoing"),
    Entry(date(2026, 7, 1), Decimal("-12.50"), "EUR", "Mailhost Ltd", "Newsletter", "outgoing"),
    Entry(date(2026, 7, 3), Decimal("15000.00"), "RUB", "Olga Sample", "Repayment of a loan", "other"),
    Entry(date(2026, 9, 3), Decimal("777.00"), "RUB", PAYERS["admitad"], "Bonus for August", "unexplained"),
    Entry(date(2026, 10, 31), Decimal("-49.00"), "USD", "Mailhost Ltd", "Hosting", "outgoing"),
)
"""What is no payment; the first and the last lines also say which days the statement covers."""


def entries(payments: Iterable[Sent]) -> list[Entry]:
    """The statement in the order of its days."""
    sent = {each.reference: each for each in payments}
    found = list(OTHERS)
    for each in sent.values():
        if each.reference in NEVER_ARRIVED or each.reference in TOGETHER:
            continue
        late = [sent[other] for other, with_ in TOGETHER.items() if with_ == each.reference]
        amount = sum((other.amount for other in late), each.amount) - SHORT_OF_A_FEE.get(each.reference, Decimal(0))
        purpose = ", ".join([*(other.printed for other in late), each.printed])
        found.append(Entry(each.paid_on + timedelta(days=2), amount, each.currency, each.payer, purpose, "payment"))
    return sorted(found, key=lambda entry: (entry.on, entry.currency, entry.purpose))


def statement(found: Iterable[Entry]) -> bytes:
    """bank.csv, as a bank with balances in several currencies exports it."""
    balances: dict[str, Decimal] = {}
    lines: list[Line] = []
    for number, entry in enumerate(found):
        balances[entry.currency] = balances.get(entry.currency, Decimal(1000)) + entry.amount
        lines.append({
            "TransferWise ID": name(number), "Date": f"{entry.on:%d-%m-%Y}", "Amount": entry.amount,
            "Currency": entry.currency, "Description": entry.purpose, "Payment Reference": "",
            "Running Balance": balances[entry.currency],
            "Payer Name": entry.counterparty if entry.amount > 0 else "",
            "Payee Name": "" if entry.amount > 0 else entry.counterparty,
        })  # fmt: skip
    return table(lines).encode()


def truth(payments: Iterable[Sent], found: Iterable[Entry]) -> dict[str, dict[str, str]]:
    """The class of every payment by its reference, and of every line of the statement by its id."""
    return {
        "payments": {
            each.reference: "not_received" if each.reference in NEVER_ARRIVED else "received" for each in payments
        },
        "receipts": {name(number): entry.verdict for number, entry in enumerate(found)},
    }


def name(number: int) -> str:
    """The bank's own id of a line."""
    return f"TRANSFER-{88210 + 17 * number}"
