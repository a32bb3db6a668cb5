"""Columns that no role reads: those whose amounts may change what is owed are named, all others are silent."""

from __future__ import annotations

import pytest

from partnercli import intake
from partnercli.intake.source import Source

ROWS = "transaction,program,status,commission,currency,date,{title}\n1,shop,paid,10,RUB,2026-10-01,{cell}\n"


def unread(title: str, cell: str) -> list[str]:
    text = ROWS.format(title=title, cell=cell)
    return intake.read(Source("rows.csv", text.encode(), "")).unread


@pytest.mark.parametrize("title", ["Refunded", "VAT", "withholding tax", "Удержано", "Сумма возврата", "НДС", "Штраф"])
@pytest.mark.parametrize("cell", ["3.50", "-3", '"1 200,00 ₽"', "$5"])
def test_an_amount_nobody_reads_is_named(title: str, cell: str) -> None:
    assert unread(title, cell) == [title]


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("Refunded", "0.00"), ("Refunded", ""), ("Refunded", "no"), ("Refund date", "2026-10-05"), ("Tax id", "77"),
        ("Причина возврата", "1"), ("Note", "15"), ("Private", "12"), ("Click", "15.00"),
    ],
)  # fmt: skip
def test_other_columns_are_silent(title: str, cell: str) -> None:
    assert unread(title, cell) == []


def test_a_column_some_role_reads_is_not_named() -> None:
    text = "transaction,program,status,commission,currency,date,corrects\n1,shop,paid,-10,RUB,2026-10-01,77\n"
    assert intake.read(Source("rows.csv", text.encode(), "")).unread == []
