"""The store rounds as the domain does: one list of minor units stands in SQL, one in Python, and they are the same."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from books import new_books
from partnercli.domain.money import CURRENCIES, minor_unit, round_money


def test_sql_and_python_agree_on_every_currency(tmp_path: Path) -> None:
    with new_books(tmp_path).open() as store:
        for currency in sorted(CURRENCIES):
            row = store.one("select unit($c), rounded(cast(12345.6785 as decimal(18, 4)), $c)", c=currency)
            assert row == (minor_unit(currency), round_money(Decimal("12345.6785"), currency)), currency


@pytest.mark.parametrize(("total", "n", "mean"), [("100.00", 3, "33.3333"), ("0.01", 2, "0.0050"), ("-10.00", 4, "-2.5000")])
def test_a_mean_is_exact_to_four_decimals(total: str, n: int, mean: str, tmp_path: Path) -> None:
    with new_books(tmp_path).open() as store:
        row = store.one("select mean_money(cast($t as decimal(18, 4)), $n)", t=total, n=n)
    assert row == (Decimal(mean),)
