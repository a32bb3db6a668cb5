"""What the program stands on: few libraries, each declared and used; nothing is fetched while it runs."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

import partnercli
from conftest import ROOT, SCRIPTS, Desk

PACKAGE = Path(partnercli.__file__).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
IMPORTED_AS = {"pyyaml": "yaml", "python-calamine": "python_calamine", "mt-940": "mt940"}
DATA_ALONE = {"tzdata"}
"""Read by the standard library where the system has no zone files."""

NO_NETWORK = """
import socket, sys
def refused(*_arguments, **_named):
    print("NETWORK", file=sys.stderr)
    raise OSError("no network")
socket.socket = socket.create_connection = socket.getaddrinfo = refused
from partnercli.main import run
sys.exit(run(sys.argv[1:]))
"""


def names(requirements: list[str]) -> set[str]:
    """The libraries of these requirements, without versions, markers and our own extras."""
    found = {re.match(r"[A-Za-z0-9_.-]+", each)[0].lower() for each in requirements}  # type: ignore[index]
    return found - {"partnercli"}


def imported() -> set[str]:
    """First words of everything the package imports that is neither its own nor Python's."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add((node.module or "").split(".")[0])
    return found - {*sys.stdlib_module_names, "partnercli", "_duckdb"}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    extras = (group for name, group in PROJECT["optional-dependencies"].items() if name != "dev")
    declared = names([*PROJECT["dependencies"], *(each for group in extras for each in group)])
    assert {IMPORTED_AS.get(name, name) for name in declared - DATA_ALONE} == imported()


def test_every_dependency_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    assert lines
    assert [line for line in lines[1].splitlines() if "#" not in line] == []


def test_the_lock_names_every_library_of_development_with_hashes_and_no_host() -> None:
    text = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9][a-z0-9_.-]*)==", text, re.MULTILINE))
    wanted = names([*PROJECT["dependencies"], *(each for group in PROJECT["optional-dependencies"].values() for each in group)])
    assert {name.replace("_", "-") for name in wanted} <= locked
    assert "://" not in text
    for block in re.split(r"\n(?=[a-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).strip()):
        assert "--hash=sha256:" in block, block


@pytest.mark.parametrize("line", ["--version", "", "lead list", "reconcile", "report income --format table", "check",
                                  "import awin.csv --again", "network list", "export --canonical"])  # fmt: skip
def test_no_command_opens_a_connection(line: str, demo_desk: Desk) -> None:
    (demo_desk.folder / "guarded.py").write_text(NO_NETWORK)
    done = demo_desk.shell(f"{SCRIPTS / 'python'} guarded.py {line}")
    assert done.code == 0, done
    assert "NETWORK" not in done.err


def test_the_guard_is_one(demo_desk: Desk) -> None:
    (demo_desk.folder / "guarded.py").write_text(NO_NETWORK.replace("run(sys.argv[1:])", "socket.create_connection(('localhost', 9))"))
    assert "NETWORK" in demo_desk.shell(f"{SCRIPTS / 'python'} guarded.py").err
