"""Golden pairs: an export and what its profile makes of it, as text to be read and compared."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from partnercli import intake
from partnercli.intake.catalogue import profiles
from partnercli.intake.source import read_source

SUFFIX = ".golden.json"
_NO_EXPORT = (SUFFIX, ".md", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Pair:
    """An export and the place of its expectation, which may not exist yet."""

    export: Path

    @property
    def golden(self) -> Path:
        return self.export.with_name(self.export.name + SUFFIX)

    def expected(self) -> str | None:
        """What stands in the golden file; None when there is none."""
        return self.golden.read_text(encoding="utf-8") if self.golden.exists() else None

    def made(self) -> str:
        """What intake makes of the export today. Raises as `intake.read`.

        A profile that never claims a file is the one the export is named after.
        """
        by_name = {profile.name for profile in profiles() if not profile.recognise}
        name = self.export.name.split(".")[0]
        records = intake.read(read_source(str(self.export), io.BytesIO()), profile=name if name in by_name else None)
        return told(records)


def pairs(folder: Path) -> Iterator[Pair]:
    """The exports of a folder and of those below it, by name. Profiles, notes and expectations are no exports."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith(_NO_EXPORT) and not path.name.startswith("."):
            yield Pair(path)


def told(records: intake.Records) -> str:
    """The records and refusals as stable JSON; cells that say nothing are left out, amounts are exact."""
    said: dict[str, Any] = {"profile": records.profile.name, "encoding": records.encoding, "read": records.read}
    if records.ignored:
        said["ignored"] = records.ignored
    said["records"] = [
        {name: value for name, value in row.items() if value not in (None, []) and name != "content"}
        for frame in records.frames
        for row in frame.iter_rows(named=True)
    ]
    said["rejects"] = [
        {"line": reject.line, "code": reject.problem.code, "facts": dict(reject.problem.facts), "raw": reject.raw}
        for reject in records.rejects
    ]
    return json.dumps(said, ensure_ascii=False, indent=1, default=_spelled) + "\n"


def difference(expected: str | None, made: str) -> str | None:
    """The first line in which they differ, as `line N: expected → made`; None when they are the same."""
    if expected == made:
        return None
    before, now = (expected or "").splitlines(), made.splitlines()
    for number, (one, other) in enumerate(zip(before, now, strict=False), start=1):
        if one != other:
            return f"{number}: {one.strip()} → {other.strip()}"
    return f"{min(len(before), len(now)) + 1}: {len(before)} → {len(now)}"


def _spelled(value: object) -> object:
    """Exact types by their text: amounts with their four decimals, days and moments in ISO."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
