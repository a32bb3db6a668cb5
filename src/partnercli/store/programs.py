"""Programs and channels: read, add, change. Writers run inside `Store.change`. What programs promise: `terms.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from partnercli.domain.names import nearest
from partnercli.errors import UsageError
from partnercli.store.store import HERE, Store
from partnercli.store.terms import ALWAYS, Rate, Terms, put_terms, terms

__all__ = [
    "ALWAYS", "Channel", "Program", "Rate", "Terms", "channels", "find_channel", "find_program", "programs",
    "put_channel", "put_program", "put_terms", "resolve_rows", "terms",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Program:
    """A program as the partner keeps it. `network` '' = direct; `network_id` its id in the network's exports."""

    code: str
    name: str
    network: str = ""
    network_id: str = ""
    account: str = ""
    currency: str = "RUB"
    contact: str = ""
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """Where leads come from. UTM patterns take `*`; '' = any."""

    code: str
    name: str
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    archived: bool = False


def programs(store: Store) -> list[Program]:
    """All programs by code."""
    names = "code, name, network, network_id, account, currency, contact, archived"
    return [Program(*row) for row in store.query(f"select {names} from program order by code")]


def channels(store: Store) -> list[Channel]:
    """All channels by code."""
    names = "code, name, utm_source, utm_medium, utm_campaign, archived"
    return [Channel(*row) for row in store.query(f"select {names} from channel order by code")]


def find_program(store: Store, text: str) -> Program:
    """The program with this code, in any case. UsageError(unknown_program) names the nearest."""
    found: Program = _find(programs(store), text, "program")
    return found


def find_channel(store: Store, text: str) -> Channel:
    """The channel with this code, in any case. UsageError(unknown_channel) names the nearest."""
    found: Channel = _find(channels(store), text, "channel")
    return found


def _find(known: list[Any], text: str, what: str) -> Any:
    for wanted in (text, text.casefold()):
        for item in known:
            if wanted in (item.code, item.code.casefold()):
                return item
    names = [item.code for item in known] + [item.name for item in known]
    near = nearest(text, names)
    raise UsageError(f"unknown_{what}" if near else f"no_{what}", **{what: text, "nearest": near})


def put_program(store: Store, program: Program, entry: int) -> bool:
    """Add the program or change the one with its code; True when anything differs.

    UsageError: another code that differs in case alone, or another currency where money was written in the old one.
    """
    for other in programs(store):
        if other.code.casefold() == program.code.casefold():
            if other.code != program.code:
                raise UsageError("program_exists", program=other.code)
            if other.currency != program.currency and _has_money(store, program.code):
                raise UsageError("currency_in_use", program=program.code, own=other.currency)
    return _put(store, "program", asdict(program), entry)


def _has_money(store: Store, code: str) -> bool:
    row = store.one(
        "select exists (select 1 from sale s join lead l on l.id = s.lead where l.program = $code)"
        " or exists (select 1 from network_row where program = $code)"
        " or exists (select 1 from payout where program = $code)",
        code=code,
    )
    return bool(row and row[0])


def put_channel(store: Store, channel: Channel, entry: int) -> bool:
    """Add the channel or change the one with its code; True when anything differs."""
    return _put(store, "channel", asdict(channel), entry)


def _put(store: Store, table: str, values: Mapping[str, Any], entry: int) -> bool:
    names = ", ".join(values)
    held = store.one(f"select {names} from {table} where code = $code", code=values["code"])
    if held == tuple(values.values()):
        return False
    if held is None:
        store.insert(table, {**values, "entry": entry})
    else:
        store.update(table, {"code": values["code"]}, values)
    return True


def resolve_rows(store: Store) -> None:
    """Give rows and payouts the program their own names mean now. Called after any change of programs."""
    store.run(HERE / "imports" / "programs.sql")
    store.run(HERE / "resolve.sql")
