"""What can be wrong with a value, a row or a command, as a fact: a code and its particulars.

No sentence is written here: `partnercli.errors` turns a problem into one, in the user's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """A code from `errors.PHRASES` and the facts its sentence names."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


class Refused(ValueError):
    """A value one of our grammars does not take. It carries the problem, not a sentence."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.problem = Problem(code, facts)


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken, as a value: its first physical line (1-based), its text as it stood (cut when very
    long), and why."""

    line: int
    raw: str
    problem: Problem
