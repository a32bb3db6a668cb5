"""What the tests share: the real program at a desk of its own, and the sample store filled once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partnercli.store.canonical import lines
from partnercli.store.store import Store

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data"
SCRIPTS = Path(sys.executable).parent
"""Where the console script `partnercli` was installed, beside the Python that runs the tests."""
TODAY = "2026-11-01"
"""The day the sample data stands at, and every test with it."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a finished command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        """The output as one JSON object; it fails here, with everything shown, when the command did."""
        assert self.code in (0, 3), self
        answer: dict[str, Any] = json.loads(self.out)
        return answer


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder to work in, with a store of its own (`store.duckdb`) and an environment without the user's settings."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str, stdin: bytes = b"", **environment: str) -> Done:
        """Run `partnercli WORDS…` as the console script, in a process of its own."""
        return self._run([str(SCRIPTS / "partnercli"), *words], stdin, environment)

    def shell(self, line: str, **environment: str) -> Done:
        """Run a line of bash in which `partnercli` and the sample folder `$SAMPLE` are known."""
        return self._run(["bash", "-c", line], b"", environment)

    def fact(self, *words: str) -> str:
        """The output of a command that must succeed."""
        done = self(*words)
        assert done.code == 0, done
        return done.out

    def state(self) -> str:
        """The whole state of the store, as `export --canonical` writes it; '' where there is none."""
        place = self.folder / "store.duckdb"
        if not place.exists():
            return ""
        with Store(place, today=date.fromisoformat(TODAY)) as store:
            return "".join(lines(store))

    def _run(self, command: list[str], stdin: bytes, environment: dict[str, str]) -> Done:
        clean = {
            "PATH": f"{SCRIPTS}:/usr/bin:/bin", "HOME": str(self.folder), "SAMPLE": str(SAMPLE),
            "PARTNERCLI_DB": "store.duckdb", "PARTNERCLI_TODAY": TODAY, "PARTNERCLI_LANG": "en",
        }  # fmt: skip
        done = subprocess.run(
            command, cwd=self.folder, env={**clean, **self.environment, **environment}, input=stdin,
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def tables(state: str) -> dict[str, list[dict[str, Any]]]:
    """What `export --canonical` wrote, as table name -> rows."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in state.splitlines():
        if line.startswith("# "):
            rows = found.setdefault(line[2:], [])
        else:
            rows.append(json.loads(line))
    return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty folder without a store."""
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store `partnercli demo` makes from the sample data. Made once: read it, or copy it with `demo_desk`."""
    folder = tmp_path_factory.mktemp("demo")
    Desk(folder).fact("demo", "made")
    return folder / "made" / "partnercli.duckdb"


@pytest.fixture
def demo_desk(tmp_path: Path, demo_store: Path) -> Desk:
    """A folder with a copy of the demo store as its own, and the sample files beside it."""
    for file in SAMPLE.glob("*.[cy]*"):
        shutil.copy(file, tmp_path)
    shutil.copy(demo_store, tmp_path / "store.duckdb")
    return Desk(tmp_path)


@pytest.fixture(scope="session", autouse=True)
def english() -> Iterator[None]:
    """Tests that call the code itself see English and no store of the user, whatever the machine speaks."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PARTNERCLI_")}
    for name in kept:
        del os.environ[name]
    os.environ["PARTNERCLI_LANG"] = "en"
    yield
    del os.environ["PARTNERCLI_LANG"]
    os.environ.update(kept)
