"""Files read by a profile of the test's own: YAML and text in, records and refusals out."""

from __future__ import annotations

from typing import Any

from partnercli import intake
from partnercli.domain.problem import Problem
from partnercli.errors import Mistakes, sentence
from partnercli.intake import profile_file
from partnercli.intake.identify import claims, identify
from partnercli.intake.rows import read_table
from partnercli.intake.source import Source


def read(profile: str, file: str | bytes) -> intake.Records:
    """What the profile makes of the file, which it must claim unless it is used `by name`."""
    own = profile_file.parse(profile, "own")
    source = Source("file.csv", file.encode() if isinstance(file, str) else file, "")
    named = not own.recognise
    wanted = claims((own,), named=named)
    table = read_table(source, encoding=own.encoding, delimiter=own.delimiter, header_lines=own.header, claims=wanted)
    return intake.read_as(source, table, identify(table.header, source.name, (own,), named=named))


def rows(records: intake.Records) -> list[dict[str, Any]]:
    """The records, each without what it does not say."""
    found = [row for frame in records.frames for row in frame.iter_rows(named=True)]
    return [{name: value for name, value in row.items() if value not in (None, [])} for row in found]


def column(records: intake.Records, name: str) -> list[str]:
    """One column of the records as text, '' where nothing is known."""
    return [str(row.get(name, "")) for row in rows(records)]


def refusals(records: intake.Records) -> list[tuple[int, str]]:
    """The line and the code of every refused line."""
    return [(reject.line, reject.problem.code) for reject in records.rejects]


def mistakes(profile: str) -> list[str]:
    """`LINE:COLUMN code key` of every mistake of a profile, in the order they are told; [] where it is right."""
    try:
        profile_file.parse(profile, "own")
    except Mistakes as wrong:
        told = [f"{where.removeprefix('own.yaml:')} {_spelled(problem)}" for where, problem in wrong.found]
        assert str(wrong).splitlines() == [f"{where}: {sentence(problem)}" for where, problem in wrong.found]
        return told
    return []


def _spelled(problem: Problem) -> str:
    return " ".join(str(word) for word in (problem.code, problem.facts.get("key", "")) if word)
