"""The sample partner's planted truth: reconcile finds exactly that, nothing more and nothing less."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from conftest import SAMPLE, TODAY, Desk, tables
from partnercli.cli.demo import EXPORTS

TRUTH: dict[str, Any] = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
FINDS = {
    "untracked": ("sale", "missing"),
    "underpaid": ("sale", "underpaid"),
    "overpaid": ("sale", "overpaid"),
    "declined": ("sale", "declined"),
    "reversed": ("sale", "declined"),
    "ambiguous": ("sale", "ambiguous"),
    "duplicate": ("row", "duplicate"),
    "unknown": ("row", "unknown"),
}
"""Which class a planted trouble must come out as, and whether the sale or the network's row carries it."""


class Found:
    """What reconcile says about the sample, in the words of `truth.json`: leads by their ids, rows by transaction ids."""

    def __init__(self, store: Path) -> None:
        desk = Desk(store.parent, {"PARTNERCLI_DB": str(store)})
        self.answer = desk("reconcile", "--json").json()
        state = tables(desk.fact("export", "--canonical"))
        lead_key = {f"L{lead['id']}": lead["key"].rsplit("=", 1)[1] for lead in state["lead"]}
        row_key = {f"R{row['id']}": row["transaction_id"] for row in state["network_row"] if row["current"]}
        of_sale = {case["sale"]: case["class"] for case in self.answer["rows"] if case["id"].startswith("S")}
        self.late, self.stuck = (
            {
                lead_key[case["lead"]]
                for case in self.answer["rows"]
                if case["class"] == word and (case["days"] or 0) > 0
            }
            for word in ("awaiting", "pending")
        )
        self.sales = {
            lead_key[case["lead"]]: case["class"] for case in self.answer["rows"] if case["id"].startswith("S")
        }
        self.rows = {row_key[case["id"]]: case["class"] for case in self.answer["rows"] if case["id"].startswith("R")}
        for link in state["link"]:
            if link["role"] in ("main", "part"):
                self.rows[row_key[f"R{link['row_id']}"]] = of_sale[f"S{link['sale']}"]
        self.rows_in_the_store = sorted(row_key.values())


def _transaction(row: str) -> str:
    """`awin.csv:1498200311` -> `1498200311`."""
    return row.split(":", 1)[1]


@pytest.fixture(scope="module")
def found(demo_store: Path) -> Found:
    return Found(demo_store)


def test_every_sale_has_the_class_that_was_told(found: Found) -> None:
    assert found.sales == TRUTH["sales"]


def test_every_network_row_has_the_class_that_was_told(found: Found) -> None:
    assert found.rows == {_transaction(row): word for row, word in TRUTH["rows"].items()}
    assert found.rows_in_the_store == sorted(found.rows)


def test_the_planted_troubles_are_found_and_no_others(found: Found) -> None:
    planted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in TRUTH["planted"]:
        if item["trouble"] in FINDS:
            kind, word = FINDS[item["trouble"]]
            planted[kind, word].add(item["lead"] if kind == "sale" else _transaction(item["row"]))
    for (kind, word), expected in planted.items():
        classes = found.sales if kind == "sale" else found.rows
        assert {key for key, name in classes.items() if name == word} == expected, word
    assert {word for _, word in planted} | {"paid", "awaiting", "pending", "not_due"} == {*found.sales.values()} | {
        *found.rows.values()
    }


def test_money_is_late_and_rows_are_stuck_where_it_was_planted_and_nowhere_else(found: Found) -> None:
    for trouble, leads in (("late", found.late), ("stuck", found.stuck)):
        assert leads == {item["lead"] for item in TRUTH["planted"] if item["trouble"] == trouble}, trouble


def test_the_program_that_stopped_paying_owes_what_was_planted(found: Found) -> None:
    (stopped,) = (item for item in TRUTH["planted"] if item["trouble"] == "stopped_paying")
    late = [
        Decimal(case["actual"])
        for case in found.answer["rows"]
        if case["program"] == stopped["program"] and case["class"] == "awaiting" and (case["days"] or 0) > 0
    ]
    assert (sum(late), len(late)) == (Decimal(stopped["amount"]), 8)


def test_counts_and_sums_of_the_classes_are_those_of_the_cases(found: Found) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    expected: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    actual: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for case in found.answer["rows"]:
        key = case["class"], case["currency"]
        counts[key] += 1
        expected[key] += Decimal(case["expected"] or 0)
        actual[key] += Decimal(case["actual"] or 0)
    for line in found.answer["summary"]:
        key = line["class"], line["currency"]
        assert (line["count"], Decimal(line["expected"]), Decimal(line["actual"])) == (
            counts.pop(key), expected[key], actual[key],
        ), key  # fmt: skip
    assert not counts
    told = {
        (word, currency): number
        for word, by_currency in TRUTH["totals"]["sales"].items()
        for currency, number in by_currency.items()
    }
    assert {(it["class"], it["currency"]): it["sales"] for it in found.answer["summary"] if it["sales"]} == told


def test_the_statement_says_of_every_payment_what_was_told(demo_desk: Desk) -> None:
    payments = demo_desk("report", "payments", "--json").json()["rows"]
    assert {row["reference"]: row["class"] for row in payments if row["class"] != "waiting"} == TRUTH["bank"]["payments"]
    lines = sorted(demo_desk("report", "receipts", "--json").json()["rows"], key=lambda row: int(row["from"].split(":")[1]))
    assert [row["class"] for row in lines] == list(TRUTH["bank"]["receipts"].values())
    found = {row["id"] for row in demo_desk("findings", "list", "--json").json()["rows"]}
    assert {id_.split("-")[0] for id_ in found} & {"NOT_RECEIVED", "SHORT_PAYMENT", "UNEXPLAINED_RECEIPT"} == {
        "NOT_RECEIVED", "UNEXPLAINED_RECEIPT"
    }  # fmt: skip
    steps = {row["step"]: row["program"] for row in demo_desk("report", "chain", "--json").json()["rows"] if row["paid_on"]}
    assert steps["received"] and steps.get("paid", "fitgear") == "fitgear"


def test_reading_the_whole_sample_again_changes_nothing(demo_desk: Desk) -> None:
    before = tables(demo_desk.state())
    demo_desk.fact("program", "apply", "programs.yaml")
    demo_desk.fact("lead", "import", "leads.csv")
    demo_desk.fact("import", *EXPORTS)
    demo_desk.fact("reconcile", "-q")
    after = tables(demo_desk.state())
    for journal in ("entry", "import_file", "sighting", "reconciled", "trace", "seal"):
        before.pop(journal), after.pop(journal)
    assert after == before


def test_the_demo_is_made_of_all_files() -> None:
    assert {*EXPORTS, "leads.csv"} == {path.name for path in SAMPLE.glob("*.csv")}


def test_the_demo_shows_the_day_the_truth_was_told_for() -> None:
    assert TRUTH["today"] == TODAY


def test_the_sample_is_what_its_maker_makes() -> None:
    done = subprocess.run(
        [sys.executable, str(SAMPLE / "make.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
