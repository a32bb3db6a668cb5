"""Ctrl-C and SIGTERM: remembered, held back where they would break a library, ignored once the work is done.

Engines turn the exception it raises inside them into errors of their own, so that it happened is kept apart.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType

_STOPS = (signal.SIGINT, signal.SIGTERM)
"""A person at a terminal, and a schedule, a service manager or `timeout`: both stop the command the same way."""
_seen: signal.Signals | None = None


def listen() -> None:
    """From now on a stop raises KeyboardInterrupt and is remembered."""
    if _in_main_thread():
        for stop in _STOPS:
            signal.signal(stop, _remember)


def too_late() -> None:
    """From now on a stop does nothing: all is done and said."""
    for stop in _STOPS:
        signal.signal(stop, signal.SIG_IGN)


def seen() -> bool:
    """Whether the command was stopped since `listen`."""
    return _seen is not None


def exit_code() -> int:
    """What a stopped command ends with, as the shell spells the signal: 130, or 143 for SIGTERM."""
    return 128 + (_seen or signal.SIGINT)


def _remember(number: int, _frame: FrameType | None) -> None:
    global _seen
    _seen = signal.Signals(number)
    signal.setitimer(signal.ITIMER_REAL, 0)  # one stop is enough: no alarm comes into the cleaning up
    raise KeyboardInterrupt


@dataclass(slots=True)
class Deadline:
    """Whether the time was up."""

    passed: bool = False


@contextlib.contextmanager
def deadline(seconds: float) -> Iterator[Deadline]:
    """When the time is up, the block is stopped as by Ctrl-C: KeyboardInterrupt, held back wherever Ctrl-C is.

    The alarm comes again each second, for one that fell into a block where it was ignored. After the block nobody has
    `seen` it: the command goes on.
    """
    global _seen
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
        if limit.passed:
            _seen = None


@contextlib.contextmanager
def held() -> Iterator[None]:
    """A stop waits for the end of the block: loading an extension module it would abort the process."""
    pressed: list[int] = []
    with _answered(lambda number, _frame: pressed.append(number)):
        yield
    if pressed:
        signal.raise_signal(pressed[0])


def ignored() -> contextlib.AbstractContextManager[None]:
    """A stop inside the block comes too late and does nothing."""
    return _answered(signal.SIG_IGN)


@contextlib.contextmanager
def _answered(handler: Callable[[int, FrameType | None], object] | signal.Handlers) -> Iterator[None]:
    """The block with another answer to a stop. Masking the signal would not do: any thread may take it."""
    if not _in_main_thread():  # only the main thread may say so
        yield
        return
    before = {stop: signal.signal(stop, handler) for stop in _STOPS}
    try:
        yield
    finally:
        for stop, answer in before.items():
            signal.signal(stop, answer)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
