"""Commands that run while the test goes on, and somebody who holds the store meanwhile."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import SCRIPTS, TODAY, Desk


def start(desk: Desk, *words: str, **environment: str) -> subprocess.Popen[str]:
    """The command, running; its standard input is open and silent."""
    return spawn(desk.folder, [str(SCRIPTS / "partnercli"), *words], environment)


def spawn(folder: Path, command: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    """Any command line at a desk, running."""
    clean = {
        "PATH": f"{SCRIPTS}:/usr/bin:/bin", "HOME": str(folder), "PARTNERCLI_DB": "store.duckdb",
        "PARTNERCLI_LANG": "en", "PARTNERCLI_TODAY": TODAY,
    }  # fmt: skip
    return subprocess.Popen(
        command, cwd=folder, env={**clean, **environment}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@contextmanager
def held(desk: Desk, *, read_only: bool = False) -> Iterator[int]:
    """Another process has the store open, for writing unless said otherwise; its number."""
    code = f"import duckdb, sys; c = duckdb.connect('store.duckdb', {read_only=}); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=desk.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        holder.stdout.readline()
        yield holder.pid
        holder.communicate()
