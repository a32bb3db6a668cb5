"""A desk with a job: a store with one program, a folder of exports, and a job file that reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Desk
from partnercli.cli.run import Run

LEADS = """\
id,date,name,email,program,status,order,amount,sale_date
a,2026-09-01,Ann,ann@example.com,shop,customer,A-1,1000.00,2026-09-01
b,2026-09-02,Bob,bob@example.com,shop,customer,A-2,1100.00,2026-09-02
"""
ROWS = """\
transaction,date,program,order,status,amount,commission,currency,paid,updated
1,2026-09-02,shop,A-2,paid,1100.00,80.00,RUB,2026-10-10,2026-10-10
"""
MORE = """\
transaction,date,program,order,status,amount,commission,currency,paid,updated
7,2026-09-08,shop,X-9,paid,500.00,50.00,RUB,2026-10-10,2026-10-10
"""
JOB = """\
import:
  - files: exports/*.csv
"""


@pytest.fixture
def job_desk(desk: Desk) -> Desk:
    """S1 is missing at the network and S2 is paid too little: two findings once `job.yaml` has run."""
    desk.fact("init")
    desk.fact("program", "add", "shop", "--network", "direct", "--rate", "10%", "--hold", "20", "--claim-window", "90")
    (desk.folder / "exports").mkdir()
    (desk.folder / "exports" / "leads.csv").write_text(LEADS)
    (desk.folder / "exports" / "rows.csv").write_text(ROWS)
    write_job(desk, JOB)
    return desk


def in_process(desk: Desk) -> Run:
    """A run at the desk inside this process, where a test can put itself in the way."""
    return Run({"db": desk.folder / "store.duckdb", "today": "2026-11-01", "quiet": True})


def write_job(desk: Desk, text: str) -> Path:
    """Make this the job of the desk."""
    (desk.folder / "job.yaml").write_text(text, encoding="utf-8")
    return desk.folder / "job.yaml"
