"""Rows as awin, cj and impact write them: one function a network, rows in, CSV bytes out.

Every line spells its columns out. Column names and status words are those of the networks' own exports; a quirk kept
on purpose has a comment.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from maker.story import Row
from maker.world import EXPORTED, IMPACT_OVERLAP, IMPACT_SPLIT

Line = dict[str, object]
"""One line of an export by column name, in the order of the export's columns."""

CLICK_BEFORE = timedelta(hours=26)
"""How long before the sale its click was."""


def table(lines: Sequence[Line], *, delimiter: str = ",", quote_all: bool = False, newline: str = "\n") -> str:
    """CSV text of `lines` under the names of the first one."""
    out = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    writer = csv.DictWriter(out, list(lines[0]), delimiter=delimiter, quoting=quoting, lineterminator=newline)
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def exported(rows: Iterable[Row], network: str) -> list[Row]:
    """The network's rows the exports know of, in order of their ids."""
    return sorted((row for row in rows if row.network.name == network and row.day <= EXPORTED), key=lambda row: row.id)


def file_of(row: Row) -> str:
    """The file with the latest version of the row."""
    if row.network.name == "impact":
        return "impact_2026-10.csv" if row.day >= IMPACT_OVERLAP else "impact_2026-09.csv"
    return {"direct": "direct_ru.csv"}.get(row.network.name, f"{row.network.name}.csv")


def awin(rows: Iterable[Row]) -> bytes:
    """Awin transactions as the API names them: UTC, statuses in place, payments by paymentId."""
    return table([_awin_line(row) for row in exported(rows, "awin")]).encode()


def _awin_line(row: Row) -> Line:
    state = row.state(EXPORTED)
    known = row.declined_on if state == "declined" else row.validated_on
    return {
        "id": row.id,
        "advertiserId": row.program.network_id,
        "publisherId": "640113",
        "siteName": "shopper-diary.example",
        "commissionStatus": "approved" if state in ("paid", "validated") else state,
        "commissionAmount.amount": row.commission,
        "commissionAmount.currency": "EUR",
        "saleAmount.amount": row.amount,
        "saleAmount.currency": "EUR",
        "customerCountry": "DE",
        "clickRefs.clickRef": row.click or "0",  # Awin writes 0 where there was no click reference
        "clickRefs.clickRef2": "",
        "clickDate": (row.at - CLICK_BEFORE).isoformat() if row.click else "",
        "transactionDate": row.at.isoformat(),
        "validationDate": "" if state == "pending" else f"{known}T04:00:00",
        "type": "Commission group transaction",
        "declineReason": row.reason,
        "amended": "false",
        "amendReason": "",
        "oldSaleAmount": "",
        "oldCommissionAmount": "",
        "orderRef": row.order,
        "paidToPublisher": "true" if state == "paid" else "false",
        "paymentId": f"{row.paid_on:%Y%m%d}" if state == "paid" else "",
        "transactionQueryId": "",
    }


def cj(rows: Iterable[Row]) -> bytes:
    """CJ Commission Detail: everything quoted, Los Angeles time, a reversal is a negative row of the same order."""
    return table([_cj_line(row) for row in exported(rows, "cj")], quote_all=True).encode()


def _cj_line(row: Row) -> Line:
    waits = "extended" if (EXPORTED - row.day).days > 14 else "new"
    return {
        "Posting Date": _cj_time(row.at + timedelta(hours=3)),
        "Event Date": _cj_time(row.at),
        "Action Name": "Purchase",
        "Commission ID": row.id,
        "Status": {"paid": "closed", "validated": "locked", "pending": waits}[row.state(EXPORTED)],
        "Sale Amount (USD)": row.amount,
        "Publisher Commission (USD)": row.commission,
        "Website Name": "Shopper Diary",
        "Advertiser CID": row.program.network_id,
        "Advertiser Name": row.program.name,
        "Ad ID": "13402277",
        "SID": row.click,
        "Order ID": row.order,
        "Click Date": _cj_time(row.at - CLICK_BEFORE) if row.click else "",
        "Click Referring URL": "",
        "Operating System": "Android",
        "Transaction ID": "",
    }


def _cj_time(at: datetime) -> str:
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{at.day:02}-{months[at.month - 1]}-{at:%Y %H:%M:%S}"  # %b would follow the locale


def impact(rows: Iterable[Row], *, second: bool) -> bytes:
    """One of the two impact exports: the first tells everything as of IMPACT_SPLIT, the second, from IMPACT_OVERLAP on,
    as of EXPORTED. There is no PAID state: ClearedDate means the money can be asked for, not that it came."""
    as_of, start = (EXPORTED, IMPACT_OVERLAP) if second else (IMPACT_SPLIT, date.min)
    return table([_impact_line(row, as_of) for row in exported(rows, "impact") if start <= row.day <= as_of]).encode()


def _impact_line(row: Row, as_of: date) -> Line:
    state = row.state(as_of)
    intended = row.commission if row.before is None else row.before
    payout, amount = row.commission if row.changed_on <= as_of else intended, row.amount
    if state == "declined":
        payout = amount = Decimal("0.00")
        word = "REVERSED" if row.declined_on > row.validated_on else "REJECTED"
    else:
        word = "PENDING" if state == "pending" else "APPROVED"
    cleared = row.program.due(row.day) - timedelta(days=5)
    return {
        "Id": row.id,
        "CampaignId": row.program.network_id,
        "CampaignName": row.program.name,
        "ActionTrackerId": "31877",
        "ActionTrackerName": "Online Sale",
        "State": word,
        "AdId": "594418",
        "Payout": payout,
        "DeltaPayout": payout - intended,
        "IntendedPayout": intended,
        "Amount": amount,
        "DeltaAmount": amount - row.amount,
        "IntendedAmount": row.amount,
        "Currency": "USD",
        "ReferringDate": _pacific(row.at - CLICK_BEFORE) if row.click else "",
        "EventDate": _pacific(row.at),
        "CreationDate": _pacific(row.at + timedelta(minutes=7)),
        "LockingDate": f"{row.validated_on}T00:00:00-07:00",
        "ClearedDate": f"{cleared}T00:00:00-07:00" if word == "APPROVED" and cleared <= as_of else "",
        "ReferringType": "",
        "ReferringDomain": "shopper-diary.example",
        "PromoCode": "",
        "Oid": "" if row.link == "click" else row.order,
        "EventCode": "",
        "CustomerArea": "",
        "CustomerCity": "",
        "CustomerRegion": "",
        "CustomerCountry": "US",
        "SubId1": row.click,
        "SubId2": "",
        "SubId3": "",
        "SharedId": "",
        "Uri": f"/Mediapartners/IR0000/Actions/{row.id}",
    }


def _pacific(at: datetime) -> str:
    return f"{at.isoformat()}-07:00"
