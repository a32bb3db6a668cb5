"""Which profiles there are: the shipped ones and the user's own, which override by name."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from partnercli.errors import InputRejected
from partnercli.intake.profile import Profile
from partnercli.intake.titles import fold_word
from partnercli.settings import PROJECT_FILE, profile_folders

SHIPPED = Path(__file__).parent.parent / "networks"
_NETWORK = re.compile(r"^network: *(.+?)(?: +#.*)?$", re.MULTILINE)
_ALIASES = re.compile(r"^aliases: *\[(.*?)\]", re.MULTILINE | re.DOTALL)


_also: list[Path] = []


def also_from(folder: Path) -> None:
    """For the rest of this process the profiles of this folder count too, before all others."""
    _also.append(folder)


def places() -> dict[str, Path]:
    """The file of each profile by name: a user's own file wins over a shipped one, the project's over the user's."""
    folders = [SHIPPED, *profile_folders(), *_also]
    found = {path.stem: path for folder in folders if folder.is_dir() for path in files(folder)}
    return dict(sorted(found.items()))


def files(folder: Path) -> list[Path]:
    """The profiles of a folder; a project file is none."""
    return [path for path in sorted(folder.glob("*.yaml")) if path.name != PROJECT_FILE.name and path.is_file()]


def profiles() -> tuple[Profile, ...]:
    """All profiles that can be read, by name. `broken` ones of the user's are left out, and what they override too."""
    return _loaded(tuple(places().values()))[0]


def broken() -> dict[str, InputRejected]:
    """What is wrong with the profiles of the user's that cannot be read, by name: they stop only files nobody knows."""
    return _loaded(tuple(places().values()))[1]


@cache
def _loaded(paths: tuple[Path, ...]) -> tuple[tuple[Profile, ...], dict[str, InputRejected]]:
    from partnercli.intake.profile_file import load

    found: list[Profile] = []
    wrong: dict[str, InputRejected] = {}
    for path in paths:
        try:
            found.append(load(path))
        except InputRejected as error:
            if path.parent == SHIPPED:
                raise
            wrong[path.stem] = error
    return tuple(found), wrong


def network_slug(text: str) -> str:
    """The short name profiles know this network by (`Affiliate Window` -> `awin`), else the text folded."""
    folded = fold_word(text)
    return _networks().get(folded, folded)


def known_networks() -> list[str]:
    """The networks a profile reads, by their short names."""
    return sorted(set(_networks().values()))


@cache
def _networks() -> dict[str, str]:
    """Short name of each name a network goes by. The two lines are picked out: daily commands read no profile whole."""
    names: dict[str, str] = {}
    for path in places().values():
        text = path.read_text(encoding="utf-8", errors="replace")
        if said := _NETWORK.search(text):
            aliases = _ALIASES.search(text)
            for name in [said[1], *(aliases[1].split(",") if aliases else [])]:
                names[fold_word(_bare(name))] = _bare(said[1])
    return names


def _bare(text: str) -> str:
    """A name without the quotes YAML may put around it."""
    return text.strip().strip("\"'")
