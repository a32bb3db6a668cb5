"""Which profile speaks this file's language: exactly one may claim it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from partnercli.domain.records import RecordKind
from partnercli.errors import InputRejected, UsageError
from partnercli.intake.profile import Profile, shipped


def identify(
    header: Sequence[str], file: str, *, wanted: str | None = None, kinds: Iterable[RecordKind] = ()
) -> Profile:
    """The profile that claims the header, among those of `kinds` when given; `wanted` names it instead.

    Raises UsageError for a name nobody has, InputRejected when the named one lacks its columns, when nobody claims the
    file and when two do.
    """
    allowed = set(kinds)
    profiles = [profile for profile in shipped() if not allowed or profile.kind in allowed]
    if wanted is not None:
        return _named(wanted, profiles, header, file)
    claimants = [profile for profile in profiles if profile.claims(header)]
    if not claimants:
        raise InputRejected("no_profile", where=file, header=", ".join(header[:8]), known=_names(profiles))
    if len(claimants) > 1:
        raise InputRejected("two_profiles", where=file, names=_names(claimants))
    return claimants[0]


def _named(wanted: str, profiles: Sequence[Profile], header: Sequence[str], file: str) -> Profile:
    for profile in profiles:
        if profile.name == wanted:
            missing = profile.lacks(header)
            if missing:
                raise InputRejected(
                    "wrong_profile", where=file, profile=wanted, missing=", ".join(missing).replace("{currency}", "USD")
                )
            return profile
    raise UsageError("unknown_profile", profile=wanted, known=_names(profiles))


def _names(profiles: Iterable[Profile]) -> str:
    return ", ".join(profile.name for profile in profiles)
