"""Amounts with their sign and size: credit and debit, direction, reversed signs, fees, coins, rounding, empty words."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnercli.intake import shape
from profiled import column, read, refusals

SOME = settings(max_examples=20, deadline=None, derandomize=True, database=None)


def bank(columns: str, *more: str, currency: str = "USD") -> str:
    """A profile of a statement with these columns beside id and day."""
    standing = [f"currency: {currency}"] if currency else []
    lines = ["kind: receipts", "evidence: inferred", "recognise: [Id, Day]", *standing, *more]
    return "\n".join([*lines, f"columns: {{transaction_id: Id, booked_at: Day, {columns}}}"]) + "\n"


def statement(header: str, *lines: str) -> str:
    numbered = (f"{number},2026-01-01,{line}" for number, line in enumerate(lines, start=1))
    return "\n".join([f"Id,Day,{header}", *numbered]) + "\n"


SIDES = bank("credit: In, debit: Out")
DIRECTED = bank("amount: Sum, direction: Side", "direction: {cr: in, dr: out}")
SIGNED = bank("amount: Sum, fee: Fee")


def test_money_in_is_above_zero_and_money_out_below() -> None:
    records = read(SIDES, statement("In,Out", "5,", ",5", "0,5", "5,0.00", "0,0"))
    assert column(records, "amount") == ["5.0000", "-5.0000", "-5.0000", "5.0000", "0.0000"]
    assert refusals(records) == []


@pytest.mark.parametrize("side, amount", [("credit", "5.0000"), ("debit", "-5.0000")])
def test_one_side_alone_is_enough(side: str, amount: str) -> None:
    records = read(bank(f"{side}: Sum"), statement("Sum", "5", ""))
    assert (column(records, "amount"), refusals(records)) == ([amount], [(3, "missing_value")])


def test_a_side_with_a_sign_of_its_own_is_refused() -> None:
    """Some banks write money out as `-5` in the column of money out: which of the two minuses counts is not ours to guess."""
    records = read(SIDES, statement("In,Out", ",-5", "-5,", "(5),", ",5"))
    assert refusals(records) == [(2, "sign_twice"), (3, "sign_twice"), (4, "sign_twice")]
    assert column(records, "amount") == ["-5.0000"]


def test_a_row_with_money_on_both_sides_is_refused_and_never_netted() -> None:
    assert refusals(read(SIDES, statement("In,Out", "7,5", "5,5"))) == [(2, "two_sides"), (3, "two_sides")]


def test_a_row_without_amount_is_refused_and_is_not_zero() -> None:
    for profile, header, line in [(SIDES, "In,Out", ","), (DIRECTED, "Sum,Side", ",cr"), (SIGNED, "Sum,Fee", ",1")]:
        assert refusals(read(profile, statement(header, line))) == [(2, "missing_value")]


def test_the_direction_is_the_sign() -> None:
    records = read(DIRECTED, statement("Sum,Side", "5,CR", "5, dr ", "0,dr"))
    assert column(records, "amount") == ["5.0000", "-5.0000", "0.0000"]


def test_a_direction_beside_a_sign_or_without_a_word_is_refused() -> None:
    records = read(DIRECTED, statement("Sum,Side", "-5,dr", "-5,cr", "5,", "5,both"))
    assert refusals(records) == [(2, "sign_twice"), (3, "sign_twice"), (4, "unknown_status"), (5, "unknown_status")]


@pytest.mark.parametrize(
    "profile, header, line, amount",
    [
        (SIDES, "In,Out", "5,", "-5.0000"), (SIDES, "In,Out", ",5", "5.0000"), (DIRECTED, "Sum,Side", "5,dr", "5.0000"),
        (SIGNED, "Sum,Fee", "-5,", "5.0000"), (SIGNED, "Sum,Fee", "0,", "0.0000"),
    ],
)  # fmt: skip
def test_a_reversed_sign_turns_every_amount(profile: str, header: str, line: str, amount: str) -> None:
    assert column(read(profile + "sign: reversed\n", statement(header, line)), "amount") == [amount]


def test_a_reversed_row_of_a_network_is_a_correction_by_its_real_sign() -> None:
    profile = """\
kind: rows
evidence: inferred
recognise: [Id]
sign: reversed
columns: {transaction_id: Id, event_at: Day, status: S, commission: Fee, sale_amount: Sale}
status: {ok: validated}
currency: USD
"""
    records = read(profile, "Id,Day,S,Fee,Sale\n1,2026-01-01,ok,-5,-50\n2,2026-01-01,ok,5,50\n")
    assert column(records, "commission") == ["5.0000", "-5.0000"]
    assert column(records, "sale_amount") == ["50.0000", "-50.0000"]
    assert column(records, "correction") == ["False", "True"]


def test_a_fee_that_was_taken_is_above_zero_however_it_is_written() -> None:
    file = statement("Sum,Fee", "5,-1", "5,1", "5,", "5,0")
    assert column(read(SIGNED, file), "fee") == ["-1.0000", "1.0000", "", "0.0000"]
    below = read(SIGNED + "fees: below zero\n", file)
    assert (column(below, "fee"), column(below, "amount")) == (["1.0000", "-1.0000", "", "0.0000"], ["5.0000"] * 4)


COINS = bank("amount: Sum, currency: Cur", "minor: true", currency="")


def test_coins_are_of_the_size_of_their_currency() -> None:
    records = read(COINS, statement("Sum,Cur", "12345,USD", "12345,JPY", "12345,kwd", "-5,₽", "0,EUR"))
    assert column(records, "amount") == ["123.4500", "12345.0000", "12.3450", "-0.0500", "0.0000"]
    assert column(records, "currency") == ["USD", "JPY", "KWD", "RUB", "EUR"]


def test_coins_without_a_currency_or_with_a_mark_are_refused() -> None:
    records = read(COINS, statement("Sum,Cur", "12345,", "12345,???", "123.45,USD", '"1,234",USD', ",USD", "1 000,USD"))
    assert refusals(records) == [
        (2, "minor_without_currency"), (3, "minor_without_currency"), (4, "bad_minor"), (5, "bad_minor"),
        (6, "missing_value"), (7, "bad_minor"),
    ]  # fmt: skip


def test_coins_of_the_profiles_or_the_headers_currency() -> None:
    assert column(read(bank("amount: Sum", "minor: true", currency="JPY"), statement("Sum", "5")), "amount") == [
        "5.0000"
    ]
    headed = bank("amount: 'Sum ({currency})'", "minor: true", currency="")
    assert column(read(headed, statement("Sum (kwd)", "5")), "amount") == ["0.0050"]


def test_two_currencies_in_one_row_are_refused() -> None:
    profile = bank("amount: Sum, fee: Fee, currency: Cur", currency="USD")
    records = read(profile, statement("Sum,Fee,Cur", "$5,1,USD", "€5,1,USD", "€5,$1,", "€5,1,", "5,1,"))
    assert refusals(records) == [(3, "two_currencies"), (4, "two_currencies")]
    assert column(records, "currency") == ["USD", "EUR", "USD"]


def test_words_for_nothing_say_nothing_in_every_column() -> None:
    profile = bank("amount: Sum, fee: Fee, purpose: Why", "empty: [(none), '-', n/a]")
    records = read(profile, statement("Sum,Fee,Why", "5,-,n/a", "5, (none) ,-", "-,1,x", "5,1,N/A"))
    assert (column(records, "fee"), column(records, "purpose")) == (["", "", "1.0000"], ["", "", "N/A"])
    assert refusals(records) == [(4, "missing_value")]


def test_without_such_words_a_dash_is_no_amount() -> None:
    assert refusals(read(SIGNED, statement("Sum,Fee", "5,-", "-,1"))) == [(2, "bad_amount"), (3, "bad_amount")]


def test_binary_fractions_are_rounded_only_where_the_profile_says_so() -> None:
    file = statement("Sum,Fee", "0.30000000000000004,0.1", "-2.675000000000000044,", "0.00005,0.00015", "1.5,")
    assert refusals(read(SIGNED, file)) == [(line, "too_many_decimals") for line in (2, 3, 4)]
    rounded = read(SIGNED + "decimals: rounded\n", file)
    assert column(rounded, "amount") == ["0.3000", "-2.6750", "0.0000", "1.5000"]
    assert column(rounded, "fee") == ["0.1000", "", "0.0002", ""]


money = st.decimals("-99999999", "99999999", places=4, allow_nan=False, allow_infinity=False)


@SOME
@given(st.lists(money, min_size=1, max_size=20))
def test_all_ways_of_writing_a_sign_tell_the_same_amounts(amounts: list[Decimal]) -> None:
    def made(profile: str, header: str, spell: list[str]) -> list[str]:
        records = read(profile, statement(header, *spell))
        assert refusals(records) == []
        return column(records, "amount")

    expected = [f"{amount + 0:.4f}" for amount in amounts]
    size = [f"{abs(amount):f}" for amount in amounts]
    pairs = list(zip(amounts, size, strict=True))
    assert made(SIGNED, "Sum,Fee", [f"{amount:f}," for amount in amounts]) == expected
    assert made(SIDES, "In,Out", [f",{one}" if amount < 0 else f"{one}," for amount, one in pairs]) == expected
    assert made(DIRECTED, "Sum,Side", [f"{one},{'dr' if amount < 0 else 'cr'}" for amount, one in pairs]) == expected
    assert made(SIGNED + "sign: reversed\n", "Sum,Fee", [f"{-amount:f}," for amount in amounts]) == expected


@pytest.mark.parametrize("more", ["", "sign: reversed\n", "fees: below zero\n", "decimals: rounded\n"])
@pytest.mark.parametrize(
    "profile, header, line", [(SIDES, "In,Out", "5,"), (DIRECTED, "Sum,Side", "5,dr"), (SIGNED, "Sum,Fee", "5,1")]
)
def test_the_columns_and_their_types_are_always_those_of_the_kind(
    profile: str, header: str, line: str, more: str
) -> None:
    (frame,) = read(profile + more, statement(header, line)).frames
    expected = {**shape.columns("receipts"), "line": pl.Int64(), "content": pl.String()}
    assert dict(frame.schema) == expected
