"""Tolerances in declared YAML: the keys are the flags of `program tolerance`; what is written out reads back as the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from partnercli import yamltext
from partnercli.cli import declared_nodes as nodes
from partnercli.domain.money import currency_code, parse_percent, plain
from partnercli.errors import InputRejected
from partnercli.store.tolerances import Tolerance

_KEYS = ("currency", "amount", "percent", "days", "days_after")


def tolerances_in(node: yamltext.Mapping, program: str, currency: str, file: str) -> list[Tolerance]:
    """Those listed under `tolerances` of a program in its currency, or of every program: '' and ''.

    InputRejected names FILE:LINE of what cannot be taken.
    """
    found = [_tolerance(item, program, currency, file) for item in nodes.items(node, "tolerances", file)]
    if len({item.currency for item in found}) < len(found):
        raise InputRejected("yaml_twice", where=f"{file}:{node['tolerances'].line}", key="currency")
    return found


def _tolerance(node: yamltext.Mapping, program: str, currency: str, file: str) -> Tolerance:
    nodes.known(node, _KEYS, file)
    money = nodes.read(node, "currency", file, currency_code) or currency
    if nodes.text(node, "amount") and not money:
        raise InputRejected("profile_missing", where=f"{file}:{node.line}", key="currency")
    usual = Tolerance()
    before = nodes.number(node, "days", file, 0, 60)
    before = usual.days_before if before is None else before
    after = nodes.number(node, "days_after", file, 0, 60)
    return Tolerance(
        program, money, nodes.money(node, "amount", money, file) or Decimal(0),
        nodes.read(node, "percent", file, parse_percent) or Decimal(0), before, before if after is None else after,
    )  # fmt: skip


def tolerance_out(item: Tolerance) -> dict[str, Any]:
    """The tolerance as the mapping `tolerances_in` reads; what is zero, or as the other, is left out."""
    said: dict[str, Any] = {
        "currency": item.currency or None,
        "amount": plain(item.amount) if item.amount else None,
        "percent": f"{item.percent.normalize():f}%" if item.percent else None,
        "days": item.days_before,
        "days_after": None if item.days_after == item.days_before else item.days_after,
    }
    return {name: value for name, value in said.items() if value is not None}
