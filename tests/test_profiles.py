"""Golden pairs: an export in its true form, and the records and refusals that its profile makes of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from partnercli.intake.catalogue import SHIPPED
from partnercli.intake.golden import Pair, pairs

GOLDEN = Path(__file__).parent / "golden" / "profiles"
PAIRS = list(pairs(GOLDEN))


def made_of(export: Path) -> str:
    """What intake reads from the file, as stable JSON."""
    return Pair(export).made()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.export.stem)
def test_a_profile_makes_these_records_of_its_export(pair: Pair) -> None:
    made = pair.made()
    if os.environ.get("UPDATE_GOLDEN"):
        pair.golden.write_text(made, encoding="utf-8")
    assert made == pair.expected()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.export.stem)
def test_the_export_is_claimed_by_its_own_profile_alone_and_shows_what_it_should(pair: Pair) -> None:
    told = json.loads(pair.made())
    assert told["profile"] == pair.export.stem
    assert told["records"]
    assert told["rejects"], "a golden export has rows that are refused"


def test_every_profile_has_its_golden_pair_and_its_source() -> None:
    exports = {pair.export.name for pair in PAIRS}
    assert {pair.export.stem for pair in PAIRS} == {path.stem for path in SHIPPED.glob("*.yaml")}
    assert {path.name.removesuffix(".golden.json") for path in GOLDEN.glob("*.golden.json")} == exports
    sources = (GOLDEN / "SOURCES.md").read_text(encoding="utf-8")
    assert [name for name in sorted(exports) if f"`{name}`" not in sources] == []
