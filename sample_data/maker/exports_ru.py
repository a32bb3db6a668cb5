"""Rows as Admitad and the direct Russian programs write them: rows in, CSV bytes out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from maker.exports import CLICK_BEFORE, Line, exported, table
from maker.story import Row
from maker.world import EXPORTED

_WORDS = {
    "pending": ("в обработке", "новый", "холд", "ожидает", "в ожидании", "обрабатывается"),
    "validated": ("подтверждён", "одобрено", "подтвержден", "начислено"),
    "paid": ("оплачен", "оплачено", "выплачено"),
    "declined": ("отклонён",),
}
"""The same states in the words of different managers; «холд» stands here for "not confirmed yet"."""


def admitad(rows: Iterable[Row]) -> bytes:
    """Admitad actions with the API's field names: Moscow time, `paid` beside the status."""
    return table([_admitad_line(row) for row in exported(rows, "admitad")]).encode()


def _admitad_line(row: Row) -> Line:
    state = row.state(EXPORTED)
    updated = {"pending": row.day, "declined": row.declined_on, "paid": row.paid_on}.get(state, row.validated_on)
    return {
        "id": row.id,
        "action_id": row.id,  # the older name of the same id
        "status": "approved" if state in ("paid", "validated") else state,
        "comment": row.reason,
        "conversion_time": int(CLICK_BEFORE.total_seconds()),
        "advcampaign_name": row.program.name,
        "advcampaign_id": row.program.network_id,
        "cart": row.amount,
        "subid": row.click,
        "subid1": "",
        "subid2": "",
        "subid3": "",
        "subid4": "",
        "click_user_referer": "",
        "currency": "RUB",
        "action_date": f"{row.at:%Y-%m-%d %H:%M:%S}",
        "website_name": "Дневник покупок",
        "website_id": 2210457,
        "action": "Оплаченный заказ",
        "click_date": f"{row.at - CLICK_BEFORE:%Y-%m-%d %H:%M:%S}" if row.click else "",
        "payment": row.commission,
        "tariff_id": 5512,
        "banner_id": "",
        "processed": int(state != "pending"),
        "paid": int(state == "paid"),
        "order_id": row.order,
        "closing_date": "" if state == "pending" else row.validated_on,
        "action_type": "sale",
        "status_updated": f"{updated} 06:00:00",
    }


def direct(rows: Iterable[Row]) -> bytes:
    """The neutral Russian table: cp1251, semicolons, CRLF, `1 234,56` with a no-break space, dates 15.05.2026."""
    lines = [_direct_line(row) for row in exported(rows, "direct")]
    return table(lines, delimiter=";", newline="\r\n").encode("cp1251")


def _direct_line(row: Row) -> Line:
    state = row.state(EXPORTED)
    if row.program.code == "kursy" and state == "paid":
        state = "validated"  # this program never marks what it paid: only its payouts tell
    words = ("отклонена",) if row.program.per_lead and state == "declined" else _WORDS[state]
    name, email, phone = _client(row)
    return {
        "Номер": row.id,
        "Дата": f"{row.day:%d.%m.%Y}",
        "Программа": row.program.network_id,
        "Номер заказа": row.order if row.link == "order" else "",
        "Sub ID": "" if row.link == "contact" else row.click,
        "Клиент": name,
        "E-mail": email,
        "Телефон": phone,
        "Сумма заказа": _russian(row.amount) if row.amount else "",
        "Вознаграждение": _russian(row.commission),
        "Валюта": "RUB",
        "Статус": words[int(row.id) % len(words)],
        "Дата подтверждения": f"{row.validated_on:%d.%m.%Y}" if state in ("validated", "paid") else "",
        "Дата оплаты": f"{row.paid_on:%d.%m.%Y}" if state == "paid" else "",
        "Причина отказа": row.reason,
    }


def _client(row: Row) -> tuple[str, str, str]:
    """Name, e-mail and phone as the shop wrote them: only where they are all the row has, and not as we did."""
    lead = row.lead
    if lead is None or row.link != "contact":
        return ("", "", "")
    phone = lead.phone.replace("+7 900 ", "8 (900) ")
    if row.verdict == "ambiguous":
        return (lead.name, lead.email, phone)
    shown = int(lead.id[2:]) % 4
    if shown == 3:
        return (lead.name.upper().replace("Ё", "Е"), "", "")  # the name alone, in capitals and without ё
    if phone and (shown == 0 or not lead.email):
        return ("", "", phone)
    return (lead.name if shown == 2 else "", lead.email.upper() if shown == 1 else lead.email, "")


def _russian(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
