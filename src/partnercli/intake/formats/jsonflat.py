"""One JSON record as cells: nested objects become dotted names, one array of objects may become rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from json import dumps

from partnercli.domain.problem import Problem, Refused
from partnercli.intake.formats.jsontext import Number

MAX_DEPTH = 20


@dataclass(slots=True)
class Flat:
    """A record's own cells, those of each member of its array of parts, and the names of all its arrays of objects."""

    own: dict[str, str] = field(default_factory=dict)
    members: list[dict[str, str]] = field(default_factory=list)
    arrays: dict[str, None] = field(default_factory=dict)

    def rows(self) -> Iterator[dict[str, str]]:
        """One row a part, the record's own cells repeated; the record alone when it has no parts."""
        if not self.members:
            yield self.own
        for member in self.members:
            yield self.own | member


def flatten(record: object, parts: str) -> Flat:
    """`parts` is the dotted name of the array whose members become rows, "" for none.

    Raises Refused: json_not_object, json_constant(text), key_twice(key), too_deep, and what the record is a Problem of.
    """
    if isinstance(record, Problem):
        raise Refused(record.code, **record.facts)
    if not isinstance(record, dict):
        raise Refused("json_not_object")
    flat = Flat()
    _take(record, "", flat.own, flat, parts, MAX_DEPTH)
    for member in flat.members:
        for name in member.keys() & flat.own.keys():
            raise Refused("key_twice", key=name)
    return flat


def _take(value: object, name: str, cells: dict[str, str], flat: Flat | None, parts: str, depth: int) -> None:
    """A value and all below it into `cells`; `flat` is None inside a part, where no further array becomes rows."""
    if depth < 0:
        raise Refused("too_deep")
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            _take(inner, f"{name}.{key}" if name else key, cells, flat, parts, depth - 1)
    elif flat and parts and name == parts and (value is None or isinstance(value, list)):
        flat.arrays[name] = None
        for member in value or []:
            if not isinstance(member, dict):
                raise Refused("json_not_object")
            flat.members.append({})
            _take(member, name, flat.members[-1], None, parts, depth - 1)
    else:
        if flat and isinstance(value, list) and any(isinstance(member, dict) for member in value):
            flat.arrays[name] = None
        if name in cells:
            raise Refused("key_twice", key=name)
        cells[name] = _cell(value, depth)


def _cell(value: object, depth: int) -> str:
    if isinstance(value, list) and not any(isinstance(member, (list, dict)) for member in value):
        return ", ".join(_cell(member, depth) for member in value)
    if isinstance(value, (list, dict)):
        return _written(value, depth) if value else ""
    if isinstance(value, Problem):
        raise Refused(value.code, **value.facts)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _written(value: object, depth: int) -> str:
    """A value as compact JSON, its numbers as they were written."""
    if depth < 0:
        raise Refused("too_deep")
    if isinstance(value, list):
        return f"[{','.join(_written(member, depth - 1) for member in value)}]"
    if isinstance(value, dict):
        pairs = (f"{_quoted(key)}:{_written(inner, depth - 1)}" for key, inner in value.items())
        return f"{{{','.join(pairs)}}}"
    if isinstance(value, str) and not isinstance(value, Number):
        return _quoted(value)
    return "null" if value is None else _cell(value, depth)


def _quoted(text: str) -> str:
    return dumps(text, ensure_ascii=False)
