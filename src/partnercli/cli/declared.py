"""Programs, channels and terms declared in YAML: `program apply` reads it, `program dump` writes it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partnercli import yamltext
from partnercli.cli.run import Run
from partnercli.domain.dates import parse_day
from partnercli.domain.money import currency_code, parse_amount, parse_percent, plain
from partnercli.domain.names import check_code
from partnercli.domain.problem import Refused
from partnercli.errors import InputRejected
from partnercli.i18n import _
from partnercli.intake.catalogue import network_slug
from partnercli.store.programs import (
    ALWAYS,
    Channel,
    Program,
    Terms,
    channels,
    programs,
    put_channel,
    put_program,
    put_terms,
    resolve_rows,
    terms,
)  # fmt: skip

if TYPE_CHECKING:
    from partnercli.store.store import Store

_CHANNEL = ("code", "name", "utm_source", "utm_medium", "utm_campaign", "archived")
_PROGRAM = ("code", "name", "network", "network_id", "account", "currency", "contact", "archived", "terms")
_TERMS = ("from", "per", "rate", "flat", "hold", "pay_day", "minimum", "claim_window", "track_days")


def apply_file(run: Run, file: Path) -> tuple[int, int, int]:
    """Bring the store to what the file declares, in one change: (new, changed, same). What it does not name stays.

    InputRejected names FILE:LINE of the first thing that cannot be taken; then nothing is changed.
    """
    top = yamltext.parse(sys.stdin.read(), "stdin") if str(file) == "-" else yamltext.read(file)
    _known(top, ("channels", "programs"), str(file))
    wanted_channels = [_channel(node, str(file)) for node in _items(top, "channels", str(file))]
    wanted = [_program(node, str(file)) for node in _items(top, "programs", str(file))]
    _said_once([program.code for program, _terms_ in wanted], file)
    _said_once([channel.code for channel in wanted_channels], file)
    with run.store(write=True) as store:
        held_channels = {channel.code for channel in channels(store)}
        held_programs = {program.code for program in programs(store)}
        new = changed = 0
        with store.change("program apply", str(file), dry_run=run.dry_run) as entry:
            for channel in wanted_channels:
                differs = put_channel(store, channel, entry)
                new, changed = _counted(new, changed, differs, channel.code in held_channels)
            for program, declared in wanted:
                differs = put_program(store, program, entry)
                for item in declared:
                    differs |= put_terms(store, program.code, item, entry)
                new, changed = _counted(new, changed, differs, program.code in held_programs)
            run.confirm(_("Change {n} programs and channels you have?").format(n=changed), changed)
            resolve_rows(store)
    return new, changed, len(wanted_channels) + len(wanted) - new - changed


def _said_once(codes: list[str], file: Path) -> None:
    """A code may stand once in a file, in whatever case."""
    folded = [code.casefold() for code in codes]
    for code in codes:
        if folded.count(code.casefold()) > 1:
            raise InputRejected("yaml_twice", where=str(file), key=code)


def dumped(store: Store) -> str:
    """Everything declared, as YAML that `apply_file` reads back to the same store."""
    import yaml

    said: dict[str, Any] = {
        "channels": [_filled(channel, _CHANNEL) for channel in channels(store)],
        "programs": [
            {**_filled(program, _PROGRAM[:-1]), "terms": [_terms_out(item) for item in terms(store, program.code)]}
            for program in programs(store)
        ],
    }
    return str(yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=120))


def _counted(new: int, changed: int, differs: bool, held: bool) -> tuple[int, int]:
    return (new, changed + differs) if held else (new + 1, changed)


def _filled(record: object, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in names}
    return {name: value for name, value in values.items() if value not in ("", False)}


def _terms_out(item: Terms) -> dict[str, Any]:
    said = {
        "from": None if item.valid_from == ALWAYS else item.valid_from.isoformat(),
        "per": item.per,
        "rate": None if item.percent is None else f"{item.percent.normalize():f}%",
        "flat": None if item.flat is None else plain(item.flat),
        "hold": item.hold_days,
        "pay_day": item.pay_day,
        "minimum": None if item.minimum is None else plain(item.minimum),
        "claim_window": item.claim_days,
        "track_days": item.track_days,
    }
    return {name: value for name, value in said.items() if value is not None}


def _channel(node: yamltext.Mapping, file: str) -> Channel:
    _known(node, _CHANNEL, file)
    code = _code(node, file)
    return Channel(
        code, _text(node, "name") or code, _text(node, "utm_source"), _text(node, "utm_medium"),
        _text(node, "utm_campaign"), _yes(node, "archived", file),
    )  # fmt: skip


def _program(node: yamltext.Mapping, file: str) -> tuple[Program, list[Terms]]:
    _known(node, _PROGRAM, file)
    code = _code(node, file)
    currency = _read(node, "currency", file, currency_code) or "RUB"
    program = Program(
        code, _text(node, "name") or code, network_slug(_text(node, "network")), _text(node, "network_id"),
        _text(node, "account"), currency, _text(node, "contact"), _yes(node, "archived", file),
    )  # fmt: skip
    declared = [_terms(item, currency, file) for item in _items(node, "terms", file)]
    days = [item.valid_from for item in declared]
    if len(set(days)) < len(days):
        raise InputRejected("terms_twice", where=f"{file}:{node.line}", program=code)
    return program, declared


def _terms(node: yamltext.Mapping, currency: str, file: str) -> Terms:
    _known(node, _TERMS, file)
    rate, flat = _read(node, "rate", file, parse_percent), _money(node, "flat", currency, file)
    if (rate is None) == (flat is None):
        raise InputRejected("rate_or_flat", where=f"{file}:{node.line}")
    per = _text(node, "per") or "sale"
    if per not in ("sale", "lead") or (per == "lead" and rate is not None):
        raise InputRejected("rate_per_lead", where=f"{file}:{node.line}")
    first = _read(node, "from", file, lambda text: parse_day(text, ALWAYS))
    item = Terms(
        first or ALWAYS, per, rate, flat, pay_day=_number(node, "pay_day", file, 1, 31),
        minimum=_money(node, "minimum", currency, file), claim_days=_number(node, "claim_window", file, 0, 3650),
    )  # fmt: skip
    hold, track = _number(node, "hold", file, 0, 3650), _number(node, "track_days", file, 0, 3650)
    return replace(
        item, hold_days=item.hold_days if hold is None else hold, track_days=item.track_days if track is None else track
    )


def _items(node: yamltext.Mapping, key: str, file: str) -> Iterator[yamltext.Mapping]:
    section = node.get(key, yamltext.Items())
    if not isinstance(section, yamltext.Items):
        raise InputRejected("yaml_not_list", where=f"{file}:{section.line}", key=key)
    for item in section:
        if not isinstance(item, yamltext.Mapping):
            raise InputRejected("yaml_not_mapping", where=f"{file}:{item.line}")
        yield item


def _known(node: yamltext.Mapping, names: tuple[str, ...], file: str) -> None:
    for key, value in node.items():
        if key not in names:
            raise InputRejected("profile_key", where=f"{file}:{value.line}", key=key, known=", ".join(names))


def _code(node: yamltext.Mapping, file: str) -> str:
    if "code" not in node:
        raise InputRejected("profile_missing", where=f"{file}:{node.line}", key="code")
    return str(_read(node, "code", file, check_code))


def _text(node: yamltext.Mapping, key: str) -> str:
    value = node.get(key, "")
    return str(value) if isinstance(value, str) else ""


def _read(node: yamltext.Mapping, key: str, file: str, grammar: Any) -> Any:
    """The value through one of the domain's grammars; None where the key is absent or empty."""
    if not _text(node, key):
        return None
    try:
        return grammar(_text(node, key))
    except Refused as refused:
        where = f"{file}:{node[key].line}"
        raise InputRejected(refused.problem.code, where=where, **refused.problem.facts) from None


def _money(node: yamltext.Mapping, key: str, currency: str, file: str) -> Decimal | None:
    amount = _read(node, key, file, parse_amount)
    if amount is None:
        return None
    if amount.currency not in (None, currency) or amount.value < 0:
        where = f"{file}:{node[key].line}"
        raise InputRejected("amount_currency", where=where, currency=amount.currency or "-", own=currency)
    return Decimal(amount.value)


def _number(node: yamltext.Mapping, key: str, file: str, least: int, most: int) -> int | None:
    text = _text(node, key)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
        raise InputRejected("bad_number", where=f"{file}:{node[key].line}", text=text, least=least, most=most)
    return int(text)


def _yes(node: yamltext.Mapping, key: str, file: str) -> bool:
    text = _text(node, key).casefold()
    if text not in ("", "true", "false", "yes", "no"):
        raise InputRejected("bad_choice", where=f"{file}:{node[key].line}", text=text, known="true, false")
    return text in ("true", "yes")
