"""What identifies a row that has no id: the columns of the profile's key by their values, else everything it says."""

from __future__ import annotations

import pytest

from profiled import column, read

SPEND = """
title: Own spend
kind: spend
evidence: verified_file
recognise: [Day, Campaign, Cost]
decimal: auto
dates: [iso, "%d.%m.%Y"]
currency: RUB
key: [Day, Campaign, Cost]
columns: {spent_on: Day, campaign: Campaign, amount: Cost}
"""


def keys(*lines: str) -> list[str]:
    return column(read(SPEND, "Day;Campaign;Cost\n" + "\n".join(lines) + "\n"), "content")


def test_a_key_counts_days_and_amounts_by_value() -> None:
    assert len(set(keys("2026-10-05;A;1500.00", "05.10.2026;A;1 500.00", "05.10.2026; A ;1500.0"))) == 1


@pytest.mark.parametrize("other", ["06.10.2026;A;1500.00", "05.10.2026;a;1500.00", "05.10.2026;A;1500.01"])
def test_a_key_tells_different_values_apart(other: str) -> None:
    assert len(set(keys("2026-10-05;A;1500.00", other))) == 2


def test_columns_that_are_no_part_of_the_key_do_not_matter() -> None:
    text = "Day;Campaign;Cost;Note\n2026-10-05;A;1.50;x\n2026-10-05;A;1.50;y\n"
    assert len(set(column(read(SPEND, text), "content"))) == 1
