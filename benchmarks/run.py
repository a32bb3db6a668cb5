"""Measure partnercli beside a bare script and other libraries, everything in one run, and print tables.

    python benchmarks/run.py                        100k bulk, new work at 10k and 100k, start-up: some minutes
    python benchmarks/run.py --size 1m              the same at a million
    python benchmarks/run.py --only startup

Every figure is a fresh process measured whole. Trust the ratios of one run, not seconds of different runs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from measure import Cost, Failed, least, measure, typical

HERE = Path(__file__).resolve().parent
PARTNERCLI = Path(sys.executable).with_name("partnercli")
TODAY = "2026-11-01"
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
NEW_WORK = 10_000
"""Sales and rows that come into a store which is there already."""
CLASSES = "paid awaiting pending underpaid overpaid declined missing not_due unknown duplicate ambiguous".split()


class Bench:
    """One run's places: a scratch folder, the interpreter that has partnercli, the one that has the other libraries."""

    def __init__(self, scratch: Path, rivals: str) -> None:
        self.scratch, self.rivals = scratch, rivals
        scratch.mkdir(parents=True, exist_ok=True)

    def files(self, size: int, first: int = 0) -> Path:
        """The folder with the generated files, made when it is not there yet."""
        folder = self.scratch / f"files-{size}-{first}"
        if not (folder / "truth.json").exists():
            words = [sys.executable, HERE / "generate.py", folder, "--sales", str(size), "--first", str(first)]
            subprocess.run([str(word) for word in words], check=True)
        return folder

    def partnercli(self, store: Path, *words: str | Path) -> Cost:
        """One command of ours on this store, off a terminal, on the benchmark's day."""
        env = {"PARTNERCLI_DB": str(store), "PARTNERCLI_TODAY": TODAY, "PARTNERCLI_LANG": "en"}
        return measure([PARTNERCLI, *words], env)

    def fresh_store(self, name: str, files: Path) -> Path:
        """A store that knows the programs and nothing else."""
        store = _fresh(self.scratch / name)
        self.partnercli(store, "init")
        self.partnercli(store, "program", "apply", files / "programs.yaml")
        return store

    def read_in(self, store: Path, files: Path) -> list[Cost]:
        """Import the sales, import the rows, reconcile: three processes."""
        return [
            self.partnercli(store, "lead", "import", files / "sales.csv"),
            self.partnercli(store, "import", files / "rows.csv"),
            self.partnercli(store, "reconcile"),
        ]

    def rival(self, script: str, *words: str | Path, interpreter: str | None = None) -> Cost | None:
        """Another way to do the job; None where its library is not installed."""
        try:
            return measure([interpreter or sys.executable, HERE / "rivals" / script, *words])
        except Failed as failed:
            if "ModuleNotFoundError" in str(failed):
                return None
            raise


def bulk(bench: Bench, name: str, rounds: int) -> None:
    """Files to classes, kept: ours and the bare script; in memory: the others."""
    files = bench.files(SIZES[name])
    truth = json.loads((files / "truth.json").read_text())
    ours: list[list[Cost]] = []
    others: dict[str, list[Cost]] = {}
    for _ in range(rounds):
        result = _fresh(bench.scratch / "bare.duckdb")
        bare = bench.rival("bare_duckdb.py", files, result)
        _keep(others, "bare DuckDB script, kept", bare)
        ours.append(bench.read_in(bench.fresh_store(f"store-{name}.duckdb", files), files))
        _keep(others, "polars, in memory", bench.rival("polars_frames.py", files, bench.scratch / "polars.parquet"))
        for title, script in (
            ("pandas, in memory", "pandas_frames.py"),
            ("datacompy, id join alone", "datacompy_join.py"),
        ):
            _keep(others, title, bench.rival(script, files, bench.scratch / "rival.csv", interpreter=bench.rivals))
    middle = sorted(ours, key=lambda steps: sum(step.wall for step in steps))[rounds // 2]
    total = middle[0] + middle[1] + middle[2]
    base = typical(others["bare DuckDB script, kept"])
    rows = [_line("partnercli, kept", total, base, _same(_classes(middle[2].out), truth))]
    rows += [
        _line(f"· {step}", cost, base)
        for step, cost in zip(("lead import", "import", "reconcile"), middle, strict=True)
    ]
    for title, costs in others.items():
        if costs:
            said = json.loads(typical(costs).out)
            verdict = (
                _same(said, truth) if set(said) <= set(CLASSES) else ", ".join(f"{k} {n}" for k, n in said.items())
            )
            rows.append(_line(title, typical(costs), base, verdict))
        else:
            rows.append([title, "-", "-", "-", "-", "-", "not installed"])
    title = f"{name} sales x {name} network rows: CSV to classes (median of {rounds})"
    _table(title, ["", "wall s", "CPU s", "peak MB", "wall x bare", "CPU x bare", "classes"], rows)


def intake(bench: Bench, name: str, rounds: int) -> None:
    """One clean file of twelve columns: read, converted, keyed and stored, beside its bare text in a database."""
    rows = bench.files(SIZES[name]) / "rows.csv"
    ours: list[Cost] = []
    bare: list[Cost] = []
    for _ in range(rounds):
        _keep({"": bare}, "", bench.rival("bare_text.py", rows, _fresh(bench.scratch / "text.duckdb")))
        store = bench.fresh_store(f"intake-{name}.duckdb", rows.parent)
        ours.append(bench.partnercli(store, "import", rows))
        again = bench.partnercli(store, "import", "--again", rows)
    base = typical(bare)
    lines = [_line("import", typical(ours), base), _line("import --again (all the same)", again, base)]
    lines.append(_line("bare DuckDB, text kept", base, base))
    title = f"Import of {SIZES[name]:,} rows of 12 columns, {rows.stat().st_size >> 20} MB (median of {rounds})"
    _table(title, ["", "wall s", "CPU s", "peak MB", "wall x bare", "CPU x bare", ""], lines)


def new_work(bench: Bench, small: str, large: str, rounds: int) -> None:
    """10,000 new sales and rows into a store that holds few, and into one that holds many."""
    fresh = bench.files(NEW_WORK, first=50_000_000)
    costs: dict[str, list[list[Cost]]] = {small: [], large: []}
    for name in (small, large):
        full = bench.scratch / f"store-{name}.duckdb"
        if not full.exists():
            bench.read_in(bench.fresh_store(full.name, bench.files(SIZES[name])), bench.files(SIZES[name]))
    for _ in range(rounds):
        for name, runs in costs.items():
            store = _fresh(bench.scratch / "growing.duckdb")
            shutil.copyfile(bench.scratch / f"store-{name}.duckdb", store)
            runs.append(bench.read_in(store, fresh))
    rows = []
    for at, step in enumerate(("lead import", "import", "reconcile", "all three")):
        pair = [typical([_step(steps, at) for steps in costs[name]]) for name in (small, large)]
        ratio = [_ratio(pair[1].wall, pair[0].wall), _ratio(pair[1].cpu, pair[0].cpu)]
        rows.append([step, *(f"{cost.wall:.2f}" for cost in pair), *(f"{cost.cpu:.2f}" for cost in pair), *ratio])
    head = ["", f"wall s at {small}", f"at {large}", f"CPU s at {small}", f"at {large}", "wall x", "CPU x"]
    _table(
        f"New work: {NEW_WORK:,} sales and rows into a store of {small} and of {large} (median of {rounds})", head, rows
    )


def startup(bench: Bench, rounds: int) -> None:
    """The price of one command, least CPU of many runs, in turns so that a busy minute hits all alike."""
    store = bench.fresh_store("small.duckdb", bench.files(1_000))
    bench.read_in(store, bench.files(1_000))
    script = _fresh(bench.scratch / "script.duckdb")
    python = sys.executable
    complete = {
        "_PARTNERCLI_COMPLETE": "complete_bash",
        "COMP_WORDS": "partnercli lead add --program ",
        "COMP_CWORD": "4",
    }

    def completion() -> Cost:
        env = {"PARTNERCLI_DB": str(store), **complete}
        return measure([PARTNERCLI], env)

    def insert(turn: int) -> Cost | None:
        words = (
            "--db",
            script,
            "--program",
            "prog00",
            "--name",
            f"Anna {turn}",
            "--email",
            f"anna{turn}@script.example",
        )
        return bench.rival("argparse_insert.py", *words)

    def lead_add(turn: int) -> Cost:
        return bench.partnercli(
            store, "lead", "add", "--program", "prog00", "--name", f"Anna {turn}", "--email", f"anna{turn}@new.example"
        )

    turns: dict[str, Callable[[int], Cost | None]] = {
        "argparse + duckdb script, one insert": insert,
        "lead add": lead_add,
        "--help": lambda _: bench.partnercli(store, "--help"),
        "report income": lambda _: bench.partnercli(store, "report", "income"),
        "completion of --program": lambda _: completion(),
        "python -c pass": lambda _: measure([python, "-c", "pass"]),
        "python -c 'import duckdb'": lambda _: measure([python, "-c", "import duckdb"]),
    }
    costs: dict[str, list[Cost]] = {name: [] for name in turns}
    for turn in range(rounds):
        for name, act in turns.items():
            _keep(costs, name, act(turn))
    base = least(costs["argparse + duckdb script, one insert"])
    rows = []
    for name, runs in costs.items():
        best = least(runs)
        quickest = min(run.wall for run in runs)
        rows.append(
            [name, f"{best.cpu * 1000:.0f}", f"{quickest * 1000:.0f}", f"{best.memory:.0f}", _ratio(best.cpu, base.cpu)]
        )
    _table(f"Start-up (least of {rounds})", ["", "CPU ms", "wall ms", "peak MB", "CPU x script"], rows)


def _fresh(path: Path) -> Path:
    for old in (path, path.with_name(path.name + ".wal")):
        old.unlink(missing_ok=True)
    return path


def _keep(costs: dict[str, list[Cost]], name: str, cost: Cost | None) -> None:
    costs.setdefault(name, []).extend([cost] if cost else [])


def _step(steps: Sequence[Cost], at: int) -> Cost:
    return steps[at] if at < len(steps) else steps[0] + steps[1] + steps[2]


def _classes(told: str) -> dict[str, int]:
    """Cases per class from the plain output of `reconcile`: class, currency, count, sums."""
    found: dict[str, int] = {}
    for words in (line.split() for line in told.splitlines()):
        if len(words) > 2 and words[0] in CLASSES:
            found[words[0]] = found.get(words[0], 0) + int(words[2])
    return found


def _same(found: dict[str, int], truth: dict[str, int]) -> str:
    wrong = [name for name in CLASSES if found.get(name, 0) != truth.get(name, 0)]
    return f"WRONG: {', '.join(wrong)}" if wrong else "as planted"


def _line(name: str, cost: Cost, base: Cost, verdict: str = "") -> list[str]:
    times = [f"{cost.wall:.2f}", f"{cost.cpu:.2f}", f"{cost.memory:.0f}"]
    return [name, *times, _ratio(cost.wall, base.wall), _ratio(cost.cpu, base.cpu), verdict]


def _ratio(value: float, base: float) -> str:
    return f"{value / base:.2f}"


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A Markdown table that reads well in a terminal too."""
    widths = [max(len(line[at]) for line in (head, *rows)) for at in range(len(head))]
    print(f"\n{title}\n")
    for line in (head, ["-" * width for width in widths], *rows):
        cells = (
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure partnercli.")
    parser.add_argument(
        "--size", choices=SIZES, default="100k", help="sales and rows of the bulk, and of the large store"
    )
    parser.add_argument("--only", choices=("intake", "bulk", "new", "startup"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--rivals", default=sys.executable, metavar="PYTHON", help="interpreter that has pandas and datacompy"
    )
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "partnercli-benchmarks")
    given = parser.parse_args()
    bench = Bench(given.scratch, given.rivals)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}", flush=True)
    if given.only in (None, "intake"):
        intake(bench, given.size, given.rounds)
    if given.only in (None, "bulk"):
        bulk(bench, given.size, given.rounds)
    if given.only in (None, "new") and given.size != "10k":
        new_work(bench, "10k", given.size, given.rounds)
    if given.only in (None, "startup"):
        startup(bench, max(7, given.rounds))


if __name__ == "__main__":
    main()
