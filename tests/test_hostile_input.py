"""What users type and files hold is a value: never a pattern, a statement, a type or a number without end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Desk
from hostile_books import Shown, planted

__all__ = ["planted"]  # a fixture
Planted = Callable[..., Shown]

YAML = {
    "a tag": "{key}: !!python/object/apply:os.system ['touch owned']",
    "an alias": "{key}: &a x\nb: *a",
    "a bomb": "a: &a [x, x]\nb: &b [*a, *a]\n{key}: [*b, *b]",
    "a cycle": "{key}: &a [*a]",
    "a key twice": "{key}: 1\n{key}: 2",
    "a merge": "x: &x {{a: 1}}\n{key}:\n  <<: *x",
    "depth": "{key}: " + "[" * 5000 + "]" * 5000,
    "a huge scalar": "{key}: " + "x" * 5_000_000,
    "a key that is a list": "? [a, b]\n: c\n{key}: d",
    "a NUL": "{key}: a\0b",
    "a number without end": "{key}: 1e999999999",
    "no mapping": "- {key}",
}


@pytest.mark.parametrize("hostile", YAML)
@pytest.mark.parametrize("place", ["partnercli.yaml", "programs.yaml", "networks/own.yaml"])
def test_hostile_yaml_is_refused_in_a_line_that_names_its_place(
    hostile: str, place: str, planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = {"partnercli.yaml": "wait", "programs.yaml": "programs", "networks/own.yaml": "columns"}[place]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "networks").mkdir()
    if place != "partnercli.yaml":
        (tmp_path / "partnercli.yaml").write_text("lang: en\n")
    (tmp_path / place).write_text(YAML[hostile].format(key=key))
    command = {"partnercli.yaml": ["lead", "list"], "programs.yaml": ["program", "apply", place], "networks/own.yaml": ["network", "list"]}
    done = planted(*command[place])
    assert done.code in ((0,) if place == "networks/own.yaml" else (2, 4))  # a profile that is broken is left out, and said
    assert Path(place).stem in done.err or "'1e999999999'" in done.err
    assert len(done.err) < 3000
    assert not (tmp_path / "owned").exists()


MARKS = ["%", "_", "*", "?", "[a-z]*", ".*", "'; drop table lead; --", '" or 1=1 --', "\\", "$find", "{id}", "%s", "L%", "--", "null", "\0"]


@pytest.mark.parametrize("mark", MARKS)
def test_marks_of_sql_globs_and_patterns_find_only_themselves(mark: str, planted: Planted) -> None:
    held = [row["id"] for row in planted("lead", "list", "--json").json()["rows"]]
    found = planted("lead", "list", "--json", f"--find={mark}").json()["rows"]
    assert all(mark.casefold() in " ".join(str(row[key]) for key in ("name", "email", "phone", "click")).casefold() for row in found)
    owned = planted("lead", "list", "--json", f"--owner={mark}").json()["rows"]
    assert owned == []
    for line in (["lead", "list", f"--program={mark}"], ["report", "income", f"--by={mark}"], ["program", "show", "--", mark]):
        assert planted(*line).code == 2
    assert [row["id"] for row in planted("lead", "list", "--json").json()["rows"]] == held


@pytest.mark.parametrize("amount", ["1e999999999", "1" + "0" * 400, "9" * 100_000, "1" * 15, "٣٤٥", "１２３", "Infinity", "nan", "0x10", "1_000",
                                    "−1e400", "1e-400", "1/3", "½"])  # fmt: skip
@pytest.mark.parametrize("flag", ["--amount", "--value"])
def test_a_number_without_end_or_in_exotic_digits_is_refused(amount: str, flag: str, planted: Planted) -> None:
    done = planted("lead", "add", "--program", "shop", "--name", "x", "--status", "customer", f"{flag}={amount}", "--dry-run")
    assert (done.code, done.out) == (2, "")
    assert len(done.err) < 500


@pytest.mark.parametrize("name", ["-rf.csv", "--help", "a\nb.csv", "'\"; $(touch owned).csv", "*.csv", "\udcff.csv", " .csv", "x" * 240 + ".csv"])
def test_any_file_name_is_read_and_told_in_one_line(name: str, desk: Desk) -> None:
    desk.fact("-q", "init")
    desk.fact("-q", "program", "add", "shop", "--rate", "10%")
    (desk.folder / name).write_text("program,name,email\nshop,Ann,a@b.example\n")
    done = desk("import", "--", name)
    assert done.code == 0, done
    assert done.out.count("\n") == 1
    assert done.out.split("\n")[0].isprintable()
    assert not (desk.folder / "owned").exists()
