"""Where an output may not be written: over the store and what belongs to it, over the configuration, over a job's own files.

Symbolic links are followed and hard links are known, so that another name of a file is no way around.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from partnercli import settings as configuration
from partnercli.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from partnercli.cli.jobfile import Job, Output
    from partnercli.settings import Settings


def job_lock(store: Path) -> Path:
    """The file whose lock the one job at work on a store holds; the same one whatever link names the store."""
    place = Path(os.path.realpath(store))
    return place.with_name(f".{place.name}.job")


def output_place(output: Output, today: date) -> Path:
    """The file a report of a job is written to today."""
    from partnercli.domain.period import parse_period

    days = str(parse_period(output.period, today)) if output.period else "all"
    return Path(output.file.replace("{period}", days).replace("{today}", today.isoformat()))


def check_output(place: Path, settings: Settings, also: Iterable[Path] = ()) -> None:
    """UsageError `output_ours` where something written at `place` would replace a file of ours, or one of `also`."""
    target = os.path.realpath(place)
    named = [*_beside(settings.db), configuration.PROJECT_FILE, configuration.user_file(), *also]
    if any(target == os.path.realpath(own) or _same(target, own) for own in named) or _is_kept(target, settings):
        raise UsageError("output_ours", path=place)


def check_job(job: Job, settings: Settings) -> None:
    """UsageError where a report of the job would replace a file of ours or another report, or would be imported."""
    written: list[str] = []
    for output in job.reports:
        place = output_place(output, settings.today)
        check_output(place, settings, job.own_files)
        target = os.path.realpath(place)
        if any(target == other or _same(target, Path(other)) for other in written):
            raise UsageError("output_twice", where=str(job.path), path=place)
        if any(_reads(wanted.pattern, place) for wanted in job.imports):
            raise UsageError("output_imported", where=str(job.path), path=place)
        written.append(target)


def _beside(store: Path) -> Iterator[Path]:
    """The store, its log, the blocks a checkpoint keeps, and the lock of its jobs."""
    from partnercli.store.checkpoint import kept

    place = Path(os.path.realpath(store))
    yield from (place, place.with_name(f"{place.name}.wal"), kept(place), job_lock(place))


def _same(target: str, own: Path) -> bool:
    """Whether both are one file on disk."""
    try:
        return own.samefile(target)
    except OSError:  # one of them is not there
        return False


def _is_kept(target: str, settings: Settings) -> bool:
    """Whether it is a file of the archive, or a copy of a store in the folders where those are made."""
    from partnercli.store.archive import is_kept
    from partnercli.store.backup_name import parse_name

    if not Path(target).exists():  # nothing is there to be lost
        return False
    beside = Path(os.path.realpath(settings.db)).parent
    rooms = [(settings.archive, is_kept), (settings.backup_folder, parse_name), (beside, parse_name)]
    for folder, known in rooms:
        if folder is None or not folder.is_dir():
            continue
        if any(known(file.name.removesuffix(".wal")) and _same(target, file) for file in folder.iterdir()):
            return True
    return False


def _reads(pattern: str, place: Path) -> bool:
    """Whether the absolute glob pattern means this file, once it is there; links in the folders are followed."""
    folder = fixed_folder(pattern)
    resolved = Path(os.path.realpath(folder), Path(pattern).relative_to(folder))
    return _fits(resolved.parts, Path(os.path.realpath(place)).parts)


def fixed_folder(pattern: str) -> Path:
    """The deepest folder of a glob pattern that its wildcards do not touch."""
    folder = Path(pattern).parent
    while glob.has_magic(str(folder)):
        folder = folder.parent
    return folder


def _fits(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether a path fits a glob pattern, both by their parts; `**` stands for any number of folders."""
    if not pattern:
        return not parts
    first, rest = pattern[0], pattern[1:]
    if first == "**":
        return any(_fits(rest, parts[skipped:]) for skipped in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], first) and _fits(rest, parts[1:])
