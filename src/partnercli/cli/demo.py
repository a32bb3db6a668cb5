"""`partnercli demo`: a believable partner's store from `sample_data`, reconciled, with the reports on screen."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from partnercli import files
from partnercli.cli.run import Run
from partnercli.errors import UsageError
from partnercli.i18n import _

TODAY = date(2026, 11, 1)
"""The day the sample stands at: fixed, so that every demo shows the same figures."""
EXPORTS = (
    "awin.csv", "cj.csv", "impact_2026-09.csv", "impact_2026-10.csv", "admitad.csv", "direct_ru.csv", "payouts.csv",
    "admitad_payouts.csv", "bank.csv",
)  # fmt: skip


def sample_data() -> Path:
    """The folder of sample files: inside the installed package, or beside `src` in a checkout."""
    here = Path(__file__).resolve().parent.parent
    for place in (here / "sample_data", here.parent.parent / "sample_data"):
        if (place / "programs.yaml").is_file():
            return place
    raise UsageError("sample_data_missing")


def show_demo(run: Run, directory: Path | None) -> None:
    """Make the demo store anew in `directory`, a place of its own by default, and show what it tells."""
    from partnercli import reports
    from partnercli.cli.declared import apply_file
    from partnercli.cli.importing import Wishes, import_files
    from partnercli.reconcile import refresh
    from partnercli.settings import default_db
    from partnercli.store.store import create

    home = directory or default_db().parent / "demo"
    place = home / "partnercli.duckdb"
    _start_over(place)
    create(place)
    inner = Run({"db": place, "today": TODAY.isoformat(), "quiet": True})
    data = sample_data()
    apply_file(inner, data / "programs.yaml")
    import_files(inner, [str(data / "leads.csv")], Wishes(kinds=("leads",)))
    import_files(inner, [str(data / name) for name in EXPORTS], Wishes())
    with inner.store(write=True) as store:
        refresh(store)
        tables = [reports.reconciled(store, {}, rows=False)]
        tables += [reports.report(store, name) for name in ("income", "channels", "missing")]
    for table in tables:
        if not run.structured:
            print(f"\n{_(table.title)}" if not os.isatty(1) else "")
        run.show(table)
    run.say("")
    run.say(_("The demo store is {path}; its today is {today}.").format(path=place, today=TODAY))
    run.say(_("Try: partnercli --db {path} --today {today} explain S12").format(path=place, today=TODAY))


def _start_over(place: Path) -> None:
    """A demo is made anew; nothing but a demo's own file is ever removed."""
    mark = place.with_name(".partnercli-demo")
    if place.exists() and not mark.exists():
        raise UsageError("demo_place_taken", path=place)
    try:
        files.folder(place.parent)
        mark.touch()
        for old in (place, place.with_name(place.name + ".wal")):
            old.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError("directory_read_only", path=place.parent) from error
