"""Where the store is and how to behave: flag > environment > project file > user file > default."""

from __future__ import annotations

import contextlib
import math
import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from partnercli import i18n
from partnercli.domain.problem import Refused
from partnercli.errors import PartnerError, UsageError

PROJECT_FILE = Path("partnercli.yaml")
IMPORT_MEMORY, WAIT = "600MB", 5.0
RATE_SOURCES = ("cbr", "ecb")
KEYS = ("db", "lang", "wait", "memory", "archive", "backups", "report_currency", "rates", "mask")
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

    @property
    def backup_folder(self) -> Path:
        """Where `backup` writes to when it is not told."""
        return self.backups or self.db.parent / "backups"


class Said(NamedTuple):
    """A setting somebody said, as text, and where: the environment variable, or FILE:LINE."""

    text: str
    origin: str


def settle(db: Path | None, wait: float | None, today: str | None) -> Settings:
    """Settings from the flags given (None = not given) and everything below them. UsageError names a bad value."""
    told = said()
    place = db or _path(told.get("db")) or default_db()
    if wait is not None:
        told["wait"] = Said(str(wait), "--wait")
    return Settings(
        place.expanduser(),
        _seconds(told.get("wait")),
        _day(today),
        _memory(told.get("memory")),
        _path(told.get("archive")),
        _path(told.get("backups")),
        _currency(told.get("report_currency")),
        _banks(told.get("rates")),
        _yes(told.get("mask")),
    )


def said() -> dict[str, Said]:
    """What was said of each setting by the environment or else by a configuration file; what nobody said is absent."""
    told = _files()
    for key in KEYS:
        variable = f"PARTNERCLI_{key.upper()}"
        if text := os.environ.get(variable):
            told[key] = Said(text, variable)
    return told


def choose_language() -> None:
    """The language of a configuration file, where PARTNERCLI_LANG says nothing. Called before any sentence is made.

    A file that cannot be read is told by the command that needs what stands in it.
    """
    with contextlib.suppress(PartnerError):
        told = said().get("lang")
        if told and not os.environ.get("PARTNERCLI_LANG"):
            i18n.use(told.text)


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


def _files() -> dict[str, Said]:
    """The user file with the project file laid over it; YAML is loaded only where one of them stands."""
    values: dict[str, Said] = {}
    for path in (user_file(), PROJECT_FILE):
        if not path.is_file():
            continue
        from partnercli import yamltext

        for key, node in yamltext.read_orders(path).items():
            if key not in KEYS:
                raise UsageError("config_key", where=f"{path}:{node.line}", key=key, known=", ".join(KEYS))
            values[key] = Said(str(node), f"{path}:{node.line}")
    return values


def _path(told: Said | None) -> Path | None:
    return Path(told.text).expanduser() if told and told.text else None


def _seconds(told: Said | None) -> float:
    if not told or not told.text:
        return WAIT
    try:
        seconds = float(told.text)
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds):
        raise UsageError("bad_wait", where=told.origin, text=told.text)
    return max(0.0, seconds)


def _memory(told: Said | None) -> str:
    if not told or not told.text:
        return ""
    if not _MEMORY.fullmatch(told.text):
        raise UsageError("bad_memory", where=told.origin, text=told.text)
    return told.text


def _currency(told: Said | None) -> str | None:
    if not told or not told.text:
        return None
    from partnercli.domain.money import currency_code

    try:
        return currency_code(told.text)
    except Refused as refused:
        raise UsageError(refused.problem.code, where=told.origin, **refused.problem.facts) from None


def _yes(told: Said | None) -> bool:
    """A word for yes or no; UsageError for another one: a slip must not show what was to be hidden."""
    if not told or not told.text:
        return False
    if told.text.casefold() not in _WORDS:
        raise UsageError("bad_choice", where=told.origin, text=told.text, known="true, false")
    return _WORDS[told.text.casefold()]


def _banks(told: Said | None) -> tuple[str, ...]:
    """`cbr, ecb`: a bank that is not named is not used."""
    if not told or not told.text:
        return RATE_SOURCES
    from partnercli.domain.exchange import BANKS

    banks = tuple(told.text.lower().replace(",", " ").split())
    if not banks or not set(banks) <= BANKS.keys():
        raise UsageError("bad_rates", where=told.origin, text=told.text, known=", ".join(BANKS))
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
