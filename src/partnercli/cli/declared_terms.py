"""Terms in declared YAML: the keys are the flags of `program edit`, and what is written out reads back as the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from partnercli import yamltext
from partnercli.cli import declared_nodes as nodes
from partnercli.domain.commission import parse_rate, parse_reach, parse_word
from partnercli.domain.dates import parse_day
from partnercli.domain.money import parse_percent, plain
from partnercli.errors import InputRejected
from partnercli.store.terms import ALWAYS, PER, TIER_APPLIES, TIER_BY, TIER_OVER, Rate, Terms

_KEYS = (
    "from", "until", "per", "rate", "flat", "hold", "pay_day", "minimum", "claim_window", "track_days", "minimum_sale",
    "cap", "cap_month", "vat", "without_delivery", "recurring", "renewal", "exclude", "goods", "actions", "tiers",
)  # fmt: skip
_TIERS = ("by", "over", "applies", "rates")


def terms_in(node: yamltext.Mapping, currency: str, file: str) -> Terms:
    """The terms of one mapping. InputRejected names FILE:LINE of what cannot be taken."""
    nodes.known(node, _KEYS, file)
    per = nodes.choice(node, "per", file, PER)
    tiers = _mapping(node, "tiers", file)
    nodes.known(tiers, _TIERS, file)
    item = Terms(
        nodes.read(node, "from", file, _day) or ALWAYS,
        per,
        nodes.read(node, "rate", file, parse_percent),
        nodes.money(node, "flat", currency, file),
        pay_day=nodes.number(node, "pay_day", file, 1, 31),
        minimum=nodes.money(node, "minimum", currency, file),
        claim_days=nodes.number(node, "claim_window", file, 0, 3650),
        valid_until=nodes.read(node, "until", file, _day),
        sale_minimum=nodes.money(node, "minimum_sale", currency, file),
        sale_cap=nodes.money(node, "cap", currency, file),
        month_cap=nodes.money(node, "cap_month", currency, file),
        vat=nodes.read(node, "vat", file, parse_percent),
        without_delivery=nodes.yes(node, "without_delivery", file),
        recurs_months=nodes.number(node, "recurring", file, 1, 1200),
        renewal=nodes.read(node, "renewal", file, parse_percent),
        tier_by=nodes.choice(tiers, "by", file, TIER_BY),
        tier_over=nodes.choice(tiers, "over", file, TIER_OVER),
        tier_applies=nodes.choice(tiers, "applies", file, TIER_APPLIES),
        rates=(*_rates_in(node, tiers, currency, file), *_excluded(node, file)),
    )
    _check(item, node, file)
    hold, track = nodes.number(node, "hold", file, 0, 3650), nodes.number(node, "track_days", file, 0, 3650)
    return replace(
        item, hold_days=item.hold_days if hold is None else hold, track_days=item.track_days if track is None else track
    )


def _check(item: Terms, node: yamltext.Mapping, file: str) -> None:
    """One general rate, except that actions may have theirs alone; no percentage of a lead; no end before the start."""
    where = f"{file}:{node.line}"
    general = (item.percent is not None) + (item.flat is not None)
    if general != 1 and not (
        general == 0 and item.per == "action" and any(rate.kind == "action" for rate in item.rates)
    ):
        raise InputRejected("rate_or_flat", where=where)
    if item.per == "lead" and item.percent is not None:
        raise InputRejected("rate_per_lead", where=where)
    if item.valid_until is not None and item.valid_until < item.valid_from:
        raise InputRejected("ends_before", where=where, first=item.valid_from, last=item.valid_until)
    if len({(rate.kind, rate.word, rate.reach) for rate in item.rates}) < len(item.rates):
        raise InputRejected("rate_twice", where=where)


def _day(text: str) -> Any:
    return parse_day(text, ALWAYS)


def _rates_in(node: yamltext.Mapping, tiers: yamltext.Mapping, currency: str, file: str) -> Iterator[Rate]:
    for reach, rate in _pairs(tiers, "rates", parse_reach, currency, file):
        yield Rate("tier", "", reach, *rate)
    for word, rate in _pairs(node, "goods", parse_word, currency, file):
        yield Rate("goods", word, Decimal(0), *rate)
    for word, rate in _pairs(node, "actions", parse_word, currency, file):
        yield Rate("action", word, Decimal(0), *rate)


def _pairs(
    node: yamltext.Mapping, key: str, grammar: Callable[[str], Any], currency: str, file: str
) -> Iterator[tuple[Any, tuple[Decimal | None, Decimal | None]]]:
    """What `key: {word: rate}` says: the word through its grammar, and (percent, flat)."""
    for word, rate in _mapping(node, key, file).items():
        where = f"{file}:{rate.line}"
        if not isinstance(rate, str):
            raise InputRejected("bad_rate_pair", where=where, text=word)
        yield nodes.taken(where, grammar, word), nodes.taken(where, parse_rate, str(rate), currency)


def _mapping(node: yamltext.Mapping, key: str, file: str) -> yamltext.Mapping:
    found = node.get(key)
    if found is None:
        return yamltext.Mapping()
    if not isinstance(found, yamltext.Mapping):
        raise InputRejected("yaml_not_mapping", where=f"{file}:{found.line}")
    return found


def _excluded(node: yamltext.Mapping, file: str) -> Iterator[Rate]:
    words = node.get("exclude", yamltext.Items())
    if not isinstance(words, yamltext.Items):
        raise InputRejected("yaml_not_list", where=f"{file}:{words.line}", key="exclude")
    for word in words:
        where = f"{file}:{word.line}"
        yield Rate("goods", nodes.taken(where, parse_word, word if isinstance(word, str) else ""))


def terms_out(item: Terms) -> dict[str, Any]:
    """The terms as the mapping `terms_in` reads; what is not said, or as everybody's, is left out."""
    tiers = _rates_out(item, "tier")
    said: dict[str, Any] = {
        "from": None if item.valid_from == ALWAYS else item.valid_from.isoformat(),
        "until": item.valid_until and item.valid_until.isoformat(),
        "per": item.per,
        "rate": _percent(item.percent),
        "flat": _money(item.flat),
        "hold": item.hold_days,
        "pay_day": item.pay_day,
        "minimum": _money(item.minimum),
        "claim_window": item.claim_days,
        "track_days": item.track_days,
        "minimum_sale": _money(item.sale_minimum),
        "cap": _money(item.sale_cap),
        "cap_month": _money(item.month_cap),
        "vat": _percent(item.vat),
        "without_delivery": item.without_delivery or None,
        "recurring": item.recurs_months,
        "renewal": _percent(item.renewal),
        "exclude": [rate.word for rate in item.rates if rate.kind == "goods" and _spelled(rate) is None] or None,
        "goods": _rates_out(item, "goods"),
        "actions": _rates_out(item, "action"),
        "tiers": tiers and {"by": item.tier_by, "over": item.tier_over, "applies": item.tier_applies, "rates": tiers},
    }
    return {name: value for name, value in said.items() if value is not None}


def _rates_out(item: Terms, kind: str) -> dict[str, str] | None:
    rates = [rate for rate in item.rates if rate.kind == kind]
    return {(rate.word or f"{rate.reach.normalize():f}"): text for rate in rates if (text := _spelled(rate))} or None


def _spelled(rate: Rate) -> str | None:
    return _percent(rate.percent) or _money(rate.flat)


def _percent(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}%"


def _money(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
