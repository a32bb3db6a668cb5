"""What `doctor` looks at. It changes nothing and asks no network, and no question stops the others.

A line is about one topic: ok, warning (worth a look) or problem (something does not work), and says what to do.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Literal

from partnercli import errors, settings
from partnercli.cli.run import Run
from partnercli.domain.problem import Problem
from partnercli.errors import PartnerError
from partnercli.i18n import language

State = Literal["ok", "warning", "problem"]
LIBRARIES = ("duckdb", "polars")
EXTRAS = {"mt940": "mt-940", "age": "pyrage", "notify": "apprise"}
"""Each extra of ours and the distribution it brings."""
OLD_IMPORT = 35
"""Days after which the last import of a network is old: a month's export is overdue."""
OLD_BACKUP = 8
"""Days after which the last backup is old: what was entered since would be lost with the disk."""
LITTLE, TOO_LITTLE = 500 << 20, 50 << 20
"""Free bytes beside the store below which there is a warning, and a problem."""
_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Line:
    topic: str
    state: State
    what: Problem


def examine(run: Run) -> list[Line]:
    """Every line, topic by topic. A topic that cannot be looked at is a problem of its own."""
    lines: list[Line] = []
    settled = usable(run)
    topics: tuple[tuple[str, Callable[[Run], Iterator[Line]]], ...] = (
        ("versions", _versions), ("extras", _extras), ("configuration", _configuration), ("profiles", _profiles),
        ("language", _language), ("store", _store), ("backups", _backups), ("disk", _disk), ("completion", _completion), ("schedule", _schedule),
    )  # fmt: skip
    for topic, look in topics:
        try:
            lines.extend(look(run if look is _configuration else settled))
        except Exception as error:
            lines.append(Line(topic, "problem", _placed(error)))
    return lines


def _line(topic: str, state: State, code: str, **facts: object) -> Line:
    return Line(topic, state, Problem(code, facts))


def _placed(error: Exception) -> Problem:
    """The error as a line has it: its place, where it has one, before what is wrong."""
    problem, _code = errors.told(error)
    where = getattr(error, "where", "")
    return Problem(problem.code, {**problem.facts, "column": where}) if where else problem


def _versions(_run: Run) -> Iterator[Line]:
    from partnercli import __version__

    found = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    python = ".".join(map(str, sys.version_info[:3]))
    yield _line(
        "versions", "ok", "doctor_versions", own=__version__, python=python, libraries=found, program=sys.argv[0]
    )


def _extras(_run: Run) -> Iterator[Line]:
    have = [extra for extra, name in EXTRAS.items() if _installed(name)]
    lack = [extra for extra in EXTRAS if extra not in have]
    if have:
        yield _line("extras", "ok", "doctor_extras", names=", ".join(have))
    if lack:
        yield _line("extras", "ok", "doctor_no_extras", names=", ".join(lack), extras=",".join(lack))


def _installed(distribution: str) -> bool:
    try:
        metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return False
    return True


def _configuration(run: Run) -> Iterator[Line]:
    found = [path for path in (settings.user_file(), settings.PROJECT_FILE) if path.is_file()]
    run.settings  # noqa: B018  what is wrong with a setting is raised here, with its place
    if found:
        yield _line("configuration", "ok", "doctor_configured", files=", ".join(str(path.absolute()) for path in found))
    else:
        yield _line("configuration", "ok", "doctor_no_configuration", path=settings.user_file())


def _profiles(_run: Run) -> Iterator[Line]:
    from partnercli.intake import catalogue

    for error in catalogue.broken().values():
        yield Line("profiles", "warning", _placed(error))
    folders = ", ".join(str(folder) for folder in settings.profile_folders() if folder.is_dir()) or "–"
    yield _line("profiles", "ok", "doctor_profiles", count=len(catalogue.places()), folders=folders)


def _language(_run: Run) -> Iterator[Line]:
    said = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "")
    narrow = sys.stdout.isatty() and "UTF" not in said.upper()
    code = "doctor_narrow" if narrow else "doctor_language"
    yield _line("language", "warning" if narrow else "ok", code, language=language(), locale=said or "–")


def usable(run: Run) -> Run:
    """A run with settings, even where the configuration cannot be read: then flags, the environment and defaults."""
    try:
        return Run(run.flags, run.settings)
    except PartnerError:
        place = Path(run.flags.get("db") or os.environ.get("PARTNERCLI_DB") or settings.default_db())
        return Run(run.flags, settings.Settings(place.expanduser(), settings.WAIT, date.today()))


def _store(run: Run) -> Iterator[Line]:
    path = run.settings.db.absolute()
    if not path.exists():
        yield _line("store", "warning", "no_store", path=path)
        return
    if path.stat().st_mode & 0o077:
        yield _line("store", "warning", "doctor_open_store", path=path)
    from partnercli.store.checks import run_checks

    with run.store() as store:
        row = store.one("select max(number) from migration")
        yield _line(
            "store", "ok", "doctor_store", path=path, schema=row[0] if row else 0, size=path.stat().st_size >> 10
        )
        results = run_checks(store)
        broken = [result for result in results if result[1]]
        for check, count, example in broken:
            yield _line("store", "problem", "doctor_check", check=check, count=count, example=example)
        if not broken:
            yield _line("store", "ok", "doctor_sound", count=len(results))
        if behind := store.behind():
            yield _line("store", "warning", "not_reconciled", count=behind)
        rows = store.query(
            "select f.source, max(e.made_at) from import_file f join entry e on e.id = f.entry"
            " where f.undone_by is null group by 1 order by 1"
        )
        for source, at in rows:
            yield _age(str(source), at, store.now())


def _age(source: str, at: datetime, now: datetime) -> Line:
    days = max((now - at).days, 0)  # a clock may have gone back
    old = days > OLD_IMPORT
    return _line(
        "imports", "warning" if old else "ok", "doctor_old_import" if old else "doctor_import",
        source=source, date=at.date(), days=days,
    )  # fmt: skip


def _backups(run: Run) -> Iterator[Line]:
    from partnercli.store.backup_name import asked_for, parse_name

    store, folder = run.settings.db, run.settings.backup_folder.absolute()
    if not store.exists():
        return
    newest = next(iter(asked_for(folder, store)), None) if folder.is_dir() else None
    name = newest and parse_name(newest.name)
    if not name:
        yield _line("backups", "warning", "doctor_no_backup", folder=folder)
        return
    now = datetime.now(UTC).replace(tzinfo=None)  # backups are named by the clock, whatever day was told
    days = max((now - name.moment).days, 0)
    old = days > OLD_BACKUP
    yield _line(
        "backups", "warning" if old else "ok", "doctor_old_backup" if old else "doctor_backup",
        path=newest, date=name.moment.date(), days=days,
    )  # fmt: skip


def _disk(run: Run) -> Iterator[Line]:
    folder = run.settings.db.absolute().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    state: State = "problem" if free < TOO_LITTLE else "warning" if free < LITTLE else "ok"
    code = "doctor_disk" if state == "ok" else "doctor_disk_low"
    yield _line("disk", state, code, path=folder, free=free >> 20)


def _completion(_run: Run) -> Iterator[Line]:
    home = Path.home()
    places = (
        ".bashrc", ".bash_completion", ".zshrc", ".local/share/bash-completion/completions/partnercli",
        ".config/fish/completions/partnercli.fish", ".zfunc/_partnercli",
    )  # fmt: skip
    found = next((home / name for name in places if _names_us(home / name)), None)
    yield _line("completion", "ok", "doctor_completion" if found else "doctor_no_completion", path=found)


def _schedule(_run: Run) -> Iterator[Line]:
    units = sorted((Path.home() / ".config/systemd/user").glob("*.timer"))
    found = [unit.name for unit in units if _names_us(unit) or _names_us(unit.with_suffix(".service"))]
    if "partnercli" in _crontab():
        found.append("crontab")
    yield _line("schedule", "ok", "doctor_schedule" if found else "doctor_no_schedule", names=", ".join(found))


def _crontab() -> str:
    """The user's table; '' where there is none, or no cron."""
    program = shutil.which("crontab")
    if program is None:
        return ""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run([program, "-l"], capture_output=True, text=True, timeout=_SECONDS, check=False)
        return done.stdout
    return ""


def _names_us(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return "partnercli" in path.read_text(encoding="utf-8", errors="replace")
    return False
