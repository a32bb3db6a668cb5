"""The house stays a house: who may import whom, and what a command may load before it works."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import partnercli
from conftest import ROOT, SCRIPTS, Desk

PACKAGE = Path(partnercli.__file__).parent
HEAVY = {"typer", "rich", "polars", "yaml", "duckdb", "_duckdb", "python_calamine", "xlsxwriter", "pyrage", "apprise"}
ONLY_IN = {
    "yaml": ("yamltext.py", "cli/declared.py"),
    "polars": ("intake/", "render/", "store/imports/", "store/export.py"),
    "python_calamine": ("intake/",),
    "rich": ("render/",),
    "typer": ("main.py", "cli/"),
    "duckdb": ("store/",),
    "_duckdb": ("store/",),
    "xlsxwriter": ("render/",),
    "pyrage": ("store/age.py",),
    "apprise": ("notify.py",),
}
LOADED = """
import json, sys
from partnercli.main import run
code = run(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


def test_imports_run_one_way() -> None:
    """The contracts stand in pyproject.toml."""
    done = subprocess.run([str(SCRIPTS / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_known_in_its_room_alone(library: str) -> None:
    users = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if library in _imported(path)}
    assert not {user for user in users if not user.startswith(ONLY_IN[library])}


def _imported(path: Path) -> set[str]:
    """First words of what the file imports when it runs; imports for the type checker alone do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module or "")
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize(
    ("command", "allowed"),
    [
        ("--version", {"typer"}),
        ("--help", {"typer"}),
        ("lead add --help", {"typer"}),
        ("lead add --program okna --name Ann --status customer --amount 100 --order X-1", {"typer", "_duckdb"}),
        ("lead status L1 in_work", {"typer", "_duckdb"}),
        ("lead list", {"typer", "_duckdb"}),
        ("sale list --json", {"typer", "_duckdb"}),
        ("reconcile --json", {"typer", "_duckdb"}),
        ("report income", {"typer", "_duckdb"}),
        ("report income --csv", {"typer", "_duckdb"}),
        ("report income --format table", {"typer", "_duckdb", "rich"}),
        ("check", {"typer", "_duckdb"}),
        ("program dump", {"typer", "_duckdb", "yaml"}),
        ("backup", {"typer", "_duckdb"}),
        ("export out --csv", {"typer", "_duckdb", "duckdb", "polars"}),
        ("import awin.csv", {"typer", "_duckdb", "duckdb", "polars", "yaml"}),
    ],
)
def test_a_command_loads_no_more_than_it_needs(command: str, allowed: set[str], demo_desk: Desk) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *command.split()], cwd=demo_desk.folder, capture_output=True, text=True, check=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(demo_desk.folder), "PARTNERCLI_DB": "store.duckdb"},
    )  # fmt: skip
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    assert HEAVY & {*modules} <= allowed


def test_files_are_short_enough_to_read() -> None:
    long = {path.name for path in PACKAGE.rglob("*.py") if len(path.read_text(encoding="utf-8").splitlines()) > 300}
    assert not long
