"""The promises scripts, cron and other programs stand on. Names may gain siblings; these do not change meaning."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import ROOT, Desk

FLAGS = {
    "program add": "--name --network --account --currency --rate --flat --hold --pay-day --minimum --claim-window --from",
    "channel add": "--name --utm-source --utm-medium --utm-campaign",
    "lead add": "--program --channel --name --email --phone --date --status --reason --order --amount --click --interest"
    " --value --next --owner --note",
    "sale add": "--lead --amount --date --order",
    "payout add": "--program --network --amount --currency --date --reference",
    "import": "--profile --account --encoding --dry-run --strict",
    "reconcile": "--period --program --exit-code --json",
    "report": "--period --by --program --channel --currency",
    "backup": "--keep --encrypt --dry-run",
    "restore": "--identity --yes --dry-run",
    "export": "--canonical --parquet --csv",
}
COMMANDS = [
    "init", "demo", "check", "explain", "completion", "help", "imports list", "imports show",
    "program list", "program show", "program edit", "program archive", "program apply", "program dump", "channel list",
    "channel edit", "lead list", "lead show", "lead edit", "lead status", "lead note", "lead import", "sale list",
    "sale show", "sale edit", "payout list", "payout show",
]  # fmt: skip
LISTS = [
    "program list", "channel list", "lead list", "sale list", "payout list", "imports list", "report", "report income",
    "report channels", "report missing", "reconcile", "explain S12", "lead show L1", "program show okna", "imports show I5",
    "check",
]  # fmt: skip
CASE = {
    "id", "class", "program", "channel", "lead", "sale", "network_row", "expected", "actual", "currency", "date", "days",
    "tier", "reason",
}  # fmt: skip
CLASSES = {
    "paid", "awaiting", "pending", "underpaid", "overpaid", "declined", "missing", "not_due", "unknown", "duplicate",
    "ambiguous",
}  # fmt: skip
MONEY = {
    "amount",
    "expected",
    "actual",
    "pending",
    "validated",
    "paid",
    "gap",
    "average_sale",
    "value",
    "flat",
    "minimum",
}
EVERYWHERE = "--db --today --wait --quiet --debug --help"


@pytest.mark.parametrize("command", [*FLAGS, *COMMANDS])
def test_a_command_has_its_flags_and_its_help_opens_with_an_example(command: str, desk: Desk) -> None:
    text = desk.fact(*command.split(), "-h")
    flags = set(re.findall(r"--[a-z-]+", text))
    assert {*FLAGS.get(command, "").split(), *EVERYWHERE.split()} <= flags
    assert f"$ partnercli {command.split(maxsplit=1)[0]}" in text


@pytest.mark.parametrize("command", LISTS)
def test_what_lists_answers_in_json_with_rows_and_in_csv(command: str, demo_desk: Desk) -> None:
    answer = demo_desk(*command.split(), "--json").json()
    assert (answer["schema_version"], type(answer["rows"])) == (1, list)
    for row in answer["rows"]:
        for word in MONEY & row.keys():
            assert row[word] is None or re.fullmatch(r"-?\d+\.\d{2,4}", row[word]), (word, row)
    header, *rows = csv.reader(io.StringIO(demo_desk.fact(*command.split(), "--csv")))
    assert len(rows) == len(answer["rows"])
    assert not answer["rows"] or header == list(answer["rows"][0])
    assert [json.loads(line) for line in demo_desk.fact(*command.split(), "--format", "jsonl").splitlines()] == answer[
        "rows"
    ]


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl"])
@pytest.mark.parametrize("command", ["reconcile", "report missing", "explain S12", "lead show L1", "imports list"])
def test_formats_for_programs_are_the_same_in_both_languages(command: str, form: str, demo_desk: Desk) -> None:
    english, russian = (demo_desk(*command.split(), "--format", form, PARTNERCLI_LANG=it) for it in ("en", "ru"))
    assert english.out == russian.out
    assert english.out


def test_reconcile_json_has_a_summary_that_adds_up(demo_desk: Desk) -> None:
    answer = demo_desk("reconcile", "--json").json()
    assert all(row.keys() >= CASE for row in answer["rows"])
    assert {row["class"] for row in answer["rows"]} <= CLASSES
    assert all(line.keys() >= {"class", "currency", "count", "amount"} for line in answer["summary"])
    assert sum(line["count"] for line in answer["summary"]) == len(answer["rows"])
    for line in answer["summary"]:
        cases = [row for row in answer["rows"] if (row["class"], row["currency"]) == (line["class"], line["currency"])]
        assert Decimal(line["actual"]) == sum(Decimal(row["actual"] or 0) for row in cases)


def test_import_json_tells_each_file_and_each_refused_row(demo_desk: Desk) -> None:
    (demo_desk.folder / "rows.csv").write_text(
        "transaction,date,program,status,commission,currency\n1,2026-10-01,okna,paid,1.50,RUB\n2,2026-10-01,okna,odd,1,RUB\n"
    )
    answer = demo_desk("import", "rows.csv", "awin.csv", "--json").json()
    assert answer["rows"] == [
        {"file": "rows.csv", "import": answer["rows"][0]["import"], "profile": "neutral_rows", "read": 2, "new": 1,
         "changed": 0, "same": 0, "rejected": 1, "totals": {"RUB": "1.50"}},
        {"file": "awin.csv", "import": answer["rows"][1]["import"], "profile": "awin_transactions_api", "read": 47,
         "new": 0, "changed": 0, "same": 47, "rejected": 0, "totals": {"EUR": "458.78"}},
    ]  # fmt: skip
    (reject,) = answer["rejects"]
    assert (reject["line"], reject["raw"]) == (3, "2,2026-10-01,okna,odd,1,RUB")
    assert "'odd'" in reject["reason"]
    russian = demo_desk("import", "rows.csv", "--json", PARTNERCLI_LANG="ru").json()
    assert russian["rejects"] == answer["rejects"]


@pytest.mark.parametrize(
    "command",
    ["init", "import awin.csv", "reconcile", "lead add --program okna --name Ann", "lead note L1 hello", "sale edit S1 --amount 5",
     "payout add --program okna --amount 5", "program archive okna", "check", "report income -o income.csv"],
)  # fmt: skip
def test_quiet_says_nothing_on_success(command: str, demo_desk: Desk) -> None:
    done = demo_desk(*command.split(), "-q")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_standard_error_never_mixes_into_data(demo_desk: Desk) -> None:
    demo_desk.fact("lead", "add", "--program", "okna", "--name", "Ann", "--status", "customer", "--amount", "5")
    done = demo_desk("report", "income", "--json")
    assert "reconcile" in done.err
    json.loads(done.out)


def test_in_a_pipe_nothing_is_cut_or_coloured(demo_desk: Desk) -> None:
    long = "А" * 300
    demo_desk.fact("lead", "add", "--program", "okna", "--name", long)
    out = demo_desk("lead", "list", COLUMNS="40", FORCE_COLOR="").out
    assert long in out
    assert "…" not in out
    assert "\x1b" not in out


def test_exit_codes(demo_desk: Desk, tmp_path: Path) -> None:
    codes = {
        "partnercli check": 0,
        "partnercli nosuch": 2,
        "partnercli --db nosuch.duckdb check": 2,
        "partnercli reconcile -q --exit-code": 3,
        "partnercli reconcile -q": 0,
        "partnercli import /dev/null": 4,
        "set -o pipefail; partnercli export --canonical | head -1": 141,
        "set -o pipefail; partnercli lead list --json | head -1": 141,
    }
    done = {command: demo_desk.shell(command) for command in codes}
    assert {command: it.code for command, it in done.items()} == codes
    assert not any("Traceback" in it.err for it in done.values())
    assert "141" in demo_desk.fact("help", "exit-codes")


def test_a_closed_pipe_is_left_quietly(demo_desk: Desk) -> None:
    assert demo_desk.shell("partnercli export --canonical | head -1").err == ""


def test_ids_are_stable_between_runs(demo_desk: Desk) -> None:
    first, second = (demo_desk("reconcile", "--json").out for _ in range(2))
    assert first == second


def test_the_version_is_that_of_the_package(desk: Desk) -> None:
    assert (
        desk.fact("--version").strip()
        == "partnercli " + re.findall(r'__version__ = "(.*)"', (ROOT / "src/partnercli/__init__.py").read_text())[0]
    )
