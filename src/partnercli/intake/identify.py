"""Which profile speaks this file's language: exactly one may claim it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from partnercli.domain.names import nearest
from partnercli.domain.records import RecordKind
from partnercli.errors import InputRejected, UsageError
from partnercli.intake.catalogue import broken, profiles
from partnercli.intake.header import Claims
from partnercli.intake.profile import Profile
from partnercli.intake.titles import CURRENCY, Titles

_DATA = re.compile(r"@|[0-9]{5}|[0-9][.,][0-9]{2}\b|[0-9][./-][0-9]{1,2}[./-][0-9]")
"""What names of columns do not have: an address, a long number, an amount, a date."""


def candidates(wanted: str | None, kinds: Iterable[RecordKind] = ()) -> tuple[Profile, ...]:
    """The one profile named, or all of these kinds that recognise files. UsageError for a name nobody has."""
    if wanted is not None:
        named = tuple(profile for profile in profiles() if profile.name == wanted)
        if wanted in broken():
            raise broken()[wanted]
        if not named:
            near = nearest(wanted, [profile.name for profile in profiles()])
            raise UsageError("unknown_profile" if near else "no_such_profile", profile=wanted, nearest=near)
        return named
    allowed = set(kinds)
    return tuple(p for p in profiles() if p.recognise and (not allowed or p.kind in allowed))


def claims(among: Sequence[Profile], *, named: bool) -> Claims:
    """Whether one of these profiles would take a header made of so many lines; a named one only needs its columns."""

    def claimed(names: tuple[str, ...], lines: int) -> bool:
        titles = Titles(names)
        return any(
            profile.header == lines and (not profile.lacks(titles) if named else profile.claims(titles))
            for profile in among
        )

    return claimed


def identify(header: Sequence[str], file: str, among: Sequence[Profile], *, named: bool = False) -> Profile:
    """The profile among these that claims the header; `named` says that the user chose it.

    Raises InputRejected when the named one lacks its columns, when nobody claims the file and when two do; where nobody
    does and a profile of the user's is broken, what is wrong with that.
    """
    titles = Titles(header)
    if named:
        missing = among[0].lacks(titles)
        if missing:
            lacking = ", ".join(missing).replace(CURRENCY, "USD")
            raise InputRejected("wrong_profile", where=file, profile=among[0].name, missing=lacking)
        return among[0]
    claimants = [profile for profile in among if profile.claims(titles)]
    if not claimants:
        for error in broken().values():  # the file may be one of these
            raise error
        if any(map(_DATA.search, header)):  # somebody's record, which no error may quote
            raise InputRejected("no_header", where=file)
        raise InputRejected("no_profile", where=file, header=", ".join(header[:8]))
    if len(claimants) > 1:
        raise InputRejected("two_profiles", where=file, names=_names(claimants))
    return claimants[0]


def _names(profiles: Iterable[Profile]) -> str:
    return ", ".join(profile.name for profile in profiles)
