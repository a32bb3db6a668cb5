"""A crowd of processes on one store, and the facts it must leave. By hand: rounds in which half of them are killed.

    python tests/faults/together.py [ROUNDS [SEED]]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from books import Row, table
from conftest import Desk, Done, tables
from faults.processes import start

Words = tuple[str, ...]
IMPORTS: Sequence[Words] = (("import", "first.csv"), ("import", "second.csv"))
"""Exports that overlap: rows 1 to 300, and 200 to 500."""
JOB = "import: [{files: '*.csv'}]\nreports: [{report: income, file: out/income.csv}]\n"
CRON: Sequence[Words] = (("run", "job.yaml"),) * 6
REPORTS: Sequence[Words] = (
    ("report", "income"), ("report", "missing"), ("report", "chain"), ("findings", "list"), ("lead", "list"),
)  # fmt: skip


def lead(number: int) -> Words:
    return ("lead", "add", "--program", "shop", "--name", f"Anna{number}", "--order", f"O{number}", "--amount", "1000", "--date", "2026-09-01")


LEADS = tuple(lead(number) for number in (1, 250, 500))
CROWD = (*CRON, *IMPORTS, *LEADS, *REPORTS)
PATIENCE = 300
"""Seconds that the whole crowd may take on a busy machine: as long a process waits for its turn, and no longer is it waited for."""


def new_desk(folder: Path) -> Desk:
    """A store with a program, and the two exports beside it."""
    folder.mkdir()
    for name, numbers in (("first", range(1, 301)), ("second", range(200, 501))):
        (folder / f"{name}.csv").write_text(table([Row(transaction=str(n), order=f"O{n}") for n in numbers]))
    (folder / "job.yaml").write_text(JOB)
    desk = Desk(folder)
    desk.fact("init")
    desk.fact("program", "add", "shop", "--network", "admitad", "--rate", "10%")
    return desk


def crowd(desk: Desk, commands: Sequence[Words], *, wait: int = PATIENCE, killed: random.Random | None = None) -> list[Done]:
    """All of the commands at once; what each left. `killed` draws who is killed, and when."""
    running = [start(desk, *words, PARTNERCLI_WAIT=str(wait)) for words in commands]
    if killed is not None:
        for victim in killed.sample(running, len(running) // 2):
            time.sleep(killed.uniform(0, 0.6))
            victim.kill()
    told = [process.communicate(timeout=2 * PATIENCE) for process in running]
    return [Done(process.returncode, *words) for process, words in zip(running, told, strict=True)]


def facts(desk: Desk) -> dict[str, Any]:
    """What is in the store whoever came first: without ids, entries and the order of things."""
    held = tables(desk.state())
    leads = {lead["id"]: lead["name"] for lead in held["lead"]}
    sales = {sale["id"]: sale["order_id"] for sale in held["sale"]}
    rows = {row["id"]: row["transaction_id"] for row in held["network_row"]}
    return {
        "leads": sorted(leads.values()),
        "sales": sorted((leads[sale["lead"]], sale["order_id"], sale["amount"]) for sale in held["sale"]),
        "rows": sorted((row["transaction_id"], row["version"], row["commission"]) for row in held["network_row"]),
        "links": sorted((sales[link["sale"]], rows[link["row_id"]], link["tier"]) for link in held["link"]),
        "outcomes": sorted((case["class"], case["expected"], case["actual"]) for case in held["outcome"]),
        "report": (desk.folder / "out" / "income.csv").read_text(),
        "new": sum(file["new_n"] for file in held["import_file"]),
        "rejected": len(held["reject"]),
    }


def entries(desk: Desk) -> Counter[str]:
    """How many changes each command made, but for `reconcile`, which makes none when there is nothing to do."""
    return Counter(entry["command"] for entry in tables(desk.state())["entry"] if entry["command"] != "reconcile")


def serial(folder: Path) -> Desk:
    """A store after what the crowd wants of it, one after another and each once."""
    desk = new_desk(folder)
    for words in (*LEADS, *IMPORTS, CRON[0]):
        desk.fact(*words)
    return desk


def complaints(desk: Desk, killed: random.Random, after: dict[str, Any]) -> list[str]:
    """A round with deaths: what is wrong with how the crowd ended, and with the store when its work is taken up again."""
    ended = crowd(desk, CROWD, killed=killed)
    wrong = [f"{words}: {done}" for words, done in zip(CROWD, ended, strict=True) if done.code not in (0, 75, -9)]
    if (sound := desk("check")).code != 0:
        wrong.append(f"check after the deaths: {sound}")
    there = Counter(lead["name"] for lead in tables(desk.state())["lead"])
    for words, done in zip(CROWD, ended, strict=True):
        if words in LEADS:
            times = there[words[words.index("--name") + 1]]
            if times not in {0: (1,), 75: (0,)}.get(done.code, (0, 1)):
                wrong.append(f"{words} is there {times} times: {done}")
            if not times:
                desk.fact(*words)
    for words in (*IMPORTS, CRON[0], ("check",)):
        if (done := desk(*words)).code != 0:
            wrong.append(f"{words} after the deaths: {done}")
    if facts(desk) != after:
        wrong.append(f"not the facts of a serial run: {facts(desk)}")
    return wrong


def main(rounds: int, seed: int) -> int:
    """So many rounds; 1 when anything is wrong."""
    failed = 0
    for turn in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            after = facts(serial(Path(folder) / "serial"))
            wrong = complaints(new_desk(Path(folder) / "crowd"), random.Random(seed + turn), after)
        print(f"round {turn + 1}, seed {seed + turn}: {len(wrong)} wrong", *wrong, sep="\n    ", flush=True)
        failed += bool(wrong)
    return int(failed > 0)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]] + [20, 1][len(sys.argv) - 1 :]
    sys.exit(main(*numbers))
