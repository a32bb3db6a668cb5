"""Reading ahead: the next stretch of a file is read while the one before it is converted."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")


def ahead(items: Iterator[_T]) -> Iterator[_T]:
    """The same items in the same order, one of them made in advance by another thread; errors come where it was due."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(_next, items)
        while found := coming.result():
            coming = reader.submit(_next, items)
            yield found[0]


def _next(items: Iterator[_T]) -> tuple[_T] | None:
    """A StopIteration cannot leave a future."""
    for item in items:
        return (item,)
    return None
