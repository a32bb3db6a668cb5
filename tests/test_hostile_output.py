"""Text of somebody else's is shown as text by every command: it steers no terminal, marks up no page, runs in no sheet."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from importlib import import_module
from shlex import split

import pytest
from fastexcel import read_excel

from conftest import SCRIPTS, Desk
from hostile_books import HARM, TOUR, Shown, planted
from partnercli.domain.problem import Problem
from partnercli.domain.table import Column, Table
from partnercli.render import FORMATS
from partnercli.render.view import View

__all__ = ["planted"]  # a fixture
Planted = Callable[..., Shown]
FOR_TERMINALS = [form for form in FORMATS if form != "xlsx"]
RUNS = tuple("=+-@\t\r＝＋－＠")
"""What makes a spreadsheet take a cell for a formula: https://owasp.org/www-community/attacks/CSV_Injection."""


def steering(text: str) -> Iterator[str]:
    """Characters that do more than stand in their place; line ends and the blanks of numbers are ours."""
    return (c for c in text if not c.isprintable() and c not in "\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")


def written(table: Table, form: str) -> bytes:
    chunks = import_module(f"partnercli.render.{form}").render(table, View())
    return b"".join(chunk if isinstance(chunk, bytes) else chunk.encode() for chunk in chunks)


@pytest.mark.parametrize("line", TOUR)
def test_no_answer_steers_a_terminal_in_any_format(line: str, planted: Planted) -> None:
    done = planted(*split(line))
    assert done.code in (0, 3), done.err
    assert sorted(set(steering(done.out + done.err))) == []
    for table in done.tables:
        for form in FOR_TERMINALS:
            text = written(table, form).decode().replace("\r", "") if form == "csv" else written(table, form).decode()
            assert (form, sorted({*steering(text)} - {"\t"} if form in ("tsv", "csv") else set(steering(text)))) == (form, [])
        json.loads(written(table, "json"))
        _page(written(table, "html").decode())


def _page(text: str) -> None:
    """A page in which the reader of HTML finds no tag of the data's."""
    tags: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _attributes: tags.add(tag)  # type: ignore[method-assign]
    parser.feed(text)
    assert tags <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize(
    "words",
    [
        ["lead", "show", HARM], ["lead", "list", "--program", HARM], ["lead", "list", f"--{HARM}"], [HARM], ["lead", HARM], ["report", HARM],
        ["report", "income", "--by", HARM], ["report", "income", "--period", HARM], ["report", "income", "--in", HARM],
        ["report", "income", "--currency", HARM], ["lead", "list", "--format", HARM], ["lead", "list", "-o", f"/{HARM}/x.csv"],
        ["lead", "list", "-o", f"/tmp/x.{HARM}"], ["lead", "list", "--today", HARM], ["lead", "list", "--wait", HARM], ["explain", HARM],
        ["import", HARM], ["import", "leads.csv", "--profile", HARM], ["import", "leads.csv", "--encoding", HARM],
        ["import", "leads.csv", "--currency", HARM], ["network", "show", HARM], ["network", "check", HARM], ["network", "learn", HARM],
        ["findings", "show", HARM], ["findings", "list", "--code", HARM], ["close", HARM], ["reopen", HARM, "--reason", "x"],
        ["program", "show", HARM], ["program", "add", HARM], ["program", "apply", HARM], ["link", HARM, HARM], ["accept", HARM, "--reason", "x"],
        ["snooze", "LATE-S1", "--until", HARM], ["undo", HARM], ["completion", HARM], ["help", HARM], ["rates", "add", HARM, "1"],
        ["rates", "show", HARM], ["lead", "add", "--program", "shop", "--name", "x", "--amount", HARM, "--dry-run"],
        ["--db", f"/{HARM}", "lead", "list"], ["lead", "status", "L1", HARM], ["sale", "add", "--lead", HARM],
    ],
    ids=lambda words: " ".join(words).replace(HARM, "HARM"),
)  # fmt: skip
def test_no_error_that_quotes_what_it_was_given_steers_a_terminal(words: list[str], planted: Planted) -> None:
    done = planted(*words)
    assert (done.code, done.out) in ((2, ""), (1, ""), (4, ""))
    assert sorted(set(steering(done.err))) == []
    assert "[red]" in done.err or "x.csv" in words[-1] or words == ["rates", "show", HARM] or "Traceback" not in done.err


@pytest.mark.parametrize("name", ["PARTNERCLI_DB", "PARTNERCLI_TODAY", "PARTNERCLI_WAIT", "PARTNERCLI_MEMORY", "PARTNERCLI_MASK",
                                  "PARTNERCLI_RATES", "PARTNERCLI_REPORT_CURRENCY", "COLUMNS", "PARTNERCLI_LANG", "NO_COLOR", "TERM"])  # fmt: skip
def test_a_hostile_environment_is_an_error_of_one_line_or_ignored(name: str, planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, HARM)
    done = planted("lead", "list", "--format", "table")
    assert done.code in (0, 2)
    assert sorted(set(steering(done.out + done.err))) == []
    assert done.err.count("\n") <= 1


LEADERS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(A1)", " =1+1", "\ufeff=1+1",
           "\u200b=1+1", "\N{NO-BREAK SPACE}=1+1", '"=1+1', "'=1+1", "%0A-1+1", "−1+1", "\x00=1+1", "@", "="]  # fmt: skip


@pytest.mark.parametrize("text", LEADERS)
def test_no_text_is_a_formula_in_any_format(text: str) -> None:
    """Also behind what spreadsheets trim, and in the wide forms that those of East Asia take for the narrow ones."""
    table = Table("t", "T", [Column("a", "A"), Column("b", "B")], [(text, "x")])
    (cell, _), = list(csv.reader(io.StringIO(written(table, "csv").decode(), newline="")))[1:]  # fmt: skip
    tabbed = written(table, "tsv").decode().split("\n")[1].split("\t")[0]
    for shown in (cell, tabbed):
        assert not shown.strip(" \N{NO-BREAK SPACE}\n\ufeff\u200b").startswith(RUNS), shown
    sheet = read_excel(written(table, "xlsx")).load_sheet(0, dtypes="string").to_polars()
    assert sheet["A"][0].strip() == re.sub(r"[\x00\u200b\ufeff]", lambda m: m[0].encode("unicode_escape").decode(), text).strip()
    cells = re.findall("<td>(.*?)</td>", written(table, "html").decode(), re.DOTALL)
    assert not html.unescape(cells[0]).strip().startswith(RUNS)


def test_a_sentence_that_begins_with_a_column_of_the_file_is_no_formula() -> None:
    refused = Problem("bad_amount", {"column": "=1+1", "text": "x"})
    table = Table("t", "T", [Column("reason", "Reason", "problem")], [(refused,)])
    assert written(table, "csv").decode().split("\n")[1].startswith('"' + "'=1+1: ")


@pytest.mark.parametrize("number", ["-5", "-1234.56", "+7 900 555-01-23", "-", "+", "−5"])
def test_numbers_and_phones_are_none(number: str) -> None:
    table = Table("t", "T", [Column("a", "A")], [(number,)])
    assert written(table, "csv").decode().split("\n")[1] == number


def test_json_keeps_every_character(planted: Planted) -> None:
    (lead,) = (row for row in planted("lead", "list", "--json").json()["rows"] if row["id"] == "L2")
    assert lead["name"] == f"Zlata {HARM}"
    assert lead["owner"] == f"Ownerova {HARM}"


def test_completion_offers_codes_and_nothing_that_steers(desk: Desk) -> None:
    desk.fact("-q", "init")
    desk.fact("-q", "program", "add", "shop", "--rate", "10%", "--name", HARM)
    words = {"_PARTNERCLI_COMPLETE": "complete_bash", "COMP_WORDS": "partnercli lead list --program s", "COMP_CWORD": "4"}
    done = desk("lead", **words)
    assert done.out.split() == ["shop"]
    assert (SCRIPTS / "partnercli").exists()
