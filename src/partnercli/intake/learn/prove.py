"""The proof of a profile: the whole file read by it, as an import would."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from partnercli import intake
from partnercli.domain.problem import Reject
from partnercli.domain.records import RecordKind
from partnercli.errors import InputRejected, sentence
from partnercli.intake.formats import HEAD_BYTES, recognised
from partnercli.intake.header import Claims
from partnercli.intake.identify import claims
from partnercli.intake.learn.known import Known
from partnercli.intake.learn.look import holds
from partnercli.intake.profile import Profile
from partnercli.intake.rows import read_table
from partnercli.intake.source import Source, TextTable
from partnercli.intake.spool import Frames
from partnercli.intake.titles import Titles, fold_word

_AMOUNTS: dict[RecordKind, str] = {"rows": "commission", "leads": "value"}
_LETTER_FIRST = re.compile(r"[^\W\d_]|[#№]")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a profile makes of a file: rows read (refused ones included), why some are refused, sums and states.

    `sums` are of the commission of rows, of the value of leads, else of the amount, by currency ('' = not known).
    """

    read: int
    ignored: int
    refused: list[Reject]
    sums: dict[str, Decimal]
    states: dict[str, int]


def table(
    source: Source,
    known: Known,
    *,
    encoding: str | None = None,
    header_row: int | None = None,
    header_lines: int | None = None,
) -> tuple[TextTable, list[Profile]]:
    """The file as text columns, and the profiles that claim it already.

    The header is the one a profile claims, else the first line with two names some profile knows, else the first line
    of words; or the one in `header_row`. `header_lines` (0, 1 or 2) says how many lines it has; unless said it is one.
    Raises as `intake.read`; learn_no_header where the names found are rather cells of a record.
    """
    if reader := recognised(bytes(source.data[:HEAD_BYTES])):
        found: TextTable = reader(source, encoding=encoding)
        return found, _claimants(found, known)
    every = [profile for profile in known.profiles if profile.recognise]

    def read(signs: Claims) -> TextTable:
        return read_table(source, encoding=encoding, header_row=header_row, header_lines=header_lines, claims=signs)

    wanted = 1 if header_lines is None else header_lines
    found = read(claims(every, named=False))
    claimants = _claimants(found, known)
    if not claimants:
        found = read(lambda names, lines: lines == wanted and known.header(names))
        if not known.header(found.header):
            found = read(lambda names, lines: lines == wanted and _words(names))
            if header_lines is None and header_row is None:
                _refuse_data(found, source.name)
    return found, claimants


def _refuse_data(found: TextTable, file: str) -> None:
    """InputRejected learn_no_header where a name is a date, an amount with decimals or an e-mail address."""
    looks = [holds(name) for name in found.header]
    if data := [str(at) for at, look in enumerate(looks, start=1) if look in ("date", "amount", "e-mail")]:
        raise InputRejected("learn_no_header", where=f"{file}:{found.header_line}", places=", ".join(data[:3]))


def _words(names: Sequence[str]) -> bool:
    """Whether a record of a table can be its header: at least three cells, all different, none a number or a date."""
    folded = {fold_word(name) for name in names}
    return len(names) == len(folded) >= 3 and all(_LETTER_FIRST.match(name) for name in names)


def _claimants(found: TextTable, known: Known) -> list[Profile]:
    titles = Titles(found.header)
    lines = 0 if found.header_line == 0 else None
    return [p for p in known.profiles if p.claims(titles) and (lines is None or p.header == lines)]


def prove(source: Source, profile: Profile) -> Proof:
    """Read the file by the profile alone. Raises as `intake.read`; learn_refused where more than half the rows are."""
    if reader := recognised(bytes(source.data[:HEAD_BYTES])):
        found: TextTable = reader(source, encoding=profile.encoding)
    else:
        mine = claims([profile], named=not profile.recognise)
        found = read_table(source, encoding=profile.encoding, header_lines=profile.header, claims=mine)
    records = intake.read_as(source, found, profile)
    sums, states = _sums(records.frames, profile.kind), _counts(records.frames, profile)
    proof = Proof(records.read, records.ignored, records.rejects, sums, states)
    if 2 * len(proof.refused) > proof.read:
        first = proof.refused[0]
        raise InputRejected(
            "learn_refused", where=f"{source.name}:{first.line}", count=len(proof.refused), read=proof.read,
            first=sentence(first.problem),
        )  # fmt: skip
    return proof


def _sums(frames: Frames, kind: RecordKind) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    amount = _AMOUNTS.get(kind, "amount")
    for frame in frames:
        sums = frame.drop_nulls(amount).group_by("currency", maintain_order=True).agg(pl.col(amount).sum())
        for currency, total in sums.iter_rows():
            found[currency or ""] = found.get(currency or "", Decimal(0)) + total
    return dict(sorted(found.items()))


def _counts(frames: Frames, profile: Profile) -> dict[str, int]:
    """How many records are in each state; none where the format has no states."""
    found: Counter[str] = Counter()
    for frame in frames:
        if "states" in frame.columns and (profile.statuses or profile.rules):
            found.update(dict(frame["states"].fill_null("").value_counts().iter_rows()))
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
