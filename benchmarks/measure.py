"""One fresh process, measured whole: wall time, CPU time of it and its children, peak memory."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, seconds, MiB; what the process printed. `cpu` counts all threads, so it may exceed `wall`."""

    wall: float
    cpu: float
    memory: float
    out: str = ""

    def __add__(self, other: Cost) -> Cost:
        """Two processes one after the other: times add up, memory does not."""
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.memory, other.memory), self.out + other.out)


class Failed(Exception):
    """The process did not end with 0; says what it wrote to stderr."""


def measure(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> Cost:
    """Run the command to its end. Raises Failed when it does not leave with 0.

    The peak is the kernel's `ru_maxrss`, which never counts less than the process that started it: keep that one small.
    """
    words = [str(word) for word in command]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        begun = time.perf_counter()
        process = subprocess.Popen(words, stdout=out, stderr=err, env={**os.environ, **(env or {})})
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise Failed(f"{' '.join(words)}: {err.read().strip()[-500:]}")
        return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out.read())


def typical(costs: Sequence[Cost]) -> Cost:
    """The run of median wall time."""
    return sorted(costs, key=lambda cost: cost.wall)[len(costs) // 2]


def least(costs: Sequence[Cost]) -> Cost:
    """The run of least CPU time: what the work itself costs, where a machine is busy with other things."""
    return min(costs, key=lambda cost: cost.cpu)
