"""YAML as text with places: every scalar stays the string that was written, every node knows its line.

No implicit types (`NO`, `0123`, `12:30` stay as spelled), no tags, no aliases, no duplicate keys: what PyYAML would
quietly turn into something else is refused here with FILE:LINE.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml

from partnercli.errors import InputRejected, UsageError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LIMIT = 4_000_000
_DEPTH = 20


class Text(str):
    """A scalar as written; `line` and `column` are 1-based."""

    line: int
    column: int


class Items(list["Node"]):
    """A sequence; `line` and `column` are where it starts."""

    line: int
    column: int


class Mapping(dict[str, "Node"]):
    """A mapping with text keys; `line` and `column` are where it starts, `keys_at` where each key stands."""

    line: int
    column: int
    keys_at: dict[str, str]


Node = Text | Items | Mapping
_N = TypeVar("_N", Text, Items, Mapping)


def read(path: Path) -> Mapping:
    """The file's top mapping. InputRejected names FILE:LINE and what is wrong."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputRejected("yaml_unreadable", where=str(path), detail=error.strerror or str(error)) from error
    try:
        return parse(data.decode(), str(path))
    except UnicodeDecodeError as error:
        where = f"{path}:{_line(data, error.start)}"
        raise InputRejected("yaml_unreadable", where=where, detail="UTF-8?") from error


def read_orders(path: Path) -> Mapping:
    """As `read`, of a file that says what to do, settings or a job: UsageError, for nothing was begun."""
    try:
        return read(path)
    except InputRejected as error:
        raise UsageError(error.problem.code, where=error.where, **error.problem.facts) from None


def parse(text: str, name: str) -> Mapping:
    """As `read`, from a string; `name` stands in messages."""
    if len(text) > _LIMIT:
        raise InputRejected("yaml_too_long", where=name, limit=_LIMIT)
    try:
        _refuse_tricks(text, name)
        tree = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise InputRejected("yaml_broken", where=where, detail=error.problem or "") from error
    except yaml.reader.ReaderError as error:
        where = f"{name}:{_line(text.encode(), error.position)}"
        raise InputRejected("yaml_broken", where=where, detail=error.reason) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InputRejected("yaml_broken", where=name, detail=str(error).splitlines()[0]) from error
    if tree is None:
        return _mapping(None)
    node = _convert(tree, name)
    if not isinstance(node, Mapping):
        raise InputRejected("yaml_not_mapping", where=f"{name}:1")
    return node


def _line(data: bytes, offset: int) -> int:
    """The 1-based line a byte stands in."""
    return data.count(b"\n", 0, offset) + 1


def _refuse_tricks(text: str, name: str) -> None:
    """Aliases can grow without end, deep nesting overruns the parser, tags would mean types: all seen in the events,
    before a tree is built."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise InputRejected("yaml_alias", where=f"{name}:{line}")
        if getattr(event, "tag", None) is not None:
            raise InputRejected("yaml_tag", where=f"{name}:{line}")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEPTH:
            raise InputRejected("yaml_deep", where=f"{name}:{line}")


def _convert(node: yaml.Node, name: str) -> Node:
    if isinstance(node, yaml.ScalarNode):
        return _placed(Text(node.value), node)
    if isinstance(node, yaml.SequenceNode):
        return _placed(Items(_convert(item, name) for item in node.value), node)
    result = _mapping(node)
    for key, value in node.value:
        at = f"{key.start_mark.line + 1}:{key.start_mark.column + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise InputRejected("yaml_key", where=f"{name}:{at}")
        if key.value in result:
            raise InputRejected("yaml_twice", where=f"{name}:{at}", key=key.value)
        result[key.value] = _convert(value, name)
        result.keys_at[key.value] = at
    return result


def _mapping(node: yaml.Node | None) -> Mapping:
    found = _placed(Mapping(), node)
    found.keys_at = {}
    return found


def _placed(made: _N, node: yaml.Node | None) -> _N:
    made.line, made.column = (node.start_mark.line + 1, node.start_mark.column + 1) if node else (1, 1)
    return made
