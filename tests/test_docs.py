"""The documentation is true: its console blocks run, in order, beside the sample data, and answer what they show.

A line `…` stands for lines left out. What a command says on standard error may be shown or left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from conftest import ROOT, SAMPLE, Desk
from partnercli.cli import jobfile
from partnercli.domain.records import ROLES
from partnercli.errors import Mistakes
from partnercli.intake.catalogue import SHIPPED
from partnercli.intake.profile import Profile
from partnercli.intake.profile_file import load, parse

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"]
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """A command of a page and the lines printed under it."""

    command: str
    answer: list[str] = field(default_factory=list)


def commands(page: Path) -> list[Shown]:
    """Every `$ …` line of the page's console blocks."""
    found: list[Shown] = []
    for block in _CONSOLE.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Shown(line[2:]))
            else:
                found[-1].answer.append(line)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_run_and_answer_what_it_shows(page: Path, desk: Desk) -> None:
    (desk.folder / "sample_data").symlink_to(SAMPLE)
    (desk.folder / "docs").symlink_to(ROOT / "docs")
    exports = "export PARTNERCLI_DB=first.duckdb"
    wrong: list[str] = []
    for shown in commands(page):
        if shown.command.startswith("export "):
            exports = f"{exports}; {shown.command}"
            continue
        done = desk.shell(f"{exports}; {shown.command}")
        said = _words(done.out)
        expected = [line for line in _words("\n".join(shown.answer)) if line == "…" or line not in _words(done.err)]
        if done.code or (expected and not _fits(expected, said)):
            wrong.append(
                "\n".join([f"$ {shown.command}  → exit {done.code}", "shown:", *expected, "said:", *said, done.err])
            )
    assert not wrong, "\n\n".join(wrong)


def _words(text: str) -> list[str]:
    """The lines that say something, without the blanks that only align them."""
    return [re.sub(r"\s+", " ", line).strip() for line in text.splitlines() if line.strip()]


def _fits(expected: list[str], said: list[str]) -> bool:
    pattern = "".join(r"(?:.*\n)*" if line == "…" else re.escape(line) + r"\n" for line in expected)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in said)) is not None


def test_every_command_of_the_pages_stands_where_it_is_run() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert len(re.findall(r"^\s*\$ partnercli", text, re.MULTILINE)) == sum(
            shown.command.startswith("partnercli") for shown in commands(page)
        ), page.name
    assert len(commands(ROOT / "README.md")) >= 10


def test_the_readme_installs_with_one_line_and_tests_with_another() -> None:
    lines = re.findall(r"^```sh\n(.*)\n```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert lines[0].endswith("partnercli demo")
    assert "pytest" in lines[1]
    assert lines[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


_FORMAT = re.compile(r"^\| `(\w+)` \| (.*?) \| (\w+) \| (.*?) \|$", re.MULTILINE)


def _page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _shipped() -> dict[str, Profile]:
    """The profiles of the package; a user's own do not count here."""
    return {path.stem: load(path) for path in sorted(SHIPPED.glob("*.yaml"))}


def test_the_table_of_formats_has_every_profile_once_with_how_sure_it_is() -> None:
    told = [(name, evidence, inferred) for name, _what, evidence, inferred in _FORMAT.findall(_page("docs/formats.md"))]
    known = [(name, made.evidence, ", ".join(made.inferred) or "–") for name, made in _shipped().items()]
    assert sorted(told) == sorted(known)


def test_the_table_of_formats_says_which_are_used_by_name_alone() -> None:
    told = {name for name, what, *_ in _FORMAT.findall(_page("docs/formats.md")) if what.endswith("by name")}
    assert told == {name for name, made in _shipped().items() if not made.recognise}


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md"])
def test_a_page_that_counts_the_formats_counts_right(page: str) -> None:
    counts = re.findall(r"\b(\d+) formats\b", _page(page))
    assert counts
    assert set(counts) == {str(len(_shipped()))}


def test_the_reference_of_profiles_names_every_key_kind_and_role() -> None:
    text = _page("docs/profiles.md")
    kinds = dict(re.findall(r"^\| `(\w+)` \| [^|]* \| ([^|]*) \|$", text, re.MULTILINE))
    for kind, roles in ROLES.items():
        lacking = [role for role in roles if not re.search(rf"\b{role}\b", kinds.get(kind, ""))]
        assert not lacking, f"{kind}: {lacking}"
    with pytest.raises(Mistakes) as mistaken:
        parse("kind: rows\nsomething: else\n", "strange")
    problems = [problem for _where, problem in mistaken.value.found]
    keys = next(str(problem.facts["known"]) for problem in problems if problem.code == "profile_key").split(", ")
    assert [key for key in keys if not re.search(rf"`{key}\b|^{key}:", text, re.MULTILINE)] == []


def test_the_example_of_a_profile_is_one() -> None:
    example = re.findall(r"^```yaml\n(.*?)^```$", _page("docs/profiles.md"), re.MULTILINE | re.DOTALL)[0]
    assert parse(example, "example").kind == "rows"


def _yaml(name: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```$", _page(name), re.MULTILINE | re.DOTALL)


def test_the_job_with_targets_is_one(tmp_path: Path) -> None:
    (tmp_path / "job.yaml").write_text(_yaml("docs/automation.md")[0])
    assert [target.name for target in jobfile.load(tmp_path / "job.yaml").tell] == ["me", "group", "books"]


def test_the_keys_of_a_job_are_all_explained() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", _page("docs/automation.md"), re.MULTILINE)) == set(jobfile.KEYS)


def test_the_workflow_runs(desk: Desk) -> None:
    job = yaml.safe_load(_yaml("docs/automation.md")[1])["jobs"]["reconcile"]
    (desk.folder / "exports").mkdir()
    for place, name in (("", "programs.yaml"), ("exports", "awin.csv"), ("exports", "leads.csv")):
        (desk.folder / place / name).write_bytes((SAMPLE / name).read_bytes())
    (desk.folder / "job.yaml").write_bytes((ROOT / "docs" / "examples" / "job.yaml").read_bytes())
    steps = [step["run"] for step in job["steps"] if step.get("run", "").startswith("partnercli")]
    assert len(steps) == 4
    for step in steps:
        done = desk.shell(step, **job["env"])
        assert done.code == 0, done
    assert (desk.folder / "out").is_dir()
