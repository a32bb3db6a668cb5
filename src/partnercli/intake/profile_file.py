"""Reading a profile's YAML: every mistake of the file at once, each with FILE:LINE:COLUMN."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar, cast

from partnercli import yamltext
from partnercli.domain.money import currency_code
from partnercli.domain.problem import Problem, Refused
from partnercli.domain.records import IGNORE, PAYMENT, REQUIRED, ROLES, STATES, RecordKind
from partnercli.domain.stamps import parse_stamp
from partnercli.errors import Mistakes
from partnercli.intake.profile import EMPTY, FILLED, Profile, Rule, alternatives
from partnercli.intake.profile_nodes import Nodes
from partnercli.intake.titles import Expression, Title, expression, fold_word

EVIDENCE = ("verified_file", "verified_parser", "official_doc", "secondary", "inferred")
REVERSALS = ("in_place", "linked", "unlinked")
_KEYS = (
    "title", "kind", "network", "aliases", "evidence", "inferred", "source", "recognise", "absent", "header", "width",
    "delimiter", "encoding", "sheet", "parts", "columns", "key", "empty", "decimal", "decimals", "minor", "sign",
    "fees", "dates", "zone", "currency", "status", "states", "paid", "direction", "reversal", "footer",
)  # fmt: skip
_BY_NAME = "by name"
_WIDTH = re.compile(r"[0-9]{1,4}")
# What is read where the kind itself is wrong, so that the other mistakes are told with it.
_ANY_ROLES = tuple(dict.fromkeys(role for roles in ROLES.values() for role in roles))
_ANY_STATES = tuple(dict.fromkeys(state for states in STATES.values() for state in states))
_T = TypeVar("_T")


def load(path: Path) -> Profile:
    """Read one profile file. Raises InputRejected for what is no YAML, Mistakes with all that is wrong in it."""
    return _Reader(path.stem, path, yamltext.read(path)).profile()


def parse(text: str, name: str) -> Profile:
    """As `load`, from a string: a profile that is not written yet."""
    return _Reader(name, Path(f"{name}.yaml"), yamltext.parse(text, f"{name}.yaml")).profile()


class _Reader(Nodes):
    """One profile file being read."""

    def profile(self) -> Profile:
        self.strangers(self.top, _KEYS)
        kind = cast(RecordKind, self.choice("kind", tuple(ROLES), ""))
        decimal = self.choice("decimal", (".", ",", "auto", "each"), ".")
        columns = self._columns(kind)
        rules = self._rules(kind)
        made = Profile(
            name=self.name,
            path=self.path,
            title=self.text("title", self.name),
            kind=kind,
            network=self.text("network", ""),
            aliases=tuple(fold_word(word) for word in self.texts("aliases")),
            evidence=self.choice("evidence", EVIDENCE, ""),
            inferred=self.texts("inferred"),
            source=self.text("source", ""),
            recognise=self._recognise(),
            absent=tuple(Title(name) for name in self.texts("absent")),
            header=int(self.choice("header", ("0", "1", "2"), "1")),
            width=self._width(columns),
            delimiter=self._delimiter(),
            encoding=self._encoding(),
            sheet=self.text("sheet", "") or None,
            columns=columns,
            key=self._expressions(self.top.get("key", yamltext.Items()), "key"),
            decimal=None if decimal == "auto" else decimal,
            minor=self.choice("minor", ("true", "false"), "false") == "true",
            rounded=self.choice("decimals", ("exact", "rounded"), "exact") == "rounded",
            fees_below=self.choice("fees", ("above zero", "below zero"), "above zero") == "below zero",
            whole=self.choice("parts", ("rows", "ignored"), "rows") == "ignored",
            reversed_sign=self.choice("sign", ("as written", "reversed"), "as written") == "reversed",
            dates=self._dates(),
            zone=self.text("zone", "UTC"),
            currency=self._currency(),
            statuses=self._words("status", lambda word: self._states(word, kind)),
            rules=rules,
            paid=self._words("paid", lambda word: self._one_of(word, PAYMENT)),
            directions=self._words("direction", lambda word: self._one_of(word, ("in", "out"))),
            reversal=self.choice("reversal", REVERSALS, "in_place"),
            footer=tuple(fold_word(word) for word in self.texts("footer")),
            empty=self.texts("empty"),
        )
        if kind in ROLES:
            self._check_whole(made)
        if self.mistakes:
            raise Mistakes(self.mistakes)
        return made

    def _check_whole(self, made: Profile) -> None:
        """What no single value shows: required roles, and sections that need each other."""
        for role in REQUIRED[made.kind]:
            if role not in made.columns and not (role == "status" and made.rules):
                self.wrong("columns", "profile_missing", key=f"columns.{role}")
        if made.kind == "receipts" and not made.columns.keys() & {"amount", "credit", "debit"}:
            self.wrong("columns", "profile_missing", key="columns.amount")
        needs = (
            ("status", "status", bool(made.statuses)), ("paid_flag", "paid", bool(made.paid)),
            ("direction", "direction", bool(made.directions)),
        )  # fmt: skip
        for role, section, said in needs:
            if role in made.columns and not said and not (role == "status" and made.rules):
                self.wrong(section, "profile_missing", key=section)
            if said and role not in made.columns:
                self.wrong(section, "profile_missing", key=f"columns.{role}")
        if "*" in made.statuses and made.kind != "leads":
            self.wrong("status", "profile_value", key="*", allowed="a word of the export")
        if made.reversal == "linked" and "original_ref" not in made.columns:
            self.wrong("reversal", "profile_missing", key="columns.original_ref")

    def _columns(self, kind: RecordKind) -> dict[str, tuple[Expression, ...]]:
        section, known = self.section("columns", required=True), _roles(kind)
        self.strangers(section, known)
        return {role: self._expressions(node, role) for role, node in section.items() if role in known}

    def _expressions(self, node: yamltext.Node, key: str) -> tuple[Expression, ...]:
        """What a role or a key reads; joining and choosing do not go together in one."""
        names = self.names(node, key, some=key != "key")
        if any(" + " in name and " | " in name for name in names):
            self.wrong_at(node, "profile_value", key=key, allowed="A + B · A | B")
        return alternatives(names)

    def _recognise(self) -> tuple[tuple[Title, ...], ...]:
        node = self.top.get("recognise")
        if node == _BY_NAME:
            return ()
        if not isinstance(node, yamltext.Items) or not node:
            self.wrong("recognise", "profile_missing", key="recognise")
            return ()
        return tuple(tuple(Title(name) for name in self.names(item, "recognise", some=True)) for item in node)

    def _width(self, columns: dict[str, tuple[Expression, ...]]) -> int:
        """The least number of columns: what is said, or as many as the places that are named reach to."""
        places = [
            column.position + 1
            for expressions in columns.values()
            for part in expressions[:1]
            for column in part.columns
            if column.position is not None
        ]
        said = self.text("width", "0")
        if not _WIDTH.fullmatch(said):
            self.wrong("width", "profile_value", key="width", allowed="1, 2, …")
            return 0
        return max([int(said), *places])

    def _dates(self) -> tuple[str, ...]:
        formats = self.texts("dates") or ("iso",)
        for form in filter(str.strip, formats):
            self._proved("dates", "bad_date_format", (form,), "UTC")
        self._proved("zone", "unknown_zone", ("iso",), self.text("zone", "UTC"))
        return formats

    def _proved(self, key: str, code: str, formats: tuple[str, ...], zone: str) -> None:
        """An empty text is no date; what is refused before that is wrong in the profile."""
        try:
            parse_stamp("", formats, zone)
        except Refused as refused:
            if refused.problem.code == code:
                self.mistakes.append((self.at(key), refused.problem))

    def _delimiter(self) -> str | None:
        said = self.text("delimiter", "")
        if len(said) > 1 or said.isalnum() or said == '"':
            self.wrong("delimiter", "bad_delimiter", delimiter=said)
        return said or None

    def _encoding(self) -> str | None:
        said = self.text("encoding", "")
        try:
            codecs.lookup(said or "utf-8")
        except (LookupError, ValueError):
            self.wrong("encoding", "unknown_encoding", encoding=said)
        return said or None

    def _currency(self) -> str | None:
        said = self.text("currency", "")
        try:
            return currency_code(said) if said else None
        except Refused as refused:
            self.mistakes.append((self.at("currency"), refused.problem))
            return None

    def _rules(self, kind: RecordKind) -> tuple[Rule, ...]:
        node = self.top.get("states", yamltext.Items())
        if not isinstance(node, yamltext.Items):
            self.wrong("states", "profile_value", key="states", allowed="- {when: {COLUMN: WORD}, is: STATE}")
            return ()
        return tuple(self._rule(item, kind) for item in node if self._is_rule(item, kind))

    def _is_rule(self, item: yamltext.Node, kind: RecordKind) -> bool:
        whole = isinstance(item, yamltext.Mapping) and "is" in item
        if not whole:
            self.wrong_at(item, "profile_value", key="states", allowed="{when: {COLUMN: WORD}, is: STATE}")
            return False
        assert isinstance(item, yamltext.Mapping)
        self.strangers(item, ("when", "is", *_instead(kind)))
        if not isinstance(item.get("when", yamltext.Mapping()), yamltext.Mapping):
            self.wrong_at(item["when"], "profile_value", key="when", allowed="{COLUMN: WORD}")
            return False
        return True

    def _rule(self, item: yamltext.Node, kind: RecordKind) -> Rule:
        assert isinstance(item, yamltext.Mapping)
        when = item.get("when", yamltext.Mapping())
        assert isinstance(when, yamltext.Mapping)
        conditions = tuple(
            (self._one_column(name, item), frozenset(map(_condition, self.names(node, name, blank=True, some=True))))
            for name, node in when.items()
        )
        instead = {r: self._expressions(node, r)[:1] for r, node in item.items() if r in _instead(kind)}
        for role, read in instead.items():
            if not read or not isinstance(item[role], str):
                self.wrong_at(item[role], "profile_value", key=role, allowed="COLUMN")
        states = self._states(item["is"], kind)
        return Rule(conditions, states, {role: read[0] for role, read in instead.items() if read})

    def _one_column(self, name: str, item: yamltext.Node) -> Title:
        """The column a rule looks at: one, not several joined."""
        columns = expression(name).columns
        if len(columns) > 1:
            self.wrong_at(item, "profile_value", key=name, allowed="COLUMN")
        return columns[0]

    def _states(self, node: yamltext.Node, kind: RecordKind) -> tuple[str, str]:
        """`validated awaiting`: the state of the kind and, for rows, the payment's."""
        first, *rest = str(node).split() or [""]
        allowed = (*STATES.get(kind, _ANY_STATES), IGNORE, *([""] if kind == "leads" else []))
        if kind == "rows" and rest and rest[0] in PAYMENT and len(rest) == 1 and first in allowed:
            return first, rest[0]
        if first not in allowed or rest:
            payment = (" ·", *PAYMENT) if kind == "rows" else ()
            self.wrong_at(node, "profile_value", key=str(node), allowed=" ".join((*allowed, *payment)))
        return first, "unknown" if kind == "rows" else ""

    def _words(self, key: str, meaning: Callable[[yamltext.Node], _T]) -> dict[str, _T]:
        section = self.section(key)
        found: dict[str, _T] = {}
        for word, node in section.items():
            if fold_word(word) in found:
                where = f"{self.path}:{section.keys_at[word]}"
                self.mistakes.append((where, Problem("yaml_twice", {"key": word})))
            found[fold_word(word)] = meaning(node)
        return found

    def _one_of(self, node: yamltext.Node, allowed: Iterable[str]) -> str:
        if str(node) not in allowed:
            self.wrong_at(node, "profile_value", key=str(node), allowed=" ".join(allowed))
        return str(node)


def _roles(kind: RecordKind) -> tuple[str, ...]:
    return tuple(ROLES.get(kind, _ANY_ROLES))


def _instead(kind: RecordKind) -> tuple[str, ...]:
    """The roles a rule may read from another column: not the state it gives itself, nor the list of refs."""
    return tuple(role for role in _roles(kind) if role not in ("status", "refs"))


def _condition(word: str) -> str:
    """A word of a rule, folded; an empty one is the empty cell's."""
    return word if word in (FILLED, EMPTY) else fold_word(word) or EMPTY
