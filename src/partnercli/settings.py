"""Where the store is and how to behave: flag > environment > project file > user file > default."""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from partnercli import i18n
from partnercli.domain.problem import Refused
from partnercli.errors import UsageError

PROJECT_FILE = Path("partnercli.yaml")
IMPORT_MEMORY = "600MB"
RATE_SOURCES = ("cbr", "ecb")
_KEYS = ("db", "lang", "wait", "memory", "archive", "backups", "report_currency", "rates", "mask")
_WORDS = {**dict.fromkeys(("1", "true", "yes", "on"), True), **dict.fromkeys(("0", "false", "no", "off"), False)}
_MEMORY = re.compile(r"[1-9][0-9]{0,5} ?[MG]B")


@dataclass(frozen=True, slots=True)
class Settings:
    """`db` the store file, `wait` seconds for a busy store, `today` the day reports are counted to.

    `memory` is what the engine may use (`600MB`), '' = `IMPORT_MEMORY` for an import, its own bound for the rest;
    `archive` the folder that keeps the bytes of every file that was imported, None = only their checksum and place are
    kept; `backups` the folder `backup` writes into, None = `backups` beside the store. `report_currency` is the one
    reports convert into, None = they convert where they are asked to; `rate_sources` are the banks whose rates may be
    used, preferred first.
    `mask` hides what may name a person in everything that is shown.
    """

    db: Path
    wait: float
    today: date
    memory: str = ""
    archive: Path | None = None
    backups: Path | None = None
    report_currency: str | None = None
    rate_sources: tuple[str, ...] = RATE_SOURCES
    mask: bool = False


def settle(db: Path | None, wait: float | None, today: str | None) -> Settings:
    """Settings from the flags given (None = not given) and everything below them. UsageError names a bad value."""
    files = _files()
    place = db or _path(os.environ.get("PARTNERCLI_DB")) or _path(files.get("db")) or default_db()
    archive = _path(os.environ.get("PARTNERCLI_ARCHIVE")) or _path(files.get("archive"))
    backups = _path(os.environ.get("PARTNERCLI_BACKUPS")) or _path(files.get("backups"))
    return Settings(
        place.expanduser(),
        _seconds(wait, files.get("wait")),
        _day(today),
        _memory(os.environ.get("PARTNERCLI_MEMORY") or files.get("memory")),
        archive.expanduser() if archive else None,
        backups.expanduser() if backups else None,
        _currency(os.environ.get("PARTNERCLI_REPORT_CURRENCY") or files.get("report_currency")),
        _banks(os.environ.get("PARTNERCLI_RATES") or files.get("rates")),
        _yes(os.environ.get("PARTNERCLI_MASK") or files.get("mask"), "mask"),
    )


def choose_language() -> None:
    """The language of a configuration file, where PARTNERCLI_LANG says nothing. Called before any sentence is made."""
    said = _files().get("lang")
    if said and not os.environ.get("PARTNERCLI_LANG"):
        i18n.use(said)


def default_db() -> Path:
    """`$XDG_DATA_HOME/partnercli/partnercli.duckdb`, by the XDG base directory rules."""
    return _home("XDG_DATA_HOME", ".local/share") / "partnercli.duckdb"


def user_file() -> Path:
    """`$XDG_CONFIG_HOME/partnercli/config.yaml`."""
    return _home("XDG_CONFIG_HOME", ".config") / "config.yaml"


def profile_folders() -> list[Path]:
    """Where a user's own export profiles lie: `networks/` beside the user file, then beside the project file."""
    project = [PROJECT_FILE.parent / "networks"] if PROJECT_FILE.is_file() else []
    return [user_file().parent / "networks", *project]


def _home(variable: str, below: str) -> Path:
    base = os.environ.get(variable, "")
    return (Path(base) if base.startswith("/") else Path.home() / below) / "partnercli"


def _files() -> dict[str, str]:
    """The user file with the project file laid over it; YAML is loaded only where one of them stands."""
    values: dict[str, str] = {}
    for path in (user_file(), PROJECT_FILE):
        if not path.is_file():
            continue
        from partnercli import yamltext

        for key, node in yamltext.read(path).items():
            if key not in _KEYS:
                raise UsageError("config_key", where=f"{path}:{node.line}", key=key, known=", ".join(_KEYS))
            values[key] = str(node)
    return values


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _seconds(given: float | None, said: str | None) -> float:
    text = str(given) if given is not None else os.environ.get("PARTNERCLI_WAIT") or said or "5"
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds):
        raise UsageError("bad_wait", text=text)
    return max(0.0, seconds)


def _memory(said: str | None) -> str:
    if said and not _MEMORY.fullmatch(said):
        raise UsageError("bad_memory", text=said)
    return said or ""


def _currency(said: str | None) -> str | None:
    if not said:
        return None
    from partnercli.domain.money import currency_code

    try:
        return currency_code(said)
    except Refused as refused:
        raise UsageError(refused.problem.code, where="report_currency", **refused.problem.facts) from None


def _yes(said: str | None, key: str) -> bool:
    """A word for yes or no; UsageError for another one: a slip must not show what was to be hidden."""
    word = (said or "no").casefold()
    if word not in _WORDS:
        raise UsageError("bad_choice", where=key, text=said, known="true, false")
    return _WORDS[word]


def _banks(said: str | None) -> tuple[str, ...]:
    """`cbr, ecb`: a bank that is not named is not used."""
    if not said:
        return RATE_SOURCES
    from partnercli.domain.exchange import BANKS

    banks = tuple(said.lower().replace(",", " ").split())
    if not banks or not set(banks) <= BANKS.keys():
        raise UsageError("bad_rates", text=said, known=", ".join(BANKS))
    return banks


def _day(given: str | None) -> date:
    text = given or os.environ.get("PARTNERCLI_TODAY")
    if not text:
        return date.today()
    from partnercli.domain.dates import parse_day

    try:
        return parse_day(text, date.today())
    except Refused as refused:
        raise UsageError(refused.problem.code, where="--today", **refused.problem.facts) from None
