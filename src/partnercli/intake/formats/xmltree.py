"""Untrusted XML, element by element, with line numbers and without anything a document can do to its reader.

A document type is refused as soon as it begins, so no entity is ever declared, expanded or fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from partnercli.errors import InputRejected

MAX_DEPTH = 64
MAX_NODES = 500_000
"""Elements that stand in memory at once, a few hundred bytes each: those of one entry, some 10,000 transactions."""


@dataclass(slots=True)
class Node:
    """An element without its namespace; `line` is where it begins, `text` its own text."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip()

    def all(self, path: str) -> Iterator[Node]:
        """The elements at `A/B/C` below this one, in the order of the file."""
        first, _, rest = path.partition("/")
        for child in self.children:
            if child.name == first:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def first(self, *paths: str) -> Node | None:
        """The first element there is, tried path by path."""
        return next((node for path in paths for node in self.all(path)), None)

    def said(self, *paths: str) -> str:
        """The first text that says something, tried path by path; else ""."""
        return next((node.text for path in paths for node in self.all(path) if node.text), "")


class Forest:
    """The elements called `kept`, whole, one after another as they end; what stands around them is forgotten."""

    def __init__(self, data: bytes, name: str, kept: frozenset[str]) -> None:
        self._data, self._name, self._kept = data, name, kept
        self._path: list[Node] = []
        self._inside = 0
        self._nodes = 0
        self._ended: list[Node] = []

    def __iter__(self) -> Iterator[Node]:
        """Raises InputRejected: xml_doctype, xml_broken (at FILE:LINE:COLUMN), too_deep, xml_too_large(limit)."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = lambda name, attributes: self._start(name, attributes, parser.CurrentLineNumber)
        parser.CharacterDataHandler = self._text
        parser.EndElementHandler = lambda _: self._end()
        step = 1 << 20
        try:
            for at in range(0, len(self._data) + 1, step):
                parser.Parse(self._data[at : at + step], at + step > len(self._data))
                ended, self._ended = self._ended, []
                yield from ended
        except expat.ExpatError as error:
            place = f"{self._name}:{error.lineno}:{error.offset + 1}"
            raise InputRejected("xml_broken", where=place, detail=expat.ErrorString(error.code)) from None
        except (ValueError, LookupError):  # an encoding Python does not know, or one that is no encoding of text
            raise InputRejected("xml_broken", where=self._name, detail="encoding") from None

    def _refuse_doctype(self, *_: object) -> NoReturn:
        raise InputRejected("xml_doctype", where=self._name)

    def _start(self, name: str, attributes: dict[str, str], line: int) -> None:
        node = Node(name.rpartition(" ")[2], line, attributes)
        self._path.append(node)
        if len(self._path) > MAX_DEPTH:
            raise InputRejected("too_deep", where=f"{self._name}:{line}")
        if self._inside:
            self._path[-2].children.append(node)
            self._nodes += 1
            if self._nodes > MAX_NODES:
                raise InputRejected("xml_too_large", where=f"{self._name}:{line}", limit=MAX_NODES)
        if self._inside or node.name in self._kept:
            self._inside += 1

    def _text(self, text: str) -> None:
        if self._inside:
            self._path[-1].pieces.append(text)

    def _end(self) -> None:
        node = self._path.pop()
        self._inside = max(0, self._inside - 1)
        if not self._inside and node.name in self._kept:
            self._ended.append(node)
            self._nodes = 0
