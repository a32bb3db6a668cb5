"""The YAML of a profile or a job as keys and values: what is asked for, every mistake with its FILE:LINE:COLUMN."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from partnercli.domain.problem import Problem
from partnercli.yamltext import Items, Mapping, Node, parse


@dataclass(slots=True)
class Nodes:
    """One file being read; `mistakes` fills up with places and problems, none is raised."""

    name: str
    path: Path
    top: Mapping
    mistakes: list[tuple[str, Problem]] = field(default_factory=list)

    def section(self, key: str, *, required: bool = False) -> Mapping:
        """The mapping under the key, an empty one where there is none."""
        node = self.top.get(key)
        if isinstance(node, Mapping):
            return node
        if node is not None or required:
            self.wrong(key, "profile_value" if node is not None else "profile_missing", key=key, allowed="KEY: VALUE")
        return parse("", str(self.path))

    def choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        """One of the allowed words; without a default the key must stand."""
        said = self.text(key, default)
        if said not in allowed and isinstance(self.top.get(key, ""), str):
            missing = key not in self.top
            self.wrong(key, "profile_missing" if missing else "profile_value", key=key, allowed=" · ".join(allowed))
        return said if said in allowed else default

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of them, none where the key is missing."""
        return self.names(self.top[key], key, blank=key == "empty") if key in self.top else ()

    def names(self, node: Node, key: str, *, blank: bool = False, some: bool = False) -> tuple[str, ...]:
        """One text or a list of them; `blank` says that an empty text means something, `some` that one must stand."""
        items = node if isinstance(node, Items) else [node]
        for item in items:
            if not isinstance(item, str) or not (item.strip() or blank):
                self.wrong_at(item, "profile_value", key=key, allowed="TEXT · [TEXT, TEXT]")
        if some and not items:
            self.wrong_at(node, "profile_value", key=key, allowed="TEXT · [TEXT, TEXT]")
        return tuple(str(item) for item in items)

    def text(self, key: str, default: str) -> str:
        """A single text."""
        node = self.top.get(key, default)
        if isinstance(node, str):
            return str(node)
        self.wrong(key, "profile_value", key=key, allowed="TEXT")
        return default

    def strangers(self, section: Mapping, known: tuple[str, ...]) -> None:
        """Tell every key of the section that nobody knows."""
        for key in section:
            if key not in known:
                at = f"{self.path}:{section.keys_at[key]}"
                self.mistakes.append((at, Problem("profile_key", {"key": key, "known": ", ".join(known)})))

    def wrong(self, at: str, code: str, /, **facts: object) -> None:
        """Tell a mistake at the place of a key of the top."""
        self.mistakes.append((self.at(at), Problem(code, facts)))

    def wrong_at(self, node: Node, code: str, /, **facts: object) -> None:
        """Tell a mistake at the place of a value."""
        self.mistakes.append((f"{self.path}:{node.line}:{node.column}", Problem(code, facts)))

    def at(self, key: str) -> str:
        """FILE:LINE:COLUMN of a key; of one that is missing, where the mapping begins."""
        return f"{self.path}:{self.top.keys_at.get(key, f'{self.top.line}:{self.top.column}')}"
