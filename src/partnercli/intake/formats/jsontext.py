"""Where the records of a JSON text stand, found step by step: no step reads a character twice for one purpose."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from json import JSONDecodeError, JSONDecoder

from partnercli.domain.problem import Problem
from partnercli.errors import InputRejected
from partnercli.intake.formats.table import Text

MAX_PATH = 3
"""How many keys deep the array of the records may stand inside an object: {"data": {"page": {"items": [...]}}}."""

_SPACE = re.compile(r"[ \t\n]*")


class Number(str):
    """A number as it is written: an amount must not become a float, an id must not lose its digits."""

    __slots__ = ()


def _object(pairs: list[tuple[str, object]]) -> dict[str, object] | Problem:
    made: dict[str, object] = {}
    for name, value in pairs:
        if name in made:
            return Problem("key_twice", {"key": name})
        made[name] = value
    return made


def _constant(word: str) -> Problem:
    return Problem("json_constant", {"text": word})


_DECODER = JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=_constant, object_pairs_hook=_object)


def decode(text: str, at: int) -> tuple[object, int]:
    """The value that begins at `at` and where it ends; an object that cannot be taken, and NaN, are a Problem in it.

    Raises JSONDecodeError, RecursionError.
    """
    return _DECODER.raw_decode(text, at)


@dataclass(frozen=True, slots=True)
class Place:
    """How the records stand in the text: as a "whole" array or in an "inner" one (its "[" is at `at`), as "lines", or
    as "one" object at `at`."""

    kind: str
    at: int


def find(text: Text) -> Place:
    """Raises InputRejected: json_broken, json_arrays(names), no_rows, too_deep."""
    body = text.text
    start = _skip(body, 0)
    if body.startswith("[", start):
        return Place("whole", start)
    arrays: dict[str, int] = {}
    try:
        end = _walk(body, start, (), arrays)
    except (JSONDecodeError, RecursionError) as error:
        if _mostly_lines(body):
            return Place("lines", 0)
        raise _refusal(text, error) from None
    if _skip(body, end) < len(body):
        return Place("lines", 0)
    full = {name: at for name, at in arrays.items() if body.startswith("{", _skip(body, at + 1))}
    if len(full) > 1:
        raise InputRejected("json_arrays", where=text.name, names=", ".join(full))
    if arrays and not full:
        raise InputRejected("no_rows", where=text.name)
    return Place("inner", next(iter(full.values()))) if full else Place("one", start)


def records(text: Text, place: Place) -> Iterator[tuple[int, int, object]]:
    """Each record: where it starts, its line, its value; a Problem is the value of a line that is no record.

    Raises InputRejected: json_broken, too_deep.
    """
    if place.kind == "lines":
        yield from _lines(text.text)
        return
    line, counted = 1, 0
    try:
        for at, value in _one(text.text, place.at) if place.kind == "one" else _array(text.text, place):
            line, counted = line + text.text.count("\n", counted, at), at
            yield at, line, value
    except (JSONDecodeError, RecursionError) as error:
        raise _refusal(text, error) from None


def _one(body: str, at: int) -> Iterator[tuple[int, object]]:
    yield at, decode(body, at)[0]


def _array(body: str, place: Place) -> Iterator[tuple[int, object]]:
    end = yield from _members(body, place.at)
    if place.kind == "whole" and _skip(body, end) < len(body):
        raise JSONDecodeError("Extra data", body, _skip(body, end))


def _lines(body: str) -> Iterator[tuple[int, int, object]]:
    at, number = 0, 1
    while at < len(body):
        end = body.find("\n", at)
        end = len(body) if end < 0 else end
        line = body[at:end]
        if line.strip():
            yield at + len(line) - len(line.lstrip()), number, _line(line)
        at, number = end + 1, number + 1


def _line(line: str) -> object:
    try:
        value, end = decode(line, _skip(line, 0))
    except JSONDecodeError as error:
        return Problem("json_line", {"position": error.pos + 1})
    except RecursionError:
        return Problem("too_deep")
    return Problem("json_line", {"position": end + 1}) if line[end:].strip() else value


def _mostly_lines(body: str) -> bool:
    """Whether a text that is no JSON as a whole is one object a line, some of them damaged."""
    values = [value for _, _, value in islice(_lines(body), 100)]
    return len(values) > 1 and sum(1 for value in values if isinstance(value, dict)) * 2 > len(values)


def _skip(body: str, at: int) -> int:
    found = _SPACE.match(body, at)
    return found.end() if found else at


def _members(body: str, at: int) -> Generator[tuple[int, object], None, int]:
    """The members of the array whose "[" is at `at`; the generator returns where the array ends."""
    at = _skip(body, at + 1)
    if body.startswith("]", at):
        return at + 1
    while True:
        value, end = decode(body, at)
        yield at, value
        at = _skip(body, end)
        if body.startswith("]", at):
            return at + 1
        if not body.startswith(",", at):
            raise JSONDecodeError("Expecting ',' delimiter", body, at)
        at = _skip(body, at + 1)


def _walk(body: str, at: int, path: tuple[str, ...], arrays: dict[str, int]) -> int:
    """Past the object that begins at `at`, noting its empty arrays and arrays of objects by their dotted names."""
    at = _skip(body, at + 1)
    if body.startswith("}", at):
        return at + 1
    while True:
        if not body.startswith('"', at):
            raise JSONDecodeError("Expecting property name", body, at)
        key, end = decode(body, at)
        at = _skip(body, end)
        if not body.startswith(":", at):
            raise JSONDecodeError("Expecting ':' delimiter", body, at)
        at = _skip(body, _value(body, _skip(body, at + 1), (*path, str(key)), arrays))
        if body.startswith("}", at):
            return at + 1
        if not body.startswith(",", at):
            raise JSONDecodeError("Expecting ',' delimiter", body, at)
        at = _skip(body, at + 1)


def _value(body: str, at: int, path: tuple[str, ...], arrays: dict[str, int]) -> int:
    if body.startswith("{", at) and len(path) < MAX_PATH:
        return _walk(body, at, path, arrays)
    if not body.startswith("[", at):
        return decode(body, at)[1]
    if body.startswith(("{", "]"), _skip(body, at + 1)):
        arrays[".".join(path)] = at
    members = _members(body, at)
    while True:
        try:
            next(members)
        except StopIteration as stop:
            end: int = stop.value
            return end


def _refusal(text: Text, error: JSONDecodeError | RecursionError) -> InputRejected:
    if isinstance(error, RecursionError):
        return InputRejected("too_deep", where=text.name)
    return InputRejected("json_broken", where=text.where(error.pos), detail=error.msg)
