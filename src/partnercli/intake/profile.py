"""An export format as data: `networks/NAME.yaml` read into a `Profile`, every mistake named with FILE:LINE."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from partnercli import yamltext
from partnercli.domain.records import PAYMENT, REQUIRED, ROLES, VALIDATION, RecordKind
from partnercli.errors import InputRejected

SHIPPED = Path(__file__).parent.parent / "networks"
_KEYS = {
    "title", "kind", "network", "aliases", "evidence", "source", "recognise", "absent", "columns", "decimal", "dates",
    "zone", "currency", "status", "paid", "footer",
}  # fmt: skip
_CURRENCY = "{currency}"


@dataclass(frozen=True, slots=True)
class Profile:
    """One export format.

    recognise   header names that must all be there; an item may list alternatives
    absent      header names that must not be there: they belong to another format
    columns     role -> header names, the first one present is read (all of them for `refs`)
    decimal     the decimal mark, or None where the column as a whole must prove it
    statuses    folded raw word -> (validation, payment); for leads -> (status, "")
    paid        folded word of the paid flag -> payment state, winning over the status word's
    footer      folded first words of lines that are totals, not rows
    """

    name: str
    title: str
    kind: RecordKind
    network: str
    aliases: tuple[str, ...]
    evidence: str
    recognise: tuple[tuple[str, ...], ...]
    absent: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    decimal: str | None
    dates: tuple[str, ...]
    zone: str
    currency: str | None
    statuses: dict[str, tuple[str, str]]
    paid: dict[str, str]
    footer: tuple[str, ...]

    def claims(self, header: Sequence[str]) -> bool:
        """Whether the header has every column this format is known by and none that speaks for another."""
        return not self.lacks(header) and all(find(name, header) is None for name in self.absent)

    def lacks(self, header: Sequence[str]) -> list[str]:
        """The recognising columns the header does not have."""
        return [" | ".join(names) for names in self.recognise if all(find(name, header) is None for name in names)]


def fold_word(word: str) -> str:
    """How status words and header names are compared: case, ё/е and blanks do not matter."""
    return " ".join(word.replace("\xa0", " ").split()).casefold().replace("ё", "е")


def find(name: str, header: Sequence[str]) -> tuple[int, str | None] | None:
    """Position of the column `name` and, where it contains `{currency}`, the code the header spells there."""
    pattern = _pattern(name)
    for position, title in enumerate(header):
        match = pattern.fullmatch(fold_word(title))
        if match:
            return position, (match.group(1).upper() if match.groups() else None)
    return None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(fold_word(name)).replace(re.escape(_CURRENCY), "([a-z]{3})"))


@cache
def shipped() -> tuple[Profile, ...]:
    """All profiles of `networks/`, by name."""
    return tuple(load(path) for path in sorted(SHIPPED.glob("*.yaml")))


def load(path: Path) -> Profile:
    """Read one profile file. InputRejected at the first mistake, with its line."""
    top = yamltext.read(path)
    file = path.name
    _no_strangers(top, _KEYS, file)
    kind = _one_of(top, "kind", tuple(ROLES), file)
    columns = _columns(top, kind, file)
    decimal = _text(top, "decimal", ".")
    if decimal not in (".", ",", "auto"):
        raise InputRejected("profile_value", where=_at(top, "decimal", file), key="decimal", allowed='"." "," auto')
    return Profile(
        name=path.stem,
        title=_text(top, "title", path.stem),
        kind=kind,
        network=_text(top, "network", ""),
        aliases=tuple(fold_word(word) for word in _texts(top, "aliases")),
        evidence=_text(top, "evidence", "inferred"),
        recognise=tuple(_names(item) for item in _items(top, "recognise", file)),
        absent=_texts(top, "absent"),
        columns=columns,
        decimal=None if decimal == "auto" else decimal,
        dates=_texts(top, "dates") or ("iso",),
        zone=_text(top, "zone", "UTC"),
        currency=_text(top, "currency", "") or None,
        statuses=_statuses(top, kind, file),
        paid=_paid(top, file),
        footer=tuple(fold_word(word) for word in _texts(top, "footer")),
    )


def _columns(top: yamltext.Mapping, kind: RecordKind, file: str) -> dict[str, tuple[str, ...]]:
    section = top.get("columns")
    if not isinstance(section, yamltext.Mapping):
        raise InputRejected("profile_missing", where=_at(top, "columns", file), key="columns")
    _no_strangers(section, set(ROLES[kind]), file)
    for role in REQUIRED[kind]:
        if role not in section:
            raise InputRejected("profile_missing", where=f"{file}:{section.line}", key=f"columns.{role}")
    return {role: _names(node) for role, node in section.items()}


def _statuses(top: yamltext.Mapping, kind: RecordKind, file: str) -> dict[str, tuple[str, str]]:
    section = top.get("status", yamltext.Mapping())
    if not isinstance(section, yamltext.Mapping):
        raise InputRejected("profile_value", where=_at(top, "status", file), key="status", allowed="{word: state}")
    result = {}
    for word, node in section.items():
        states = str(node).split() or [""]
        known = VALIDATION if kind == "rows" else None
        if (known and states[0] not in known) or (len(states) > 1 and states[1] not in PAYMENT) or len(states) > 2:
            raise InputRejected(
                "profile_value", where=f"{file}:{node.line}", key=word, allowed=" ".join((*VALIDATION, "·", *PAYMENT))
            )
        payment = "unknown" if kind == "rows" else ""
        result[fold_word(word)] = (states[0], states[1] if len(states) > 1 else payment)
    return result


def _paid(top: yamltext.Mapping, file: str) -> dict[str, str]:
    section = top.get("paid", yamltext.Mapping())
    if not isinstance(section, yamltext.Mapping):
        raise InputRejected("profile_value", where=_at(top, "paid", file), key="paid", allowed="{word: state}")
    for word, node in section.items():
        if node not in PAYMENT:
            raise InputRejected("profile_value", where=f"{file}:{node.line}", key=word, allowed=" ".join(PAYMENT))
    return {fold_word(word): str(node) for word, node in section.items()}


def _no_strangers(section: yamltext.Mapping, known: set[str], file: str) -> None:
    for key, node in section.items():
        if key not in known:
            raise InputRejected("profile_key", where=f"{file}:{node.line}", key=key, known=", ".join(sorted(known)))


def _one_of(top: yamltext.Mapping, key: str, allowed: tuple[RecordKind, ...], file: str) -> RecordKind:
    for word in allowed:
        if top.get(key) == word:
            return word
    raise InputRejected("profile_value", where=_at(top, key, file), key=key, allowed=" ".join(allowed))


def _items(top: yamltext.Mapping, key: str, file: str) -> yamltext.Items:
    node = top.get(key)
    if not isinstance(node, yamltext.Items) or not node:
        raise InputRejected("profile_missing", where=_at(top, key, file), key=key)
    return node


def _names(node: yamltext.Node) -> tuple[str, ...]:
    return tuple(str(item) for item in node) if isinstance(node, yamltext.Items) else (str(node),)


def _texts(top: yamltext.Mapping, key: str) -> tuple[str, ...]:
    return _names(top[key]) if key in top else ()


def _text(top: yamltext.Mapping, key: str, default: str) -> str:
    node = top.get(key, default)
    return str(node) if isinstance(node, str) else default


def _at(top: yamltext.Mapping, key: str, file: str) -> str:
    return f"{file}:{top[key].line if key in top else top.line}"


def network_slug(text: str) -> str:
    """The short name profiles know this network by (`Affiliate Window` -> `awin`), else the text folded."""
    folded = fold_word(text)
    for profile in shipped():
        if profile.network and folded in (profile.network, *profile.aliases):
            return profile.network
    return folded


def known_networks() -> list[str]:
    """The networks a shipped profile reads, by their short names."""
    return sorted({profile.network for profile in shipped() if profile.network})
