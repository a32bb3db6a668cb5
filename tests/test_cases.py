"""Every file of cases/ is a story told in commands: what is typed, what comes back, and whether the store changed.

    # prose                 empty lines are prose too, and do not count in what comes back
    <<< FILE [ENCODING]     the lines up to the next `<<<` are a file in the folder the story plays in
    $ COMMAND               a line of bash; what stands under it is its whole standard output
    2> LINE                 a line of its standard error
    >>> CODE                the exit code, 0 where nothing is said
    === unchanged           the store's whole state is the same after the command as before

`UPDATE_CASES=1 pytest tests/test_cases.py` writes what came back into the stories; read the difference before keeping it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from conftest import Desk

CASES = sorted((Path(__file__).parent / "cases").glob("*.test"))
UNCHANGED = "=== unchanged"


@dataclass(frozen=True, slots=True)
class Prose:
    """A comment or an empty line, kept as it stands."""

    line: str

    def lines(self) -> list[str]:
        return [self.line]


@dataclass(frozen=True, slots=True)
class Given:
    """A file of the story."""

    name: str
    encoding: str
    content: list[str]

    def lines(self) -> list[str]:
        return [f"<<< {self.name} {self.encoding}".removesuffix(" utf-8"), *self.content, "<<<"]


@dataclass(frozen=True, slots=True)
class Step:
    """A command and what it must leave."""

    command: str
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    code: int = 0
    unchanged: bool = False

    def lines(self) -> list[str]:
        said = [f"$ {self.command}", *self.out, *(f"2> {line}" for line in self.err)]
        return said + ([f">>> {self.code}"] if self.code else []) + ([UNCHANGED] if self.unchanged else [])


def read(path: Path) -> list[Prose | Given | Step]:
    """The story as its parts, in order."""
    parts: list[Prose | Given | Step] = []
    lines = iter(path.read_text(encoding="utf-8").splitlines())
    for line in lines:
        last = parts[-1] if parts else None
        if line.startswith("<<< "):
            name, _, encoding = line[4:].partition(" ")
            parts.append(Given(name, encoding or "utf-8", list(iter(lambda: next(lines), "<<<"))))
        elif line.startswith("$ "):
            parts.append(Step(line[2:]))
        elif not line or line.startswith("# ") or not isinstance(last, Step):
            parts.append(Prose(line))
        elif line.startswith("2> "):
            last.err.append(line[3:])
        elif line.startswith(">>> "):
            parts[-1] = replace(last, code=int(line[4:]))
        elif line == UNCHANGED:
            parts[-1] = replace(last, unchanged=True)
        else:
            last.out.append(line)
    return parts


def play(step: Step, desk: Desk) -> Step:
    """The step with what really came back."""
    before = desk.state() if step.unchanged else ""
    done = desk.shell(step.command)
    unchanged = step.unchanged and desk.state() == before
    return Step(step.command, _spoken(done.out), _spoken(done.err), done.code, unchanged)


def _spoken(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def tell(path: Path, desk: Desk) -> list[Prose | Given | Step]:
    """The story with what really came back."""
    found: list[Prose | Given | Step] = []
    for part in read(path):
        if isinstance(part, Given):
            text = "".join(f"{line}\n" for line in part.content)
            (desk.folder / part.name).write_bytes(text.encode(part.encoding))
        found.append(play(part, desk) if isinstance(part, Step) else part)
    return found


@pytest.fixture(scope="session")
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Path, Future[list[Prose | Given | Step]]]]:
    """The stories asked for, two at a time: nearly all of a story is waiting for the programs it starts."""
    named = " ".join(item.name for item in request.session.items)
    with ThreadPoolExecutor(2) as pool:
        yield {
            path: pool.submit(tell, path, Desk(tmp_path_factory.mktemp(path.stem)))
            for path in CASES
            if path.stem in named
        }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, told: dict[Path, Future[list[Prose | Given | Step]]]) -> None:
    expected, found = (
        "".join(f"{line}\n" for part in parts for line in part.lines()) for parts in (read(path), told[path].result())
    )
    if os.environ.get("UPDATE_CASES") and expected != found:
        path.write_text(found, encoding="utf-8")
        pytest.fail(f"{path.name} was rewritten with what came back; read the difference")
    assert found == expected


def test_a_story_is_written_as_it_is_read() -> None:
    for path in CASES:
        assert "".join(f"{line}\n" for part in read(path) for line in part.lines()) == path.read_text(encoding="utf-8")
