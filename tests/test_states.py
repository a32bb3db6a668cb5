"""The state of a row by rules over several columns: first match, filled and empty, ignored lines, roles of a rule."""

from __future__ import annotations

import pytest

from partnercli.errors import InputRejected
from profiled import column, read, refusals, rows
from refusals import refused

HEAD = """\
kind: rows
evidence: inferred
recognise: [Id]
columns: {transaction_id: Id, event_at: Day, commission: Sum}
currency: USD
"""


def by(*rules: str, more: str = "") -> str:
    """A profile of network rows with these rules."""
    return HEAD + "states:\n" + "".join(f"  - {{{rule}}}\n" for rule in rules) + more


def export(header: str, *lines: str) -> str:
    """A file whose rows have an id, a day and an amount of 5 before these cells."""
    numbered = (f"{number},2026-01-01,5,{line}" for number, line in enumerate(lines, start=1))
    return "\n".join([f"Id,Day,Sum,{header}", *numbered]) + "\n"


def states(profile: str, file: str) -> list[str]:
    """Validation and payment of every record."""
    return [f"{row['validation']} {row['payment']}" for row in rows(read(profile, file))]


VOIDED = by("when: {Void: '1'}, is: declined", "when: {Paid: filled}, is: validated received", "is: pending")


def test_the_first_rule_that_fits_counts() -> None:
    file = export("Void,Paid", "1,2026-02-02", "0,2026-02-02", "0,", "1,", ",")
    assert states(VOIDED, file) == [
        "declined unknown", "validated received", "pending unknown", "declined unknown", "pending unknown",
    ]  # fmt: skip


def test_what_the_rules_looked_at_is_kept_as_the_raw_word() -> None:
    file = export("Void,Paid,Other", "1,x,y", ",x,y", ",,y")
    assert column(read(VOIDED, file), "status") == ["Void=1; Paid=x", "Paid=x", ""]


def test_of_one_column_the_raw_word_is_the_cell_alone() -> None:
    profile = by("when: {Void: '1'}, is: declined", "is: pending")
    assert column(read(profile, export("Void", "1", " No ", '""')), "status") == ["1", "No", ""]


def test_all_conditions_of_a_rule_must_hold() -> None:
    profile = by("when: {A: x, B: [y, empty]}, is: validated", "is: pending")
    assert (
        states(profile, export("A,B", "x,y", "x,", "x,z", ",y")) == ["validated unknown"] * 2 + ["pending unknown"] * 2
    )


def test_words_of_rules_are_compared_folded() -> None:
    profile = by("when: {A: [Зачтён, two words]}, is: validated", "is: pending")
    lines = ("ЗАЧТЕН", " зачтён ", "Two\u00a0 Words", "twowords")
    assert states(profile, export("A", *lines)) == ["validated unknown"] * 3 + ["pending unknown"]


@pytest.mark.parametrize("word", ["empty", "''", "[empty]"])
def test_an_empty_cell_is_blank_or_says_nothing_by_the_profile(word: str) -> None:
    profile = by(f"when: {{A: {word}}}, is: declined", "is: pending", more="empty: [(none), '-']\n")
    lines = ('""', '" "', "\u00a0", "-", "(none)", "0", "(None)")
    assert states(profile, export("A", *lines)) == ["declined unknown"] * 5 + ["pending unknown"] * 2


def test_a_cell_that_says_nothing_is_not_filled() -> None:
    profile = by("when: {A: filled}, is: validated received", "is: pending", more="empty: ['-']\n")
    assert states(profile, export("A", "-", "x")) == ["pending unknown", "validated received"]


def test_a_row_that_no_rule_knows_is_refused_with_what_it_says_and_what_is_known() -> None:
    profile = by("when: {A: [y, x]}, is: validated", "when: {A: z, B: empty}, is: declined")
    records = read(profile, export("A,B", "x,", "q,", "z,1"))
    assert refusals(records) == [(3, "unknown_status"), (4, "unknown_status")]
    assert [dict(reject.problem.facts) for reject in records.rejects] == [
        {"text": "A=q", "known": "A=x/y, A=z; B=empty", "column": "status"},
        {"text": "A=z; B=1", "known": "A=x/y, A=z; B=empty", "column": "status"},
    ]


def test_ignored_lines_are_counted_and_neither_kept_nor_refused() -> None:
    profile = by("when: {A: [fee, memo]}, is: ignore", "when: {A: sale}, is: pending")
    file = export("A", "sale", "fee", "memo", "sale").replace("2026-01-01,5,memo", "never,nothing,memo")
    records = read(profile, file)
    assert (column(records, "line"), refusals(records), records.read, records.ignored) == (["2", "5"], [], 2, 2)
    # What only tells such lines is no part of the raw word.
    assert column(records, "status") == ["sale", "sale"]


def test_words_are_ignored_as_rules_are() -> None:
    profile = """\
kind: receipts
evidence: inferred
recognise: [Day]
columns: {booked_at: Day, amount: Sum, status: State}
status: {done: booked, memo: ignore}
currency: USD
"""
    records = read(profile, "Day,Sum,State\n2026-01-01,5,done\n-,-,Memo\n2026-01-01,5,what\n")
    assert (column(records, "line"), refusals(records), records.ignored) == (["2"], [(4, "unknown_status")], 1)


def test_a_rule_reads_a_role_from_another_column_for_its_rows_alone() -> None:
    profile = by("when: {A: paid}, is: validated, commission: Paid Sum, currency: Cur | Own", "is: pending")
    records = read(profile, export("A,Paid Sum,Cur,Own", "paid,7,EUR,", "new,8,EUR,", "paid,9,,GBP", "paid,,,"))
    assert column(records, "commission") == ["7.0000", "5.0000", "9.0000"]
    assert column(records, "currency") == ["EUR", "USD", "GBP"]
    assert refusals(records) == [(5, "missing_value")]


def test_a_role_that_only_rules_read_is_empty_for_the_other_rows() -> None:
    profile = by("when: {A: paid}, is: validated, order_id: Ref, sale_amount: Total", "is: pending")
    records = read(profile, export("A,Ref,Total", "paid,O1,50", "new,O2,60"))
    assert (column(records, "order_id"), column(records, "sale_amount")) == (["O1", ""], ["50.0000", ""])


def test_a_rule_that_an_earlier_one_took_the_row_from_reads_nothing_of_it() -> None:
    profile = by("when: {A: x}, is: pending", "when: {B: y}, is: validated, commission: Other", "is: declined")
    assert column(read(profile, export("A,B,Other", "x,y,7", ",y,7")), "commission") == ["5.0000", "7.0000"]


def test_a_column_that_must_be_empty_may_be_missing() -> None:
    profile = by("when: {Void: empty, A: x}, is: validated", "is: declined")
    assert states(profile, export("A", "x")) == ["validated unknown"]
    either = by("when: {Void: [empty, '0']}, is: validated", "is: declined")
    assert states(either, export("A", "x")) == ["validated unknown"]


@pytest.mark.parametrize("word", ["filled", "'1'", "[filled, '1']"])
def test_a_rule_about_a_missing_column_says_nothing(word: str) -> None:
    assert states(by(f"when: {{Void: {word}}}, is: declined", "is: pending"), export("A", "x")) == ["pending unknown"]


def test_without_a_column_for_any_rule_the_file_is_refused() -> None:
    with refused(InputRejected, "column_absent"):
        read(by("when: {Void: filled}, is: declined"), export("A", "x"))


def test_a_column_of_a_rule_that_stands_twice_is_refused() -> None:
    with refused(InputRejected, "column_twice"):
        read(by("when: {A: filled}, is: declined", "is: pending"), export("A,a", "x,y"))
    assert states(by("when: {A @2: filled}, is: declined", "is: pending"), export("A,a", "x,")) == ["pending unknown"]


def test_the_paid_flag_wins_over_the_state_but_only_validated_rows_are_paid() -> None:
    profile = by("when: {A: ok}, is: validated awaiting", "is: declined").replace("{tr", "{paid_flag: Paid, tr")
    profile += "paid: {yes: received, no: awaiting, '': unknown}\n"
    records = read(profile, export("A,Paid", "ok,YES", "ok,no", "ok,", "bad,yes", "ok,maybe"))
    assert column(records, "payment") == ["received", "awaiting", "awaiting", "unknown"]
    assert refusals(records) == [(6, "unknown_status")]


def test_an_unknown_word_of_a_lead_is_taken_only_by_the_star() -> None:
    profile = """\
kind: leads
evidence: inferred
recognise: [Name]
columns: {name: Name, status: State}
status: {won: customer, '': ''}
"""
    file = "Name,State\na,WON\nb,\nc,other\n"
    assert refusals(read(profile, file)) == [(4, "unknown_status")]
    everything = read(profile.replace("won:", "'*': in_work, won:"), file)
    assert column(everything, "states") == ["customer", "", "in_work"]
