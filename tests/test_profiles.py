"""Golden pairs: an export in its true form, and the records and refusals that its profile makes of it."""

from __future__ import annotations

import io
import json
import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from partnercli import intake
from partnercli.intake.profile import SHIPPED
from partnercli.intake.source import read_source

GOLDEN = Path(__file__).parent / "golden" / "profiles"
EXPORTS = sorted(path for path in GOLDEN.iterdir() if path.suffix in (".csv", ".xlsx"))


def spelled(value: object) -> object:
    """Exact types by their text: amounts with their four decimals, days and moments in ISO."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def made_of(export: Path) -> str:
    """What intake reads from the file, as stable JSON; cells that say nothing are left out."""
    records = intake.read(read_source(str(export), io.BytesIO()))
    told: dict[str, Any] = {
        "profile": records.profile.name,
        "encoding": records.encoding,
        "read": records.read,
        "records": [
            {name: value for name, value in row.items() if value not in (None, [])}
            for row in records.frame.iter_rows(named=True)
        ],
        "rejects": [
            {"line": reject.line, "code": reject.problem.code, "facts": dict(reject.problem.facts), "raw": reject.raw}
            for reject in records.rejects
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, default=spelled) + "\n"


@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.stem)
def test_a_profile_makes_these_records_of_its_export(export: Path) -> None:
    golden = export.with_suffix(".json")
    made = made_of(export)
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.stem)
def test_the_export_is_claimed_by_its_own_profile_and_shows_what_it_should(export: Path) -> None:
    told = json.loads(made_of(export))
    assert told["profile"] == export.stem
    assert told["rejects"], "a golden export has rows that are refused"
    words = {(row.get("states"), row.get("payment")) for row in told["records"]}
    assert len(words) >= 3, "a golden export has rows in several states"


def test_every_profile_has_its_golden_pair_and_its_source() -> None:
    profiles = {path.stem for path in SHIPPED.glob("*.yaml")}
    assert {path.stem for path in EXPORTS} == {path.stem for path in GOLDEN.glob("*.json")} == profiles
    sources = (GOLDEN / "SOURCES.md").read_text(encoding="utf-8")
    assert [path.name for path in EXPORTS if f"`{path.name}`" not in sources] == []
