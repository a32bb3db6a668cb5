"""What every test of an error says: which kind, and which problem. Sentences may be reworded, codes may not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from partnercli.domain.problem import Refused
from partnercli.errors import PartnerError


@contextmanager
def refused(kind: type[PartnerError] | type[Refused], code: str) -> Iterator[None]:
    """The block must raise `kind` with the problem `code`."""
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.problem.code == code
