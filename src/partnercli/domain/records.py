"""What a file can speak of: three kinds of record and the roles a column can play in each.

A profile maps an export's columns to these roles; the store keeps the roles as its columns.
"""

from __future__ import annotations

from typing import Literal

RecordKind = Literal["rows", "payouts", "leads"]
RoleType = Literal["text", "refs", "money", "stamp", "day", "status", "flag", "currency"]
"""How a cell of the role is read.

text      as it is, blanks around it taken off; empty = not known
refs      several columns together: click and sub ids
money     the amount grammar; a currency spelled in the cell must agree with the row's
stamp     date or date and time; kept as naive UTC and as the day the file spells
day       a date alone
status    the network's word, mapped by the profile to validation and payment
flag      a word the profile maps to a payment state
"""

ROLES: dict[RecordKind, dict[str, RoleType]] = {
    "rows": {
        "transaction_id": "text",
        "order_id": "text",
        "program_ref": "text",
        "program_name": "text",
        "refs": "refs",
        "event_at": "stamp",
        "validated_on": "day",
        "paid_on": "day",
        "updated_at": "stamp",
        "status": "status",
        "paid_flag": "flag",
        "sale_amount": "money",
        "commission": "money",
        "currency": "currency",
        "reason": "text",
        "original_ref": "text",
        "payment_ref": "text",
        "name": "text",
        "email": "text",
        "phone": "text",
    },
    "payouts": {
        "transaction_id": "text",
        "network": "text",
        "program_name": "text",
        "paid_on": "day",
        "status": "status",
        "amount": "money",
        "currency": "currency",
        "reference": "text",
    },
    "leads": {
        "transaction_id": "text",
        "program_name": "text",
        "channel": "text",
        "utm_source": "text",
        "utm_medium": "text",
        "utm_campaign": "text",
        "lead_on": "day",
        "status": "status",
        "reason": "text",
        "name": "text",
        "email": "text",
        "phone": "text",
        "order_id": "text",
        "sold_on": "day",
        "amount": "money",
        "currency": "currency",
        "click": "text",
        "interest": "text",
        "value": "money",
        "next_on": "day",
        "owner": "text",
        "note": "text",
    },
}

REQUIRED: dict[RecordKind, tuple[str, ...]] = {
    "rows": ("status", "commission", "event_at"),
    "payouts": ("amount", "paid_on"),
    "leads": ("program_name",),
}
"""Roles without which a row of the kind says nothing: a profile must map them, a row must fill them."""

VALIDATION = ("pending", "validated", "declined")
PAYMENT = ("unknown", "awaiting", "available", "in_payment", "received")
LEAD_STATUS = ("new", "in_work", "customer", "refused")
INTEREST = ("cold", "warm", "hot")

CLASSES = (
    "paid", "awaiting", "pending", "underpaid", "overpaid", "declined", "missing", "not_due", "unknown", "duplicate",
    "ambiguous",
)  # fmt: skip
"""The class words of reconcile, in the order they are shown."""
FINDINGS = ("underpaid", "overpaid", "missing", "unknown", "duplicate", "ambiguous")
"""Classes that ask for action; `awaiting` does too once it is late."""
