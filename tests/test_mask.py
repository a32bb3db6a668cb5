"""`--mask`: what may name a person is not in the output, whatever the command and the format."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from importlib import import_module
from shlex import split

import pytest

from conftest import Desk
from hostile_books import PERSON, TOUR, Shown, planted
from partnercli import main
from partnercli.cli import tree
from partnercli.domain.mask import masked
from partnercli.domain.problem import Problem
from partnercli.domain.table import Column, Table
from partnercli.render import FORMATS
from partnercli.render.view import View

__all__ = ["planted"]  # a fixture
Planted = Callable[..., Shown]


def written(table: Table, form: str) -> str:
    """The table in this format, as text that can be searched."""
    chunks = import_module(f"partnercli.render.{form}").render(table, View())
    data = b"".join(chunk if isinstance(chunk, bytes) else chunk.encode() for chunk in chunks)
    if form != "xlsx":
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def given_away(text: str) -> list[str]:
    return [mark for mark in PERSON if mark in text]


@pytest.mark.parametrize("line", TOUR)
def test_a_masked_answer_names_nobody_in_any_format(line: str, planted: Planted) -> None:
    done = planted(*split(line), "--mask")
    assert done.code in (0, 3), done.err
    assert given_away(done.out + done.err) == []
    for table in done.tables:
        assert {form: given_away(written(table, form)) for form in FORMATS} == {form: [] for form in FORMATS}


def test_every_command_that_lists_is_on_the_tour() -> None:
    from partnercli.cli.root import build

    build(dict.fromkeys(main.NOUNS.values()), ())
    toured = {" ".join(split(line)[: 2 if split(line)[0] in tree.NOUNS else 1]) for line in TOUR}
    listing = {f"{each.noun} {each.verb}".strip() for each in tree.COMMANDS if each.lists}
    # Those that answer from the files, rates or settings they are given, which name nobody; a job only counts.
    assert listing - toured == {"network check", "rates show", "config show", "doctor", "run"}


@pytest.mark.parametrize(
    "line",
    ["lead list", "lead show L1", "sale list", "imports show I3", "explain S1", "explain B1", "decisions", "closes",
     "program show shop", "reconcile --dry-run --json"],
)  # fmt: skip
def test_the_planted_person_is_seen_where_nothing_is_masked(line: str, planted: Planted) -> None:
    assert given_away(planted(*split(line)).out)


def test_amounts_ids_classes_and_codes_stay(planted: Planted) -> None:
    bare, hidden = (json.loads(planted("sale", "list", "--json", *flag).out)["rows"] for flag in ((), ("--mask",)))
    names = {row.pop("name") for row in hidden}
    assert {row.pop("name") for row in bare}.isdisjoint(names)
    assert all(name.startswith("name-") for name in names)
    assert bare == hidden


PEOPLE = [Column("name", "Name"), Column("email", "E-mail"), Column("program", "Program", "code"), Column("says", "Says", "facts")]


def test_the_same_text_has_the_same_pseudonym_in_rows_summary_and_further_fields() -> None:
    rows = [("Ann", "a@b.c", "shop", {"order": "1", "click": "Ann"}), ("Bob", "", "shop", None), ("Ann", None, "shop", {})]
    history = Table("history", "History", [Column("new", "After")], [("Bob",), ("Eve",)])
    hidden = masked(Table("people", "People", PEOPLE, rows, history, extra={"more": [{"note": "Eve", "id": "L1", "n": 2}], "all": history}))
    assert hidden.rows == [
        ("name-1", "email-1", "shop", {"order": "1", "click": "name-1"}), ("name-2", "", "shop", None), ("name-1", None, "shop", {}),
    ]  # fmt: skip
    assert hidden.summary is not None
    assert hidden.summary.rows == [("name-2",), ("new-1",)]
    assert hidden.extra["more"] == [{"note": "new-1", "id": "L1", "n": 2}]
    assert hidden.extra["all"] == hidden.summary


def test_a_pseudonym_does_not_depend_on_the_text() -> None:
    """Else a list of likely names would find out whose it is."""
    one, other = (masked(Table("t", "T", [Column("name", "Name")], [(text,)])).rows for text in ("Ann", "Bob"))
    assert one == other


def test_a_problem_loses_what_it_quotes_and_keeps_the_rest() -> None:
    table = Table("t", "T", [Column("reason", "Reason", "problem")], [(Problem("bad_amount", {"text": "Ann", "column": "sum", "limit": 4}),)])
    assert masked(table).rows == [(Problem("bad_amount", {"text": "text-1", "column": "sum", "limit": 4}),)]


@pytest.mark.parametrize(
    ("file", "environment", "hidden"),
    [("mask: true", {}, True), ("", {"PARTNERCLI_MASK": "1"}, True), ("mask: true", {"PARTNERCLI_MASK": "false"}, False), ("mask: no", {}, False)],
)  # fmt: skip
def test_a_setting_masks_like_the_flag(file: str, environment: dict[str, str], hidden: bool, demo_desk: Desk) -> None:
    (demo_desk.folder / "partnercli.yaml").write_text(file + "\n" if file else "lang: en\n")
    done = demo_desk("lead", "list", **environment)
    assert ("name-1" in done.out) == hidden
    said = demo_desk("lead", "add", "--program", "okna", "--name", "Ann", "--dry-run", **environment).out
    assert ("Ann" not in said) == hidden
    changed = demo_desk("lead", "edit", "L1", "--name", "Ann", "--next", "+3d", "--dry-run", **environment).out
    assert ("Ann" not in changed) == hidden
    assert "next on" in changed


def test_a_slip_of_the_setting_shows_nothing(demo_desk: Desk) -> None:
    done = demo_desk("lead", "list", PARTNERCLI_MASK="ture")
    assert (done.code, done.out) == (2, "")


@pytest.mark.parametrize("line", ["export --canonical", "program dump"])
def test_the_whole_state_is_not_given_where_it_should_be_masked(line: str, demo_desk: Desk) -> None:
    done = demo_desk(*split(line), PARTNERCLI_MASK="1")
    assert (done.code, done.out) == (2, "")
