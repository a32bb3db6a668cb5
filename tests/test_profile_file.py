"""A profile's YAML: every mistake is told at once, each with its place, in the order of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnercli.domain.records import REQUIRED, ROLES, RecordKind
from partnercli.errors import InputRejected, Mistakes
from partnercli.intake import profile_file
from partnercli.intake.profile import Profile
from profiled import mistakes
from refusals import refused

RIGHT = """\
kind: rows
evidence: inferred
recognise: [Id, State]
columns: {transaction_id: Id, event_at: Date, status: State, commission: Sum}
status: {ok: validated}
"""
NEEDED = {
    "rows": "status: S, commission: C, event_at: D",
    "payouts": "amount: A, paid_on: D",
    "lines": "amount: A",
    "receipts": "booked_at: D, amount: A",
    "leads": "name: N",
    "spend": "spent_on: D, amount: A",
}


def right(**changes: str) -> str:
    """The right profile with lines put in place of the top keys named; new keys at its end."""
    text = RIGHT
    for key, value in changes.items():
        line = next((line for line in text.splitlines() if line.startswith(f"{key}:")), None)
        text = text.replace(line, f"{key}: {value}") if line else f"{text}{key}: {value}\n"
    return text


def of_kind(kind: str, columns: str, more: str = "status: {ok: received}\n") -> str:
    more = more if "status:" in columns else ""
    return f"kind: {kind}\nevidence: inferred\nrecognise: [A]\ncolumns: {{{columns}}}\n{more}"


def loaded(**changes: str) -> Profile:
    return profile_file.parse(right(**changes), "own")


def test_the_right_one_has_no_mistake() -> None:
    assert mistakes(RIGHT) == []


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    wrong = """\
titel: a slip
kind: rows
evidence: certain
recognise: []
header: three
width: ²
delimiter: ;;
encoding: utf-99
decimal: "'"
decimals: about
minor: yes
sign: other
fees: below
dates: [iso, "%d", "%Q"]
zone: Mars/Olympus
currency: XYZ
parts: some
reversal: linked
columns:
  comission: Sum
  event_at: Date
  sale_amount: {a: b}
status:
  ok: confirmed
  OK: pending
  "*": pending
paid: {y: paid}
direction: {in: up}
states:
  - {when: {A + B: x}, is: validated}
  - {when: {A: x}}
  - {when: x, is: validated}
  - {when: {A: x}, is: valid, refs: B}
network: [a, b]
aliases: [[a]]
"""
    assert mistakes(wrong) == [
        "1:1 profile_key titel", "3:1 profile_value evidence", "4:1 profile_missing recognise", "5:1 profile_value header",
        "6:1 profile_value width", "7:1 bad_delimiter", "8:1 unknown_encoding", "9:1 profile_value decimal",
        "10:1 profile_value decimals", "11:1 profile_value minor", "12:1 profile_value sign", "13:1 profile_value fees",
        "14:1 bad_date_format", "14:1 bad_date_format", "15:1 unknown_zone", "16:1 unknown_currency",
        "17:1 profile_value parts", "18:1 profile_missing columns.original_ref", "19:1 profile_missing columns.commission",
        "20:3 profile_key comission", "22:16 profile_value sale_amount", "23:1 profile_missing columns.status",
        "23:1 profile_value *", "24:7 profile_value confirmed", "25:3 yaml_twice OK",
        "27:1 profile_missing columns.paid_flag", "27:11 profile_value paid", "28:1 profile_missing columns.direction",
        "28:17 profile_value up", "30:5 profile_value A + B", "31:5 profile_value states", "32:12 profile_value when",
        "33:24 profile_value valid", "33:31 profile_key refs", "34:1 profile_value network", "35:11 profile_value aliases",
    ]  # fmt: skip


def test_a_mistake_names_its_file_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(right(minor="maybe", sheet="[a]"), encoding="utf-8")
    with pytest.raises(Mistakes) as caught:
        profile_file.load(tmp_path / "mine.yaml")
    assert str(caught.value) == (
        f"{tmp_path}/mine.yaml:6:1: The value of minor does not fit. Allowed: true · false.\n"
        f"{tmp_path}/mine.yaml:7:1: The value of sheet does not fit. Allowed: TEXT."
    )


@pytest.mark.parametrize("kind", ["rowz", "Rows", "[rows]", ""])
def test_a_wrong_kind_does_not_hide_the_other_mistakes(kind: str) -> None:
    told = mistakes(right(kind=kind, currency="XYZ", zones="x", status="{ok: booked, no: nothing}"))
    assert [line.split(" ", 1)[1] for line in told] == [
        "profile_value kind", "profile_value nothing", "unknown_currency", "profile_key zones",
    ]  # fmt: skip


def test_what_is_missing_is_told_at_the_beginning_of_the_file() -> None:
    assert mistakes("title: nothing else\n") == [
        "1:1 profile_missing kind", "1:1 profile_missing columns", "1:1 profile_missing evidence",
        "1:1 profile_missing recognise",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ROLES)
def test_every_needed_role_of_a_kind_must_be_mapped(kind: RecordKind) -> None:
    columns = NEEDED[kind]
    assert mistakes(of_kind(kind, columns, "status: {ok: validated}\n")) == []
    for role in REQUIRED[kind]:
        less = ", ".join(part for part in columns.split(", ") if not part.startswith(f"{role}:"))
        assert f"4:1 profile_missing columns.{role}" in mistakes(of_kind(kind, less, "status: {ok: validated}\n"))


def test_a_receipt_needs_an_amount_or_one_of_its_two_sides() -> None:
    assert mistakes(of_kind("receipts", "booked_at: D")) == ["4:1 profile_missing columns.amount"]
    for side in ("amount", "credit", "debit"):
        assert mistakes(of_kind("receipts", f"booked_at: D, {side}: A")) == []


def test_states_stand_in_for_a_status_column() -> None:
    assert mistakes(of_kind("rows", "commission: C, event_at: D") + "states: [{is: pending}]\n") == []


@pytest.mark.parametrize(
    "kind, state",
    [("rows", "pending"), ("payouts", "waiting"), ("lines", "waiting"), ("receipts", "booked"), ("leads", "new")],
)
def test_any_other_word_is_for_leads_alone(kind: str, state: str) -> None:
    columns = NEEDED[kind] if kind == "rows" else f"{NEEDED[kind]}, status: S"
    wrong = [] if kind == "leads" else ["5:1 profile_value *"]
    assert mistakes(of_kind(kind, columns, f'status: {{"*": {state}}}\n')) == wrong


def test_linked_reversals_need_the_column_that_names_the_original() -> None:
    assert mistakes(right(reversal="linked")) == ["6:1 profile_missing columns.original_ref"]
    assert mistakes(right(reversal="linked").replace("{tr", "{original_ref: Orig, tr")) == []


def test_a_column_of_words_needs_its_words_and_the_words_their_column() -> None:
    flagged = RIGHT.replace("{tr", "{paid_flag: Paid, tr")
    assert mistakes(flagged) == ["1:1 profile_missing paid"]
    assert mistakes(flagged + "paid: {y: received}\n") == []
    assert mistakes(right(paid="{y: received}")) == ["6:1 profile_missing columns.paid_flag"]
    assert mistakes(right(status="{}")) == ["5:1 profile_missing status"]
    assert mistakes(RIGHT.replace("status: State, ", "")) == [
        "4:1 profile_missing columns.status",
        "5:1 profile_missing columns.status",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        "absent: [[a]]", "aliases:", "inferred: {a: b}", "key:", "key: [{a: b}]", "footer: ['']", "dates: [' ']",
        "empty: [[a]]", "key: A + B | C", "title: {}", "source: []", "sheet: {a: b}", "width: -1", "width: 10000",
        "header: '01'", "minor: True", "encoding: []", "delimiter: a", "states: {is: pending}", "states: [x]",
        "states: [{when: {A: [[x]]}, is: pending}]", "states: [{when: {A: []}, is: pending}]",
        "states: [{is: validated nowhere}]", "states: [{is: pending, commission: [A, B]}]",
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_one_mistake_on_its_line(wrong: str) -> None:
    found = mistakes(f"{RIGHT}{wrong}\n")
    assert [line.split(":")[0] for line in found] == ["6"], found


@pytest.mark.parametrize("columns", ["{}", "[]", "['']", "''", "[[a, b]]", "[A, {b: c}]", "A + B | C"])
def test_a_role_reads_names_alone(columns: str) -> None:
    found = mistakes(RIGHT.replace("commission: Sum}", f"commission: {columns}}}"))
    assert [line.split(" ", 1)[1] for line in found] == ["profile_value commission"]


@pytest.mark.parametrize("names", ["[]", "", "name", "[[]]", "['']", "[a, {b: c}]", "[[a, [b]]]", "{a: b}"])
def test_a_format_is_known_by_names_alone(names: str) -> None:
    assert [line.split(" ", 1)[1].split()[1] for line in mistakes(right(recognise=names))] == ["recognise"]


def test_words_that_fold_to_the_same_are_one_word() -> None:
    assert mistakes(right(status="{зачтён: validated, ЗАЧТЕН: pending}")) == ["5:29 yaml_twice ЗАЧТЕН"]


def test_scalars_stay_as_they_are_written() -> None:
    profile = loaded(status="{NO: declined, 0123: pending, 12:30: validated, ~: pending, '': declined}", title="1.10")
    assert sorted(profile.statuses) == ["", "0123", "12:30", "no", "~"]
    assert profile.title == "1.10"


@pytest.mark.parametrize(
    "hostile, code",
    [
        ("a: &a [x, x]\nb: [*a, *a]\n", "yaml_alias"),
        ("<<: {kind: rows}\n*x : y\n", "yaml_alias"),
        ("title: " + "[" * 30 + "]" * 30 + "\n", "yaml_deep"),
        ("title: a\ntitle: b\n", "yaml_twice"),
        ("? [a, b]\n: c\n", "yaml_key"),
        ("title: 'open\n", "yaml_broken"),
        ("title: a\n---\ntitle: b\n", "yaml_broken"),
        ("title: \x00\n", "yaml_broken"),
        ("- kind\n", "yaml_not_mapping"),
        ("kind\n", "yaml_not_mapping"),
        ("title: " + "x" * 4_000_001, "yaml_too_long"),
    ],
)
def test_hostile_yaml_is_refused(hostile: str, code: str) -> None:
    with refused(InputRejected, code):
        profile_file.parse(hostile, "own")


def test_a_tag_is_refused() -> None:
    with refused(InputRejected, "yaml_tag"):
        loaded(title="!!python/name:os.system x")


def test_a_file_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_bytes("title: Отчёт\n".encode("cp1251"))
    with refused(InputRejected, "yaml_unreadable"):
        profile_file.load(tmp_path / "own.yaml")
