"""Every error a user can cause, with its exit code. The sentences stand in `phrases`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from partnercli.domain.problem import Problem
from partnercli.i18n import _
from partnercli.phrases import PHRASES

OK, CRASH, USAGE, FINDINGS, REJECTED, BUSY, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 4, 75, 130, 141
SEVERITY = (CRASH, USAGE, REJECTED, BUSY, FINDINGS, OK)
"""Where several things ended each in its own way, the first of these is how the whole ended: errors before findings."""

PATH = 4096
"""The longest path there is."""


class PartnerError(Exception):
    """A one-line error. `where` is FILE:LINE or FILE, `problem` the fact, `exit_code` the contract's."""

    exit_code = CRASH

    def __init__(self, code: str, *, where: str = "", **facts: object) -> None:
        super().__init__(code, facts)
        self.problem = Problem(code, facts)
        self.where = where

    def __str__(self) -> str:
        return f"{clean(self.where, PATH)}: {sentence(self.problem)}" if self.where else sentence(self.problem)


class UsageError(PartnerError):
    """The command or the configuration cannot be carried out as given: exit 2."""

    exit_code = USAGE


class InputRejected(PartnerError):
    """A file, its rows or its profile were refused: exit 4."""

    exit_code = REJECTED


class Mistakes(InputRejected):
    """All that is wrong in a profile: one line each, with its FILE:LINE:COLUMN."""

    def __init__(self, found: Sequence[tuple[str, Problem]]) -> None:
        super().__init__(found[0][1].code, where=found[0][0], **found[0][1].facts)
        self.found = sorted(found, key=lambda mistake: [int(part) for part in mistake[0].split(":")[-2:]])

    def __str__(self) -> str:
        return "\n".join(f"{clean(where, PATH)}: {sentence(problem)}" for where, problem in self.found)


class Misconfigured(Mistakes):
    """All that is wrong in a file that says what to do: exit 2, for nothing was begun."""

    exit_code = USAGE


class BusyError(PartnerError):
    """Somebody else writes the store, or the time was up: exit 75, worth trying again."""

    exit_code = BUSY


class DiskError(PartnerError):
    """The operating system refused to write or read: exit 1."""


class NotSent(PartnerError):
    """A message did not reach whom it was for: exit 1."""


def worst(codes: Iterable[int]) -> int:
    """The exit code of a whole whose parts ended with these, by SEVERITY; OK where there were none."""
    return min(codes, key=SEVERITY.index, default=OK)


def told(error: Exception) -> tuple[Problem, int]:
    """What any exception is called before the user, without personal data, and its exit code."""
    if isinstance(error, PartnerError):
        return error.problem, error.exit_code
    if isinstance(error, RecursionError):
        return Problem("too_deep"), REJECTED
    if isinstance(error, MemoryError):
        return Problem("out_of_memory"), CRASH
    if isinstance(error, OSError):
        return Problem("system_refused", {"detail": error.strerror or type(error).__name__}), CRASH
    return Problem("crashed", {"kind": type(error).__name__}), CRASH


def sentence(problem: Problem, *, english: bool = False) -> str:
    """The problem as one line, in the user's language or, for programs, in English."""
    template = PHRASES.get(problem.code)
    if template is None:
        facts = ", ".join(f"{key}={value}" for key, value in problem.facts.items())
        return f"{problem.code} ({facts})" if facts else problem.code
    shown = {key: clean(str(value)) for key, value in problem.facts.items()}
    said = (template if english else _(template)).format_map(_Facts(shown))
    return f"{shown['column']}: {said}" if "column" in shown else said


class _Facts(dict[str, str]):
    """A fact a sentence asks for and the problem does not have shows as a dash: an error must never fail."""

    def __missing__(self, key: str) -> str:
        return "–"


def clean(text: str, limit: int = 200) -> str:
    """Foreign text fit for one line of a terminal: what is not printable shown as escapes, cut at `limit`."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
