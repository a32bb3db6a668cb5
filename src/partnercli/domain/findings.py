"""What can be wrong: the codes of findings, in the order they are shown.

A finding is one code about one subject: `UNDERPAID-S12`. Which facts make one stands in `reconcile/checks/`, one file a
code; what to do about it in that file's header.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Code(NamedTuple):
    """`severity`: high = money is lost unless somebody acts, normal = something is unclear, low = good to know."""

    severity: str
    meaning: str


CODES: dict[str, Code] = {
    "UNTRACKED": Code("high", "A sale of ours that the network does not show."),
    "UNDERPAID": Code("high", "A commission below what the terms promise."),
    "OVERPAID": Code("low", "A commission above what the terms promise."),
    "DECLINED": Code("high", "A sale of ours that the network declined."),
    "REVERSED_AFTER_PAID": Code("high", "A commission that was paid and then taken back."),
    "LATE": Code("high", "Validated money that is not paid in this program's usual time."),
    "STUCK_PENDING": Code("normal", "A commission that waits for validation longer than is usual here."),
    "UNKNOWN_ROW": Code("normal", "A commission whose sale we do not know."),
    "DUPLICATE_ROW": Code("low", "The same sale told twice."),
    "DUPLICATE_PAYMENT": Code("normal", "The same commission paid twice."),
    "VANISHED": Code("high", "A row that the network's full export does not name any more."),
    "SHORT_PAYMENT": Code("high", "Less money arrived than the payment says."),
    "NOT_RECEIVED": Code("high", "A payment that never arrived at the bank."),
    "UNEXPLAINED_RECEIPT": Code("normal", "Money that arrived and that nothing explains."),
    "BELOW_MINIMUM": Code("low", "Money that is not paid because it is below the minimum."),
    "RATE_DRIFT": Code("normal", "A program that pays by other terms than those it agreed to."),
    "SILENT": Code("high", "A program without rows where several were to be expected."),
    "STOPPED_PAYING": Code("high", "A program that used to pay and does not any more."),
    "AMBIGUOUS": Code("normal", "A sale or row with several possible matches."),
    "NO_RATE": Code("normal", "An amount that cannot be converted: no rate for its day."),
    "UNKNOWN_STATUS": Code("normal", "Rows refused because their status is a word the format does not know."),
}
STATES = ("open", "accepted", "snoozed")
"""accepted: a person said why it is fine, up to that amount; snoozed: put aside until a day."""

_FINDING = re.compile(rf"({'|'.join(CODES)})-(.+)", re.IGNORECASE)


def finding_id(text: str) -> str | None:
    """The id of a finding as it is spelled (`underpaid-S12` -> `UNDERPAID-S12`); None where it is no such id."""
    found = _FINDING.fullmatch(text.strip())
    return f"{found[1].upper()}-{found[2]}" if found else None


def codes_in(text: str) -> tuple[str, ...]:
    """The code a finding's id begins with; none where it is no such id."""
    found = finding_id(text)
    return (found.partition("-")[0],) if found else ()
