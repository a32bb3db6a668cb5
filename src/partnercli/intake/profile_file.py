"""Reading a profile's YAML: every mistake of the file at once, each with FILE:LINE:COLUMN."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from partnercli import yamltext
from partnercli.domain.money import currency_code
from partnercli.domain.problem import Problem, Refused
from partnercli.domain.records import IGNORE, PAYMENT, REQUIRED, ROLES, STATES, RecordKind
from partnercli.domain.stamps import parse_stamp
from partnercli.errors import Mistakes
from partnercli.intake.profile import EMPTY, FILLED, Profile, Rule, alternatives
from partnercli.intake.titles import Expression, Title, expression, fold_word

EVIDENCE = ("verified_file", "verified_parser", "official_doc", "secondary", "inferred")
REVERSALS = ("in_place", "linked", "unlinked")
_KEYS = (
    "title", "kind", "network", "aliases", "evidence", "inferred", "source", "recognise", "absent", "header", "width",
    "delimiter", "encoding", "sheet", "parts", "columns", "key", "empty", "decimal", "decimals", "minor", "sign",
    "fees", "dates", "zone", "currency", "status", "states", "paid", "direction", "reversal", "footer",
)  # fmt: skip
_BY_NAME = "by name"
_T = TypeVar("_T")


def load(path: Path) -> Profile:
    """Read one profile file. Raises InputRejected for what is no YAML, Mistakes with all that is wrong in it."""
    return _Reader(path.stem, path, yamltext.read(path)).profile()


def parse(text: str, name: str) -> Profile:
    """As `load`, from a string: a profile that is not written yet."""
    return _Reader(name, Path(f"{name}.yaml"), yamltext.parse(text, f"{name}.yaml")).profile()


@dataclass(slots=True)
class _Reader:
    """One profile file being read; `mistakes` fills up and is raised at the end."""

    name: str
    path: Path
    top: yamltext.Mapping
    mistakes: list[tuple[str, Problem]] = field(default_factory=list)

    def profile(self) -> Profile:
        self._strangers(self.top, _KEYS)
        kind = cast(RecordKind, self._choice("kind", tuple(ROLES), ""))
        if kind not in ROLES:
            raise Mistakes(self.mistakes)
        decimal = self._choice("decimal", (".", ",", "auto"), ".")
        columns = self._columns(kind)
        rules = self._rules(kind)
        made = Profile(
            name=self.name,
            path=self.path,
            title=self._text("title", self.name),
            kind=kind,
            network=self._text("network", ""),
            aliases=tuple(fold_word(word) for word in self._texts("aliases")),
            evidence=self._choice("evidence", EVIDENCE, ""),
            inferred=self._texts("inferred"),
            source=self._text("source", ""),
            recognise=self._recognise(),
            absent=tuple(Title(name) for name in self._texts("absent")),
            header=int(self._choice("header", ("0", "1", "2"), "1")),
            width=self._width(columns),
            delimiter=self._text("delimiter", "") or None,
            encoding=self._text("encoding", "") or None,
            sheet=self._text("sheet", "") or None,
            columns=columns,
            key=alternatives(self._texts("key")),
            decimal=None if decimal == "auto" else decimal,
            minor=self._choice("minor", ("true", "false"), "false") == "true",
            rounded=self._choice("decimals", ("exact", "rounded"), "exact") == "rounded",
            fees_below=self._choice("fees", ("above zero", "below zero"), "above zero") == "below zero",
            whole=self._choice("parts", ("rows", "ignored"), "rows") == "ignored",
            reversed_sign=self._choice("sign", ("as written", "reversed"), "as written") == "reversed",
            dates=self._dates(),
            zone=self._text("zone", "UTC"),
            currency=self._currency(),
            statuses=self._words("status", lambda word: self._states(word, kind)),
            rules=rules,
            paid=self._words("paid", lambda word: self._one_of(word, PAYMENT)),
            directions=self._words("direction", lambda word: self._one_of(word, ("in", "out"))),
            reversal=self._choice("reversal", REVERSALS, "in_place"),
            footer=tuple(fold_word(word) for word in self._texts("footer")),
            empty=self._texts("empty"),
        )
        self._check_whole(made)
        if self.mistakes:
            raise Mistakes(self.mistakes)
        return made

    def _check_whole(self, made: Profile) -> None:
        """What no single value shows: required roles, and sections that need each other."""
        for role in REQUIRED[made.kind]:
            if role not in made.columns and not (role == "status" and made.rules):
                self._wrong("columns", "profile_missing", key=f"columns.{role}")
        if made.kind == "receipts" and not made.columns.keys() & {"amount", "credit", "debit"}:
            self._wrong("columns", "profile_missing", key="columns.amount")
        needs = (
            ("status", "status", bool(made.statuses)), ("paid_flag", "paid", bool(made.paid)),
            ("direction", "direction", bool(made.directions)),
        )  # fmt: skip
        for role, section, said in needs:
            if role in made.columns and not said and not (role == "status" and made.rules):
                self._wrong(section, "profile_missing", key=section)
        if "*" in made.statuses and made.kind != "leads":
            self._wrong("status", "profile_value", key="*", allowed="a word of the export")
        if made.reversal == "linked" and "original_ref" not in made.columns:
            self._wrong("reversal", "profile_missing", key="columns.original_ref")

    def _columns(self, kind: RecordKind) -> dict[str, tuple[Expression, ...]]:
        section = self._section("columns", required=True)
        self._strangers(section, tuple(ROLES[kind]))
        return {role: alternatives(_names(node)) for role, node in section.items() if role in ROLES[kind]}

    def _recognise(self) -> tuple[tuple[Title, ...], ...]:
        node = self.top.get("recognise")
        if node == _BY_NAME:
            return ()
        if not isinstance(node, yamltext.Items) or not node:
            self._wrong("recognise", "profile_missing", key="recognise")
            return ()
        return tuple(tuple(Title(name) for name in _names(item)) for item in node)

    def _width(self, columns: dict[str, tuple[Expression, ...]]) -> int:
        """The least number of columns: what is said, or as many as the places that are named reach to."""
        places = [
            column.position + 1
            for expressions in columns.values()
            for part in expressions[:1]
            for column in part.columns
            if column.position is not None
        ]
        said = self._text("width", "0")
        if not said.isdigit():
            self._wrong("width", "profile_value", key="width", allowed="1, 2, …")
            return 0
        return max([int(said), *places])

    def _dates(self) -> tuple[str, ...]:
        formats = self._texts("dates") or ("iso",)
        try:
            # An empty text is no date: what is refused here but for that is wrong in the profile.
            parse_stamp("", formats, self._text("zone", "UTC"))
        except Refused as refused:
            at = {"unknown_zone": "zone", "bad_date_format": "dates"}.get(refused.problem.code)
            if at is not None:
                self.mistakes.append((self._at(at), refused.problem))
        return formats

    def _currency(self) -> str | None:
        said = self._text("currency", "")
        try:
            return currency_code(said) if said else None
        except Refused as refused:
            self.mistakes.append((self._at("currency"), refused.problem))
            return None

    def _rules(self, kind: RecordKind) -> tuple[Rule, ...]:
        node = self.top.get("states", yamltext.Items())
        if not isinstance(node, yamltext.Items):
            self._wrong("states", "profile_value", key="states", allowed="- {when: {COLUMN: WORD}, is: STATE}")
            return ()
        return tuple(self._rule(item, kind) for item in node if self._is_rule(item, kind))

    def _is_rule(self, item: yamltext.Node, kind: RecordKind) -> bool:
        whole = isinstance(item, yamltext.Mapping) and "is" in item
        if not whole:
            self._wrong_at(item, "profile_value", key="states", allowed="{when: {COLUMN: WORD}, is: STATE}")
            return False
        assert isinstance(item, yamltext.Mapping)
        self._strangers(item, ("when", "is", *ROLES[kind]))
        if not isinstance(item.get("when", yamltext.Mapping()), yamltext.Mapping):
            self._wrong_at(item["when"], "profile_value", key="when", allowed="{COLUMN: WORD}")
            return False
        return True

    def _rule(self, item: yamltext.Node, kind: RecordKind) -> Rule:
        assert isinstance(item, yamltext.Mapping)
        when = item.get("when", yamltext.Mapping())
        assert isinstance(when, yamltext.Mapping)
        conditions = tuple(
            (expression(name).columns[0], frozenset(w if w in (FILLED, EMPTY) else fold_word(w) for w in _names(node)))
            for name, node in when.items()
        )
        instead = {role: expression(str(node)) for role, node in item.items() if role in ROLES[kind]}
        return Rule(conditions, self._states(item["is"], kind), instead)

    def _states(self, node: yamltext.Node, kind: RecordKind) -> tuple[str, str]:
        """`validated awaiting`: the state of the kind and, for rows, the payment's."""
        first, *rest = str(node).split() or [""]
        allowed = (*STATES[kind], IGNORE, *([""] if kind == "leads" else []))
        if kind == "rows" and rest and rest[0] in PAYMENT and len(rest) == 1 and first in allowed:
            return first, rest[0]
        if first not in allowed or rest:
            payment = (" ·", *PAYMENT) if kind == "rows" else ()
            self._wrong_at(node, "profile_value", key=str(node), allowed=" ".join((*allowed, *payment)))
        return first, "unknown" if kind == "rows" else ""

    def _words(self, key: str, meaning: Callable[[yamltext.Node], _T]) -> dict[str, _T]:
        return {fold_word(word): meaning(node) for word, node in self._section(key).items()}

    def _one_of(self, node: yamltext.Node, allowed: Iterable[str]) -> str:
        if str(node) not in allowed:
            self._wrong_at(node, "profile_value", key=str(node), allowed=" ".join(allowed))
        return str(node)

    def _section(self, key: str, *, required: bool = False) -> yamltext.Mapping:
        node = self.top.get(key)
        if isinstance(node, yamltext.Mapping):
            return node
        if node is not None or required:
            self._wrong(key, "profile_value" if node is not None else "profile_missing", key=key, allowed="KEY: VALUE")
        return yamltext.parse("", str(self.path))

    def _choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        said = self._text(key, default)
        if said not in allowed:
            missing = key not in self.top
            self._wrong(key, "profile_missing" if missing else "profile_value", key=key, allowed=" · ".join(allowed))
        return said if said in allowed else default

    def _texts(self, key: str) -> tuple[str, ...]:
        return _names(self.top[key]) if key in self.top else ()

    def _text(self, key: str, default: str) -> str:
        node = self.top.get(key, default)
        if isinstance(node, str):
            return str(node)
        self._wrong(key, "profile_value", key=key, allowed="TEXT")
        return default

    def _strangers(self, section: yamltext.Mapping, known: tuple[str, ...]) -> None:
        for key in section:
            if key not in known:
                at = f"{self.path.name}:{section.keys_at[key]}"
                self.mistakes.append((at, Problem("profile_key", {"key": key, "known": ", ".join(known)})))

    def _wrong(self, at: str, code: str, /, **facts: object) -> None:
        self.mistakes.append((self._at(at), Problem(code, facts)))

    def _wrong_at(self, node: yamltext.Node, code: str, /, **facts: object) -> None:
        self.mistakes.append((f"{self.path.name}:{node.line}:{node.column}", Problem(code, facts)))

    def _at(self, key: str) -> str:
        return f"{self.path.name}:{self.top.keys_at.get(key, '1:1')}"


def _names(node: yamltext.Node) -> tuple[str, ...]:
    return tuple(str(item) for item in node) if isinstance(node, yamltext.Items) else (str(node),)
