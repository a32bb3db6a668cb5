"""What a backup is called, and what its name says of it: which store, when, which state.

`partnercli.1f3a9c2e.20261122T141530Z.5be1c0ffee129a07.duckdb`: the store's name and place (eight digits of a hash of
its path), the moment in UTC, and the beginning of its state hash. So the file alone can be verified, in any folder,
encrypted or not, and two stores of one name can share a folder.
"""

from __future__ import annotations

import hashlib
import re
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ENCRYPTED = ".age"
_HASH_DIGITS = 16
_TIME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(
    r"(?P<stem>.+)\.(?P<place>[0-9a-f]{8})\.(?P<time>\d{8}T\d{6}Z)\.(?P<hash>[0-9a-f]{16})"
    r"(?:\.(?P<why>[a-z0-9-]+))?(?:-\d+)?\.duckdb(?:\.age)?"
)


@dataclass(frozen=True, slots=True)
class BackupName:
    """The parts of a name. `time` sorts as the moments do; `why` is '' for one that was asked for."""

    stem: str
    place: str
    time: str
    hash: str
    why: str = ""

    def file(self, turn: int = 1, suffix: str = "") -> str:
        """The name of the file; `turn` tells two of one second apart."""
        parts = (self.stem, self.place, self.time, self.hash, self.why)
        again = f"-{turn}" if turn > 1 else ""
        return ".".join(part for part in parts if part) + f"{again}.duckdb{suffix}"

    @property
    def moment(self) -> datetime:
        """When it was made: naive UTC."""
        return datetime.strptime(self.time, _TIME)

    def is_of(self, state: str) -> bool:
        """Whether this state hash is the one in the name."""
        return state.startswith(self.hash)


def name_for(store: Path, moment: datetime, state: str, why: str = "") -> BackupName:
    """The name of a backup of the store at this path, made at `moment` (UTC), with this state hash."""
    return BackupName(store.stem, _place(store), f"{moment:{_TIME}}", state[:_HASH_DIGITS], why)


def _place(store: Path) -> str:
    return hashlib.sha256(str(store.resolve()).encode()).hexdigest()[:8]


def parse_name(file: str) -> BackupName | None:
    """What the name of a file says, None when it is not that of a backup."""
    found = _NAME.fullmatch(file)
    return BackupName(**{key: value or "" for key, value in found.groupdict().items()}) if found else None


def asked_for(folder: Path, store: Path) -> list[Path]:
    """The backups of the store in the folder that `backup` was asked for, newest first.

    Not those of another store, nor what a migration or a restore kept aside; nor what is no backup but its name: a
    folder, a link, an empty file.
    """
    found: list[tuple[str, str]] = []
    for file in folder.iterdir():
        name = parse_name(file.name)
        if name and (name.stem, name.place, name.why) == (store.stem, _place(store), "") and _has_bytes(file):
            found.append((name.time, file.name))
    return [folder / name for _time, name in sorted(found, reverse=True)]


def _has_bytes(file: Path) -> bool:
    """A regular file, no link, that is not empty; one that is gone meanwhile is none."""
    try:
        status = file.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size > 0
