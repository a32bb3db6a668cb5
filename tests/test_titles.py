"""Column names the way profiles spell them: folded, by number, by place, joined, chosen, with a currency in them."""

from __future__ import annotations

import pytest

from partnercli.errors import InputRejected
from partnercli.intake import profile_file
from partnercli.intake.profile import Profile
from partnercli.intake.titles import Found, Titles, expression, fold_word
from profiled import column, read, refusals
from refusals import refused

SPEND = (
    "kind: spend\nevidence: inferred\nrecognise: [Day]\ncolumns: {{spent_on: Day, amount: Cost, campaign: {role}}}\n"
)


def place(header: list[str], name: str) -> Found | None:
    """Where a profile finds the one column it spells so."""
    return Titles(header).find(expression(name).columns[0])


def campaigns(role: str, header: str, *lines: str) -> list[str]:
    """What the role `campaign` reads of lines behind a day and a cost."""
    text = "\n".join([f"Day,Cost,{header}", *(f"2026-01-01,1,{line}" for line in lines)])
    return column(read(SPEND.format(role=role) + "currency: USD\n", text), "campaign")


@pytest.mark.parametrize(
    "spelled",
    ["Учётный номер", "учетный НОМЕР", "  Учётный   номер ", "Учётный\u00a0номер", "УЧЁТНЫЙ\tНОМЕР", "учётный\nномер"],
)
def test_case_yo_and_blanks_do_not_matter(spelled: str) -> None:
    assert fold_word(spelled) == "учетный номер"
    assert place(["id", spelled], "Учетный номер") == Found(1)


def test_other_differences_do() -> None:
    assert place(["Order-ID", "Order_ID", "OrderID", "Order IDs"], "Order ID") is None


def test_of_repeated_names_the_number_says_which() -> None:
    header = ["Amount", "Id", "amount", " AMOUNT "]
    assert [place(header, name) for name in ("Amount", "Amount @1", "Amount @2", "Amount @3", "Amount @4")] == [
        Found(0), Found(0), Found(2), Found(3), None,
    ]  # fmt: skip


def test_a_place_is_counted_from_one_whatever_stands_there() -> None:
    assert [place(["a", "", "a"], name) for name in ("#1", "#2", "#3", "#4")] == [Found(0), Found(1), Found(2), None]
    # `#0` and `#x` are names.
    assert [place(["#0", "#x"], name) for name in ("#0", "#x")] == [Found(0), Found(1)]


def test_a_name_that_stands_twice_is_refused_unless_the_profile_says_which() -> None:
    with refused(InputRejected, "column_twice"):
        campaigns("Name", "Name,name", "a,b")
    assert campaigns('"Name @2"', "Name,name", "a,b") == ["b"]
    assert campaigns('"#4"', "Name,name", "a,b") == ["b"]
    # Nobody reads the repeated one here.
    assert campaigns("Other", "Name,name,Other", "a,b,c") == ["c"]


def test_joined_columns_must_all_be_there_and_say_what_they_have() -> None:
    lines = ("x,y", "x,", ",y", ",")
    assert campaigns("A + B", "A,B", *lines) == ["x y", "x", "y", ""]
    assert campaigns("A + B", "A,C", *lines) == ["", "", "", ""]
    assert campaigns('"#3 + B @2"', "B,B", "x,y") == ["x y"]


def test_of_chosen_columns_the_first_filled_counts_in_each_row() -> None:
    assert campaigns("A | B", "A,B", "x,y", ",y", "x,", ",") == ["x", "y", "x", ""]
    assert campaigns("A | B", "C,B", "x,y", "x,") == ["y", ""]


def test_of_alternatives_the_first_that_the_file_has_is_read_even_where_it_is_empty() -> None:
    assert campaigns("[A, B]", "B,A", "x,y", "x,") == ["y", ""]
    assert campaigns("[Z, A + Z, B]", "B,A", "x,y") == ["x"]


@pytest.mark.parametrize(
    "spelled, code",
    [
        ("USD", "USD"), ("usd", "USD"), ("$", "USD"), ("US$", "USD"), ("₽", "RUB"), ("руб.", "RUB"), ("руб", "RUB"),
        ("Рублей", "RUB"), ("RUR", "RUB"), ("€", "EUR"), ("евро", "EUR"), ("Br", "BYN"), ("бел. руб.", "BYN"),
        ("грн", "UAH"), ("тенге", "KZT"), ("R$", "BRL"), ("NT$", "TWD"), ("zł", "PLN"), ("£", "GBP"),
    ],
)  # fmt: skip
def test_a_header_spells_its_currency_by_code_sign_or_word(spelled: str, code: str) -> None:
    header = ["id", f"Price ({spelled})", f"Сумма, {spelled}"]
    assert place(header, "Price ({currency})") == Found(1, code)
    assert place(header, "Сумма, {currency}") == Found(2, code)


@pytest.mark.parametrize("spelled", ["", "net", "%", "¥", "kr", "7", "USD EUR", "XXX"])
def test_what_is_no_currency_or_two_is_no_such_column(spelled: str) -> None:
    assert place([f"Price ({spelled})", f"Price {spelled}"], "Price ({currency})") is None


MONEY = "kind: spend\nevidence: inferred\nrecognise: [Day]\ncolumns: {spent_on: Day, amount: 'Cost ({currency})'}\n"


def test_the_currency_of_the_header_is_the_currency_of_the_rows() -> None:
    assert column(read(MONEY, "Day,Cost (₽)\n2026-01-01,1\n"), "currency") == ["RUB"]


def test_a_column_in_two_currencies_is_refused_and_never_guessed() -> None:
    with refused(InputRejected, "column_twice"):
        read(MONEY, "Day,Cost (USD),Cost (EUR)\n2026-01-01,1,2\n")
    second = read(MONEY.replace("cy})'", "cy}) @2'"), "Day,Cost (USD),Cost (EUR)\n2026-01-01,1,2\n")
    assert (column(second, "amount"), column(second, "currency")) == (["2.0000"], ["EUR"])


def test_two_amounts_in_two_currencies_are_refused() -> None:
    profile = """\
kind: rows
evidence: inferred
recognise: [Id]
columns: {transaction_id: Id, event_at: Day, status: S, commission: "Fee, {currency}", sale_amount: "Sum, {currency}"}
status: {ok: validated}
"""
    assert column(read(profile, 'Id,Day,S,"Fee, $","Sum, USD"\n1,2026-01-01,ok,1,2\n'), "currency") == ["USD"]
    with refused(InputRejected, "two_currencies"):
        read(profile, 'Id,Day,S,"Fee, $","Sum, €"\n1,2026-01-01,ok,1,2\n')


def test_a_currency_of_the_row_that_contradicts_the_header_refuses_the_row() -> None:
    profile = MONEY.replace("'}", "', currency: Cur}")
    records = read(profile, "Day,Cost (USD),Cur\n2026-01-01,1,$\n2026-01-02,2,EUR\n2026-01-03,3,\n")
    assert (column(records, "currency"), refusals(records)) == (["USD", "USD"], [(3, "two_currencies")])


def known(recognise: str, more: str = "") -> Profile:
    """A profile that says this of how it is recognised."""
    return profile_file.parse(
        f"kind: spend\nevidence: inferred\nrecognise: {recognise}\ncolumns: {{spent_on: A, amount: B}}\n{more}", "own"
    )


@pytest.mark.parametrize(
    "header, claimed",
    [("a b c", True), ("c b a x", True), ("a x c", False), ("a c2 b", True), ("a b", False), ("a b c bad", False)],
)
def test_a_profile_claims_what_has_all_its_names_and_none_that_speaks_against_it(header: str, claimed: bool) -> None:
    profile = known("[A, B, [C, C2]]", "absent: [bad, worse]\n")
    assert profile.claims(Titles(header.split())) is claimed


def test_what_lacks_is_named_with_its_alternatives() -> None:
    assert known("[A, B, [C, C2]]").lacks(Titles(["b"])) == ["A", "C | C2"]


def test_a_profile_used_by_name_claims_nothing() -> None:
    assert not known("by name").claims(Titles(["A", "B"]))


def test_a_format_known_by_places_needs_as_many_columns() -> None:
    by_places = profile_file.parse(
        'kind: spend\nevidence: inferred\nrecognise: ["#1"]\nheader: 0\ncolumns: {spent_on: "#2", amount: "#5"}\n',
        "own",
    )
    assert by_places.width == 5
    assert by_places.lacks(Titles(["#1", "#2", "#3", "#4"])) == ["#5"]
    assert by_places.claims(Titles(["#1", "#2", "#3", "#4", "#5"]))
    assert known("[A]", "width: 3\n").lacks(Titles(["A", "B"])) == ["#3"]
