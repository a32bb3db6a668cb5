"""JSON on one line, as it may stand on a terminal, in a pipe and in a file."""

from __future__ import annotations

import json
from collections.abc import Callable


def dump(value: object, default: Callable[[object], object] | None = None) -> str:
    """The value as JSON. What could steer a terminal or is no character at all (a lone surrogate) is a \\u escape.

    `default` gives what stands for a value JSON has no form for, as in `json.dumps`.
    """
    line = json.dumps(value, ensure_ascii=False, default=default)
    return line if line.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)
