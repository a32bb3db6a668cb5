"""Leads, their history and their sales: read, add, change. Writers run inside `Store.change`.

Every change of a lead or of its sales is a line in its history: field, old, new. Notes are lines with field `note`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from partnercli.domain.money import plain
from partnercli.errors import UsageError
from partnercli.store.store import HERE, Store

FIELDS = (
    "program", "channel", "lead_on", "status", "reason", "name", "email", "phone", "click", "interest", "value",
    "next_on", "owner",
)  # fmt: skip
PERSONAL = frozenset({"reason", "name", "email", "phone", "click", "owner"})
"""The fields of a lead that may say who it is."""
_SALE_FIELDS = ("sold_on", "order_id", "amount", "vat", "delivery", "goods", "action")


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead as entered. '' and None = not known. `value` is in the program's currency."""

    program: str
    lead_on: date
    channel: str = ""
    status: str = "new"
    reason: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    click: str = ""
    interest: str = ""
    value: Decimal | None = None
    next_on: date | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Sale:
    """An order of a lead: `amount` in `currency`, None where only the fact is known.

    `vat` and `delivery` are parts of the amount, `goods` the category of what was sold, `action` what was done where
    the program pays for several actions; None and '' = not said.
    """

    sold_on: date
    currency: str
    amount: Decimal | None = None
    order_id: str = ""
    kind: str = "sale"
    vat: Decimal | None = None
    delivery: Decimal | None = None
    goods: str = ""
    action: str = ""


def twins(store: Store, lead: Lead, but: int = 0) -> list[tuple[int, str, str]]:
    """(id, name, program) of leads with the same e-mail or phone after normalising, those of the same program first."""
    return store.query(
        "select id, name, program from lead where id <> $but"
        " and (email_key = norm_email($email) or phone_key = norm_phone($phone))"
        " order by program <> $program, id limit 5",
        email=lead.email, phone=lead.phone, program=lead.program, but=but,
    )  # fmt: skip


def same_person(store: Store, numbers: Sequence[int]) -> list[int]:
    """Other leads with the e-mail or the phone of one of these, in any program. What a lead that is gone had,
    the journal says. UsageError for one there never was."""
    found = store.run(HERE / "same_person.sql", numbers=list(numbers))
    if strangers := [number for number, there in found if not there and number in numbers]:
        raise UsageError("no_such_record", id=f"L{strangers[0]}")
    return [int(number) for number, _there in found if number not in numbers]


def add_lead(store: Store, lead: Lead, entry: int) -> int:
    """Append the lead; returns its number."""
    number = store.next_id("lead")
    own = {"id": number, "source": "", "key": f"L{number}", "entry": entry, "touched": entry}
    store.insert("lead", {**own, **asdict(lead), **_contact_keys(store, lead.email, lead.phone)})
    return number


def _contact_keys(store: Store, email: str, phone: str) -> dict[str, str | None]:
    """What duplicates and matching compare."""
    keys = store.one("select norm_email($email), norm_phone($phone)", email=email, phone=phone)
    return dict(zip(("email_key", "phone_key"), keys or (None, None), strict=True))


def lead(store: Store, number: int) -> dict[str, Any]:
    """The lead's fields by name, with `id`. UsageError when there is none."""
    names = ("id", *FIELDS)
    row = store.one(f"select {', '.join(names)} from lead where id = $id", id=number)
    if row is None:
        raise UsageError("no_such_record", id=f"L{number}")
    return dict(zip(names, row, strict=True))


def change_lead(store: Store, number: int, changes: Mapping[str, Any], entry: int) -> dict[str, tuple[Any, Any]]:
    """Set the given fields; returns what really changed as {field: (old, new)}, each with a line in the history.

    The lead's sales count as changed too: their contact or program may match other rows now.
    """
    held = lead(store, number)
    changed = {name: (held[name], value) for name, value in changes.items() if held[name] != value}
    for name, (old, new) in changed.items():
        log(store, number, name, old, new, entry)
    if changed:
        now = {**held, **changes}
        keys = _contact_keys(store, now["email"], now["phone"])
        said = {name: new for name, (_old, new) in changed.items()}
        store.update("lead", {"id": number}, {**said, **keys, "touched": entry})
        store.update("sale", {"lead": number}, {"touched": entry})
        earn_by_lead(store, number, entry)
    return changed


def earn_by_lead(store: Store, number: int, entry: int) -> None:
    """Where the program pays per lead on the lead's day, the lead itself is what was earned: its conversion is there
    from the first moment it is not refused.
    """
    if not store.one(
        "select 1 from program_term where per = 'lead' and program = (select program from lead where id = $id)",
        id=number,
    ):
        return
    earned = store.one(
        "select l.lead_on, p.currency from lead l join program p on p.code = l.program join term t"
        " on t.program = l.program and t.per = 'lead' and t.valid_from <= l.lead_on and l.lead_on < t.valid_to"
        " where l.id = $id and l.status <> 'refused' and not exists (select 1 from sale s where s.lead = l.id)",
        id=number,
    )
    if earned:
        own = {"id": store.next_id("sale"), "lead": number, "entry": entry, "touched": entry}
        store.insert("sale", {**own, **asdict(Sale(sold_on=earned[0], currency=earned[1], kind="lead"))})


def log(store: Store, number: int, field: str, old: object, new: object, entry: int) -> None:
    """One line of the lead's history."""
    values = {"lead": number, "entry": entry, "field": field, "old": spelled(old), "new": spelled(new)}
    store.insert("lead_event", values)


def add_sale(store: Store, number: int, sale: Sale, entry: int) -> int:
    """Append a sale of the lead; returns its number.

    Where the program pays per lead the conversion is there already: the order is written into it. The same order of the
    same lead is refused.
    """
    open_conversion = store.one(
        "select id from sale where lead = $lead and kind = 'lead' and order_id = '' and amount is null", lead=number
    )
    if sale.kind == "sale" and open_conversion:
        _order_is_free(store, number, sale.order_id)
        changes = {name: getattr(sale, name) for name in _SALE_FIELDS if name != "sold_on"}
        change_sale(store, int(open_conversion[0]), changes, entry)
        return int(open_conversion[0])
    _order_is_free(store, number, sale.order_id)
    own = store.next_id("sale")
    store.insert("sale", {"id": own, "lead": number, **asdict(sale), "entry": entry, "touched": entry})
    return own


def delete_lead(store: Store, number: int) -> None:
    """Delete a lead that was entered by hand and brought no money, with its history; nobody else gets its id.

    UsageError: no_such_record; lead_has_money where it has a sale, which reports and payments may stand on;
    lead_imported where a file names it and would bring it back.
    """
    row = store.one(
        "select l.source, (select min(s.id) from sale s where s.lead = l.id), l.entry from lead l where l.id = $id",
        id=number,
    )
    if row is None:
        raise UsageError("no_such_record", id=f"L{number}")
    source, first_sale, entry = row
    if first_sale is not None:
        raise UsageError("lead_has_money", lead=f"L{number}", sale=f"S{first_sale}")
    if source:
        raise UsageError("lead_imported", lead=f"L{number}", entry=f"I{entry}")
    store.delete("lead_event", {"lead": number})
    store.delete("lead", {"id": number})
    store.insert("retired", {"kind": "lead", "id": number, "source": "", "account": "", "key": f"L{number}"})


def has_order(store: Store, number: int) -> bool:
    """Whether the lead has a sale with an order or an amount."""
    row = store.one("select 1 from sale where lead = $id and (order_id <> '' or amount is not null)", id=number)
    return row is not None


def _order_is_free(store: Store, number: int, order: str) -> None:
    """An order of a program is sold once. UsageError names the sale or the lead that has it."""
    if not order:
        return
    row = store.one(
        "select s.id, s.lead from sale s join lead l on l.id = s.lead"
        " where s.order_id = $order and l.program = (select program from lead where id = $lead) order by s.id limit 1",
        order=order,
        lead=number,
    )
    if row and row[1] == number:
        raise UsageError("order_twice", order=order, lead=f"L{number}", sale=f"S{row[0]}")
    if row:
        raise UsageError("order_of_other", order=order, lead=f"L{row[1]}")


def sale(store: Store, number: int) -> dict[str, Any]:
    """The sale's fields by name. UsageError when there is none."""
    names = ("id", "lead", "kind", *_SALE_FIELDS, "currency")
    row = store.one(f"select {', '.join(names)} from sale where id = $id", id=number)
    if row is None:
        raise UsageError("no_such_record", id=f"S{number}")
    return dict(zip(names, row, strict=True))


def change_sale(store: Store, number: int, changes: Mapping[str, Any], entry: int) -> dict[str, tuple[Any, Any]]:
    """Set the given fields of a sale; what really changed, each with a line in its lead's history."""
    held = sale(store, number)
    if changes.get("order_id", held["order_id"]) != held["order_id"]:
        _order_is_free(store, int(held["lead"]), changes["order_id"])
    changed = {name: (held[name], value) for name, value in changes.items() if held[name] != value}
    for name, (old, new) in changed.items():
        log(store, int(held["lead"]), f"sale S{number} {name}", old, new, entry)
    if changed:
        said = {name: new for name, (_old, new) in changed.items()}
        store.update("sale", {"id": number}, {**said, "touched": entry})
    return changed


def last(store: Store, table: str) -> int:
    """The number of the newest record of the table; of journal entries, of the newest import. UsageError for none."""
    newest = "select max(entry) from import_file" if table == "entry" else f"select max(id) from {table}"
    row = store.one(newest)
    if row is None or row[0] is None:
        raise UsageError("no_such_record", id="last")
    return int(row[0])


def spelled(value: object) -> str:
    """A field's value in one line of history: amounts with two decimals or more, nothing for None."""
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else str(value)
