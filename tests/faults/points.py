"""Fail a command at one chosen write, and hold what it left against the only two states allowed: before, or after.

A point is one call that changes something on the disk (shim.c). A command is first run whole, which counts its points and
gives the state after; then it is run again from the state before with one point made to fail. By hand, every point of
every command in every way (some minutes):

    python tests/faults/points.py [COMMAND …]
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import duckdb

from books import Row, table
from conftest import SCRIPTS, TODAY, Desk
from partnercli.errors import PartnerError

HERE = Path(__file__).parent
SCHEMAS = HERE.parent / "data" / "schemas"
_TIME = re.compile(r"\d{8}T\d{6}Z")
WAYS = ("kill", "torn", "full", "eio")
"""Dies before the call; dies in the middle of a write; the disk is full from there on; the call fails once."""
SHOP = ("program", "add", "shop", "--network", "admitad", "--rate", "10%")
LEAD = ("lead", "add", "--program", "shop", "--name", "Anna", "--order", "O1", "--amount", "100", "--date", "2026-09-01")
OLD, NEW = ("import", "old.csv"), ("import", "new.csv")


@dataclass(frozen=True)
class Command:
    """A command under test, and those that make the state it begins from; or the schema of the older store it is."""

    words: Sequence[str]
    before: Sequence[Sequence[str]] = field(default=(("init",), SHOP))
    schema: int = 0


COMMANDS = {
    "init": Command(("init",), ()),
    "lead": Command(LEAD),
    "import": Command(NEW, (("init",), SHOP, OLD)),
    "reconcile": Command(("reconcile",), (("init",), SHOP, LEAD, OLD)),
    "imports_undo": Command(("imports", "undo", "last", "--yes"), (("init",), SHOP, OLD, NEW)),
    "undo": Command(("undo", "--yes"), (("init",), SHOP, LEAD, ("lead", "edit", "L1", "--phone", "+79991234567"))),
    "apply": Command(("program", "apply", "programs.yaml", "--yes")),
    "backup": Command(("backup", "kept"), (("init",), SHOP, LEAD)),
    "restore": Command(("restore", "copy.duckdb", "--yes", "-q"), (("init", "--db", "copy.duckdb"), ("init",), SHOP)),
    "migration": Command(("init",), (), schema=10),
    "run": Command(("run", "job.yaml")),
    "forget": Command(("lead", "forget", "L1", "--yes"), (("init",), SHOP, LEAD, OLD, ("reconcile",))),
    "close": Command(("close", "2026-09"), (("init",), SHOP, LEAD, OLD, ("reconcile",))),
}


@dataclass(frozen=True)
class Left:
    """What a run left: its exit code (-9 = killed), its words on stderr, the state, the names in the folder."""

    code: int
    err: str
    state: str
    files: tuple[str, ...]


@cache
def shim() -> Path | None:
    """The preloaded library, built once; None where this machine has no C compiler or no such loader."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    library = Path(tempfile.mkdtemp(prefix="faults-")) / "shim.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, HERE / "shim.c", "-ldl", "-lpthread"], check=True)
    return library


def state_in(folder: Path) -> str:
    """The state of the store there; why there is none to tell."""
    try:
        return Desk(folder).state()
    except PartnerError as error:
        return error.problem.code


class Bench:
    """One command, its state before and after, and its points."""

    def __init__(self, folder: Path, name: str) -> None:
        self.command, self.start, self.work = COMMANDS[name], folder / "before", folder / "work"
        self.log = folder / "points.log"
        self.start.mkdir(parents=True)
        (self.start / "old.csv").write_text(table([Row(transaction=str(n), order=f"O{n}") for n in range(1, 40)]))
        (self.start / "new.csv").write_text(table([Row(transaction=str(n), order=f"O{n}") for n in range(20, 3000)]))
        (self.start / "programs.yaml").write_text(
            "programs:\n  - {code: pond, network: awin, currency: EUR, terms: [{from: 2026-01-01, rate: 5%}]}\n"
        )
        (self.start / "job.yaml").write_text("import: [{files: old.csv}]\nreconcile: no\n")
        if self.command.schema:
            with duckdb.connect(str(self.start / "store.duckdb")) as store:
                store.execute((SCHEMAS / f"{self.command.schema:02}.sql").read_text())
        for words in self.command.before:
            Desk(self.start).fact(*words)
        self.before = state_in(self.start)
        self.whole = self.run()
        assert self.whole.code == 0, self.whole
        self.points = self.log.read_text().splitlines()

    def run(self, at: int = 0, way: str = "") -> Left:
        """The command from the state before, failing at a point; 0 = nowhere."""
        self.lay()
        return self.again(at, way)

    def lay(self) -> None:
        """The folder as it was before."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.start, self.work)

    def again(self, at: int = 0, way: str = "") -> Left:
        """The command in the folder as it is."""
        done = self.fail(at, way)
        return Left(done.returncode, done.stderr, state_in(self.work), self.files())

    def fail(self, at: int, way: str) -> subprocess.CompletedProcess[str]:
        self.log.unlink(missing_ok=True)
        environment = {
            "PATH": f"{SCRIPTS}:/usr/bin:/bin", "HOME": str(self.work), "PARTNERCLI_DB": "store.duckdb",
            "PARTNERCLI_TODAY": TODAY, "PARTNERCLI_LANG": "en", "LD_PRELOAD": str(shim()), "FAULT_FOLDER": str(self.work),
            "FAULT_LOG": str(self.log), "FAULT_AT": str(at), "FAULT_HOW": way,
        }  # fmt: skip
        return subprocess.run(
            [str(SCRIPTS / "partnercli"), *self.command.words], cwd=self.work, env=environment, capture_output=True,
            text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def files(self) -> tuple[str, ...]:
        """The names in the folder but for the log and with any time, and drafts wherever they are."""
        names = [_TIME.sub("TIME", path.name) for path in self.work.iterdir() if path.suffix != ".wal"]
        return tuple(sorted([*names, *(path.name for path in self.work.glob("*/**/.*.new*"))]))

    def complaints(self, at: int, way: str) -> Iterator[str]:
        """What is wrong with how the command takes this fault; nothing where all is well."""
        left = self.run(at, way)
        here = f"{way} at {self.points[at - 1]!r} (exit {left.code}, {left.err.strip()!r})"
        if left.state not in (self.before, self.whole.state):
            yield f"{here}: neither the state before nor the one after: {left.state[:200]}"
        if left.code == 0 and left.state != self.whole.state:
            yield f"{here}: says it is done and is not"
        if left.code not in (0, -9) and (left.code not in (1, 2, 75) or len(left.err.splitlines()) != 1):
            yield f"{here}: no one line with a known exit code"
        if left.state.startswith("# ") and (sound := Desk(self.work)("check")).code != 0:
            yield f"{here}: check says {sound.err!r}"
        if left.state == self.before:
            if (then := self.again()).code != 0 or then.state != self.whole.state:
                yield f"{here}: the same command again ends with {then.code}, {then.err.strip()!r}"
            if then.files != self.whole.files:
                yield f"{here}: leaves {set(then.files) - set(self.whole.files)} behind"


def main(names: Sequence[str]) -> int:
    """Every point of the named commands, of all without names; 1 when anything is wrong."""
    wrong = 0
    for name in names or COMMANDS:
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(Path(folder).resolve(), name)
            for way in WAYS:
                found = [text for at in range(1, len(bench.points) + 1) for text in bench.complaints(at, way)]
                print(f"{name} {way}: {len(bench.points)} points, {len(found)} wrong", *found, sep="\n    ", flush=True)
                wrong += len(found)
    return int(wrong > 0)


if __name__ == "__main__":
    os.environ["PARTNERCLI_LANG"] = "en"
    sys.exit(main(sys.argv[1:]))
