"""Russian is whole: every sentence of the code has its twin in `locales/ru.json`, and a run shows nothing in English."""

from __future__ import annotations

import ast
import io
import json
import re
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import pytest

import partnercli
from conftest import SAMPLE, TODAY, Desk, Done
from partnercli import i18n, main
from partnercli.domain import records
from partnercli.domain.findings import CODES, STATES
from partnercli.intake.learn.look import LOOKS
from partnercli.phrases import PHRASES
from partnercli.reconcile.findings import checks, find
from partnercli.reports import FILES, header, names, report
from partnercli.store import leads
from partnercli.store.store import Store

PACKAGE = Path(partnercli.__file__).parent
CATALOGUE = PACKAGE / "locales" / "ru.json"
RUSSIAN: dict[str, str] = json.loads(CATALOGUE.read_text(encoding="utf-8"))

SAME_IN_BOTH = {"SHA-256", "utm_source", "utm_medium", "utm_campaign", "2026-10, 2026-Q3, last-month, 30d …"}
"""Sentences without a word of any language; a list of codes needs no entry here, only its joining word is translated."""
WORDS = (
    *records.CLASSES, *records.LEAD_STATUS, *records.INTEREST, *records.VALIDATION, *records.PAYMENT,
    *records.PAYOUT_STATUS, *records.RECEIPT_STATUS, records.IGNORE, *LOOKS, "sure", "same", "differs", "wrong",
    "appeared", "vanished", "not_read", "undeclined", "cut", "raised", "redated", "changed",
    *STATES, *{code.severity for code in CODES.values()}, "link", "unlink", "accept", "snooze",
    "leads", "programs", "channels", "decisions", "tolerances", "notes", "rates", "new_records", "changed_records", "same_records", "rejected_rows",
    "ok", "warning", "problem", "main", "part", "candidate", "sale", "lead", "note", "sold_on", "order_id", "amount",
)  # fmt: skip
"""Words of ours that cells hold and the terminal translates: also what a change wrote, roles of links, what is paid for, fields of a sale."""
SAID_IN_SQL = re.compile(
    r"(?:\b(?:then|else) '|(?:, |\{|: |^ +)'(?=[a-z_ ]+'(?:,| as |:|\})))([a-z][a-z_ ]*)'", re.MULTILINE
)
"""A literal that becomes a cell: chosen by a case, standing between commas or named a column, or the key of a fact."""
NEVER_SHOWN = {"none"}
"""A word of the views that no column shows: the standing of a case without money."""
TYPER = (
    "Usage:", "Options:", "Arguments:", "Commands:", "Show this", "[OPTIONS]", "[ARGS]", "[required]", "[default",
    "env var", "<str", "<int",
)  # fmt: skip
"""What Typer writes into help by itself, in English."""


# ── every sentence has its twin ─────────────────────────────────────────────────────────────────────────────────────


@cache
def sentences() -> dict[str, str]:
    """Each English sentence people can be shown, with the first place it stands in."""
    found: dict[str, str] = {}
    errors = (("phrases.py", phrase) for phrase in PHRASES.values())
    findings = (("a finding", said) for check in checks() for said in (CODES[check.code].meaning, check.next))
    for place, sentence in (*_in_python(), *_in_reports(), *_words(), *errors, *findings):
        found.setdefault(sentence, place)
    return found


def _in_python() -> Iterator[tuple[str, str]]:
    """The literals of `_("…")`, and the titles of `Table(name, …)` and `Column(key, …)`, which renderers translate."""
    titled = {"_": 0, "Table": 1, "Column": 1}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in titled:
                if len(node.args) <= titled[node.func.id]:
                    continue
                argument = node.args[titled[node.func.id]]
                if isinstance(argument, ast.Constant):
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}", str(argument.value)


def _in_reports() -> Iterator[tuple[str, str]]:
    for path in sorted(FILES.glob("*.sql")):
        said = header(path.stem)
        for sentence in (said.title, said.about, *(column.title for column in said.columns), *said.notes):
            if sentence:
                yield path.name, sentence


def _words() -> Iterator[tuple[str, str]]:
    """Words that renderers look up: of classes, fields and ways of matching, and what the SQL of evidence says."""
    matching = [path.stem.split("_", 1)[1] for path in sorted((PACKAGE / "reconcile" / "tiers").glob("*.sql"))]
    yield from (("a word of the domain", word.replace("_", " ")) for word in (*WORDS, *leads.FIELDS, *matching))
    reports = (path for path in sorted(FILES.glob("*.sql")) if "class" in {c.kind for c in header(path.stem).columns})
    views = (path for path in sorted((PACKAGE / "store").glob("*.sql")) if path.stem not in ("names", "unseen", "journal"))  # letters, commands
    found = sorted((PACKAGE / "reconcile" / "checks").glob("*.sql"))
    for path in (*reports, *views, *found):
        for word in SAID_IN_SQL.findall(path.read_text(encoding="utf-8")):
            if word not in NEVER_SHOWN and not word.endswith(" "):  # the first half of something
                yield path.name, word.replace("_", " ")


def test_every_sentence_has_its_russian() -> None:
    missing = [f"{place}: {sentence}" for sentence, place in sentences().items() if sentence not in RUSSIAN]
    assert not missing, "add to locales/ru.json:\n" + "\n".join(missing)


def test_no_translation_is_left_over() -> None:
    unused = [sentence for sentence in RUSSIAN if sentence not in sentences()]
    assert not unused, "no code says this any more, take it out of locales/ru.json:\n" + "\n".join(unused)


def test_no_sentence_is_translated_twice() -> None:
    pairs = json.loads(CATALOGUE.read_text(encoding="utf-8"), object_pairs_hook=list)
    keys = [key for key, _russian in pairs]
    assert [key for key in keys if keys.count(key) > 1] == []


@pytest.mark.parametrize("english", RUSSIAN)
def test_a_translation_is_russian_and_says_the_same(english: str) -> None:
    """The same {facts}, flags and commands; no Latin word the English has not; Cyrillic, except codes."""
    russian = RUSSIAN[english]
    assert _facts(russian) == _facts(english)
    assert _hints(russian) == _hints(english)
    assert set(re.findall(r"[A-Za-z_]+", russian)) <= set(re.findall(r"[A-Za-z_]+", english))
    assert english in SAME_IN_BOTH or re.search("[а-яё]", russian, re.IGNORECASE)
    assert (russian != russian.strip()) == (english != english.strip()), "a blank at the end belongs to both"


def _facts(sentence: str) -> set[str]:
    return {name for _text, name, _format, _conversion in string.Formatter().parse(sentence) if name}


def _hints(sentence: str) -> set[str]:
    """What can be typed: flags and commands."""
    flags, nouns = re.findall(r"--[a-z][a-z-]*", sentence), re.findall(r"partnercli ([a-z]+)", sentence)
    return {*flags, *(noun for noun in nouns if noun in main.NOUNS)}


# ── a run in Russian shows no English ───────────────────────────────────────────────────────────────────────────────

TYPED = r"(?:partnercli|program show|program terms)( [a-z{<-][^\s,;]*| [A-Z]{2,}\b| \d+%)*"
"""A command to type, to the end of its words, flags and CODES."""
WORD = re.compile(r"(?<![\w@./=|{*\\-])[A-Za-z]+(?:'s)?(?![\w@/=|*]|[.-]\w)")
"""A word by itself: not a part of an id, an address, a path, a flag, a key=value."""


def english_in(text: str, line: str = "") -> list[str]:
    """Words which are neither data nor codes, and those which the catalogue translates, though data has them too.

    What the user has typed in `line` may come back.
    """
    shown = {word for word in WORD.findall(re.sub(TYPED, "", text)) if not word.isupper()}
    return sorted(word for word in shown - set(line.split()) if word in _translated() or word not in _codes())


@cache
def _translated() -> frozenset[str]:
    """Words of the English sentences that never stand in the Russian ones, and are no code."""
    english, russian = (set(WORD.findall(re.sub(TYPED, "", "\n".join(side)))) for side in (RUSSIAN, RUSSIAN.values()))
    return frozenset(english - russian - _names())


@cache
def _codes() -> frozenset[str]:
    """Names of ours, words the Russian sentences keep, and every word of the sample data."""
    data = "\n".join(path.read_bytes().decode(errors="replace") for path in sorted(SAMPLE.glob("*.[cy]*")))
    kept = re.findall("[A-Za-z]+", "\n".join(RUSSIAN.values()))
    return frozenset({*_names(), *kept, *re.findall("[A-Za-z]+", data)})


@cache
def _names() -> frozenset[str]:
    """Commands, reports, what they are grouped by, profiles, and the codes of the sample's programs."""
    profiles = {path.stem for path in (PACKAGE / "networks").glob("*.yaml")}
    groupings = {word for name in names() for word in header(name).by}
    codes = re.findall(r"(?:code|network): (\w+)", (SAMPLE / "programs.yaml").read_text(encoding="utf-8"))
    return frozenset({*main.NOUNS, *names(), *groupings, *profiles, *codes})


class _Terminal(io.TextIOWrapper):
    """Standard output that says it is a terminal: people are shown tables, and words instead of codes."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def in_russian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demo_store: Path) -> Iterator[Callable[[str], Done]]:
    """Run a command line in this process as on a Russian terminal, on the demo store, without a user's configuration."""
    ours = {"PARTNERCLI_LANG": "ru", "PARTNERCLI_DB": str(demo_store), "PARTNERCLI_TODAY": TODAY}
    for name, value in {**ours, "COLUMNS": "250", "NO_COLOR": "1", "XDG_CONFIG_HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    i18n.use(None)

    def run(line: str) -> Done:
        out, err = _Terminal(io.BytesIO(), encoding="utf-8"), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main.run(line.split())
        out.seek(0)
        return Done(code, out.read(), err.getvalue())

    yield run
    i18n.use(None)


SCREENS = (
    "", "check", "help", "init", "report", "report income", "report income --by network,account,month", "report channels",
    "report missing", "reconcile --dry-run", "sale list --period 2026-09", "sale show S12", "explain L17", "explain R82",
    "lead list --status in_work", "lead show L17", "payout list", "payout show P1", "imports list", "imports show I5",
    "program list", "program show chitai", "channel list", "lead status L17 refused --reason дорого --dry-run",
    "lead edit L17 --interest cold --next +3d --dry-run", "sale edit S12 --amount 10 --dry-run",
    "lead add --program chitai --name Анна --order 77 --amount 1000 --dry-run", "lead note L17 звонок --dry-run",
    "program add zzz --rate 10% --dry-run", "program edit chitai --rate 9% --dry-run", "channel add zzz --dry-run",
    "payout add --program chitai --amount 1500 --dry-run", "backup --dry-run",
)  # fmt: skip


@pytest.mark.parametrize("line", SCREENS)
def test_a_screen_is_russian(line: str, in_russian: Callable[[str], Done]) -> None:
    done = in_russian(line)
    assert (done.code, bool(done.out)) == (0, True), done.err
    assert english_in(done.out + done.err, line) == [], done.out + done.err


ERRORS = (
    "frog", "lead frog", "lead list --frog", "lead list --format", "lead list --format frog", "init a b", "sale add --lead L1",
    "program add x --hold frog", "lead add", "lead add --program chiti --name Анна", "lead add --program chitai",
    "lead list --period frog", "lead status L17 frog", "lead status L17 new --reason x", "explain frog", "explain S999999",
    "report incme", "report income --by frog", "import", "import нет.csv", "import .", "payout add --amount 1",
    "payout add --program chitai --amount 1.5.5", "program add chitai", "help frog", "completion frog", "export",
    "backup --keep 0", "restore нет.duckdb", "export . --csv",
)  # fmt: skip


@pytest.mark.parametrize("line", ERRORS)
def test_an_error_is_russian(line: str, in_russian: Callable[[str], Done]) -> None:
    done = in_russian(line)
    assert (done.code, done.out) == (2, ""), done
    assert re.match("partnercli: ошибка: .*[а-яё].*\n$", done.err), done.err
    assert english_in(done.err, line) == [], done.err


def test_every_word_of_ours_in_the_demo_is_russian(demo_store: Path) -> None:
    """Whatever SQL made it from: classes and names of facts that reports show of the sample data are translated."""
    shown: set[str] = set()
    with Store(demo_store, today=date.fromisoformat(TODAY)) as store:
        find(store)
        for path in sorted(FILES.glob("*.sql")):
            table = report(store, path.stem, lead=17, sale=12, payout=1)
            for position, column in enumerate(table.columns):
                cells = [row[position] for row in table.rows if row[position]]
                if column.kind == "class":
                    shown.update(str(cell).replace("_", " ") for cell in cells)
                elif column.kind == "facts":
                    shown.update(key.replace("_", " ") for cell in cells for key in cast("dict[str, str]", cell))
    assert len(shown) > 40
    assert sorted(word for word in shown if word not in RUSSIAN) == []


ALL_HELP = """
from typer.main import get_command
from partnercli.cli.root import build
from partnercli.main import NOUNS, run

for name, noun in get_command(build(dict.fromkeys(NOUNS.values()), ())).commands.items():
    for words in ([name], *([name, verb] for verb in getattr(noun, "commands", ()))):
        run([*words, "--help"])
run(["--help"])
run(["lead"])
"""
"""The help of every command, in one process: help is written in the language the process began with."""


def test_help_is_russian(tmp_path: Path) -> None:
    clean = {"HOME": str(tmp_path), "PARTNERCLI_LANG": "ru", "COLUMNS": "200"}
    command = [sys.executable, "-c", ALL_HELP]
    done = subprocess.run(command, env=clean, cwd=tmp_path, capture_output=True, text=True, check=True)
    shown = done.stdout + done.stderr
    assert shown.count("\n  $ partnercli") > 30
    assert [word for word in TYPER if word in shown] == []
    flags = re.sub(r"^ +(-[\w-]+,? ?)+( \S+)?(?=\s)", "", shown, flags=re.MULTILINE)
    examples = re.sub(r"^ +\$ .*", "", flags, flags=re.MULTILINE)
    assert english_in(re.sub(r"^  [a-z]+ {2,}", "", examples, flags=re.MULTILINE)) == []


def test_a_configuration_file_can_choose_russian(desk: Desk) -> None:
    (desk.folder / "partnercli.yaml").write_text("lang: ru\n", encoding="utf-8")
    assert "Использование:" in desk("lead", "add", "--help", PARTNERCLI_LANG="").out
    assert desk("frog", PARTNERCLI_LANG="").err.startswith("partnercli: ошибка: ")
    assert desk("frog", PARTNERCLI_LANG="en").err.startswith("partnercli: error: ")
