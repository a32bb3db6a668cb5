"""What a file can speak of: six kinds of record and the roles a column can play in each.

A profile maps an export's columns to these roles; the store keeps the roles as its columns.
"""

from __future__ import annotations

from typing import Literal

RecordKind = Literal["rows", "payouts", "lines", "receipts", "leads", "spend"]
"""What the lines of a file are.

rows      conversions as a network tells them
payouts   payments a network or a program made
lines     what such a payment covers, row by row or by program (a paystub)
receipts  lines of a bank's or a payment system's statement
leads     our leads and deals, from a table or a CRM
spend     what advertising cost
"""
RoleType = Literal["text", "refs", "money", "stamp", "day", "days", "status", "flag", "direction", "currency", "count"]
"""How a cell of the role is read.

text      as it is, blanks around it taken off; empty = not known
refs      several columns together: click and sub ids
money     the amount grammar; a currency spelled in the cell must agree with the row's
stamp     date or date and time; kept as naive UTC and as the day the file spells
day       a date alone
days      a day, or a range of days as `first/last`; kept as two days
status    the network's word, mapped by the profile to the states of the kind
flag      a word the profile maps to a payment state
direction a word the profile maps to `in` or `out`: the sign of the row's amounts
count     a whole number
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
    "lines": {
        "transaction_id": "text",
        "payment_ref": "text",
        "row_ref": "text",
        "order_id": "text",
        "program_ref": "text",
        "program_name": "text",
        "paid_on": "day",
        "status": "status",
        "amount": "money",
        "currency": "currency",
    },
    "receipts": {
        "transaction_id": "text",
        "booked_at": "stamp",
        "status": "status",
        "direction": "direction",
        "amount": "money",
        "credit": "money",
        "debit": "money",
        "fee": "money",
        "currency": "currency",
        "type": "text",
        "counterparty": "text",
        "counterparty_id": "text",
        "purpose": "text",
        "reference": "text",
        "account": "text",
    },
    "spend": {
        "transaction_id": "text",
        "spent_on": "days",
        "utm_source": "text",
        "utm_medium": "text",
        "utm_campaign": "text",
        "utm_term": "text",
        "utm_content": "text",
        "campaign": "text",
        "campaign_ref": "text",
        "amount": "money",
        "currency": "currency",
        "clicks": "count",
        "impressions": "count",
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
        "vat": "money",
        "delivery": "money",
        "goods": "text",
        "action": "text",
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
    "lines": (),
    "receipts": ("booked_at",),
    "leads": (),
    "spend": ("spent_on", "amount"),
}
"""Roles without which a row of the kind says nothing: a profile must map them, a row must fill them."""

VALIDATION = ("pending", "validated", "declined")
PAYMENT = ("unknown", "awaiting", "available", "in_payment", "received")
LEAD_STATUS = ("new", "in_work", "customer", "refused")
PAYOUT_STATUS = ("received", "waiting", "declined")
RECEIPT_STATUS = ("booked", "pending", "failed")
STATES: dict[RecordKind, tuple[str, ...]] = {
    "rows": VALIDATION,
    "payouts": PAYOUT_STATUS,
    "lines": PAYOUT_STATUS,
    "receipts": RECEIPT_STATUS,
    "leads": LEAD_STATUS,
    "spend": (),
}
"""What a status word of the kind can mean, beside `ignore`: a line that is no record of ours."""
IGNORE = "ignore"
INTEREST = ("cold", "warm", "hot")

CLASSES = (
    "paid", "awaiting", "pending", "underpaid", "overpaid", "declined", "missing", "not_due", "unknown", "duplicate",
    "ambiguous",
)  # fmt: skip
"""The class words of reconcile, in the order they are shown."""
