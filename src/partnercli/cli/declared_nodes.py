"""What the places of a declared file hold: every mistake is InputRejected with FILE:LINE."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from partnercli import yamltext
from partnercli.domain.commission import parse_own
from partnercli.domain.names import check_code
from partnercli.domain.problem import Refused
from partnercli.errors import InputRejected


def items(node: yamltext.Mapping, key: str, file: str) -> Iterator[yamltext.Mapping]:
    """The mappings of the list under `key`; none where there is no such key."""
    section = node.get(key, yamltext.Items())
    if not isinstance(section, yamltext.Items):
        raise InputRejected("yaml_not_list", where=f"{file}:{section.line}", key=key)
    for item in section:
        if not isinstance(item, yamltext.Mapping):
            raise InputRejected("yaml_not_mapping", where=f"{file}:{item.line}")
        yield item


def known(node: yamltext.Mapping, names: tuple[str, ...], file: str) -> None:
    """InputRejected names the first key that is not one of these, and which are."""
    for key, value in node.items():
        if key not in names:
            raise InputRejected("profile_key", where=f"{file}:{value.line}", key=key, known=", ".join(names))


def code(node: yamltext.Mapping, file: str) -> str:
    """The code every declared thing has."""
    if "code" not in node:
        raise InputRejected("profile_missing", where=f"{file}:{node.line}", key="code")
    return str(read(node, "code", file, check_code))


def text(node: yamltext.Mapping, key: str) -> str:
    """The text under `key`, '' where it is absent or no text."""
    value = node.get(key, "")
    return str(value) if isinstance(value, str) else ""


def read(node: yamltext.Mapping, key: str, file: str, grammar: Any) -> Any:
    """The value through one of the domain's grammars; None where the key is absent or empty."""
    if not text(node, key):
        return None
    try:
        return grammar(text(node, key))
    except Refused as refused:
        where = f"{file}:{node[key].line}"
        raise InputRejected(refused.problem.code, where=where, **refused.problem.facts) from None


def money(node: yamltext.Mapping, key: str, currency: str, file: str) -> Decimal | None:
    """An amount of the currency, not below zero; None where it is not said."""
    amount: Decimal | None = read(node, key, file, lambda text: parse_own(text, currency))
    return amount


def number(node: yamltext.Mapping, key: str, file: str, least: int, most: int) -> int | None:
    """A whole number from `least` to `most`; None where it is not said."""
    said = text(node, key)
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 6 and least <= int(said) <= most):
        raise InputRejected("bad_number", where=f"{file}:{node[key].line}", text=said, least=least, most=most)
    return int(said)


def yes(node: yamltext.Mapping, key: str, file: str) -> bool:
    """Whether the flag is set; absent = no."""
    said = text(node, key).casefold()
    if said not in ("", "true", "false", "yes", "no"):
        raise InputRejected("bad_choice", where=f"{file}:{node[key].line}", text=said, known="true, false")
    return said in ("true", "yes")


def choice(node: yamltext.Mapping, key: str, file: str, among: tuple[str, ...]) -> str:
    """One of these words; the first of them where it is not said."""
    word = text(node, key) or among[0]
    if word not in among:
        raise InputRejected("bad_choice", where=f"{file}:{node[key].line}", text=word, known=", ".join(among))
    return word


def taken(where: str, grammar: Callable[..., Any], *values: Any) -> Any:
    """A value through one of the domain's grammars; its refusal names the place."""
    try:
        return grammar(*values)
    except Refused as refused:
        raise InputRejected(refused.problem.code, where=where, **refused.problem.facts) from None
