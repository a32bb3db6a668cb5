"""Ctrl-C: remembered, held back where it would break a library, and ignored once the work is done.

Engines turn the exception it raises inside them into errors of their own, so that it happened is kept apart.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType

_seen = False


def listen() -> None:
    """From now on Ctrl-C raises KeyboardInterrupt and is remembered."""
    if _in_main_thread():
        signal.signal(signal.SIGINT, _remember)


def seen() -> bool:
    """Whether Ctrl-C was pressed since `listen`."""
    return _seen


def _remember(_number: int, _frame: FrameType | None) -> None:
    global _seen
    _seen = True
    signal.setitimer(signal.ITIMER_REAL, 0)  # one stop is enough: no alarm comes into the cleaning up
    raise KeyboardInterrupt


@dataclass(slots=True)
class Deadline:
    """Whether the time was up."""

    passed: bool = False


@contextlib.contextmanager
def deadline(seconds: float) -> Iterator[Deadline]:
    """When the time is up, the block is stopped as by Ctrl-C: KeyboardInterrupt, held back wherever Ctrl-C is.

    The alarm comes again each second, for one that fell into a block where it was ignored.
    """
    limit = Deadline()

    def ring(_number: int, _frame: FrameType | None) -> None:
        limit.passed = True
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield limit
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Ctrl-C waits for the end of the block: loading an extension module it would abort the process."""
    pressed: list[int] = []
    with _answered(lambda number, _frame: pressed.append(number)):
        yield
    if pressed:
        signal.raise_signal(signal.SIGINT)


def ignored() -> contextlib.AbstractContextManager[None]:
    """Ctrl-C inside the block comes too late and does nothing."""
    return _answered(signal.SIG_IGN)


@contextlib.contextmanager
def _answered(handler: Callable[[int, FrameType | None], object] | signal.Handlers) -> Iterator[None]:
    """The block with another answer to Ctrl-C. Masking the signal would not do: any thread may take it."""
    if not _in_main_thread():  # only the main thread may say so
        yield
        return
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
