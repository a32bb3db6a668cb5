"""A job file is read strictly: every mistake at once, each with its line and column, and nothing is begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Desk
from job_desk import JOB, job_desk, write_job
from partnercli.cli.jobfile import Job, load
from partnercli.errors import Misconfigured, UsageError

__all__ = ["job_desk"]

WRONG = """\
name: a b
imports: []
import:
  - file: x
    profile: nosuch
  - exports
reports:
  - report: incme
    file: x.pdf
  - report: movements
    file: x.csv
    in: rub
    by: frog
    period: tomorrow-ish
tell:
  - url_env: mailto://user:secret@example.org
  - name: me
    url_env: ME
    url_file: me.url
reconcile: maybe
timeout: 1w
fail_on: [UNDERPAID, frog]
"""


def read(tmp_path: Path, text: str) -> Job:
    (tmp_path / "job.yaml").write_text(text, encoding="utf-8")
    return load(tmp_path / "job.yaml")


def test_every_mistake_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as wrong:
        read(tmp_path, WRONG)
    found = {(where.removeprefix(f"{tmp_path}/job.yaml:"), problem.code) for where, problem in wrong.value.found}
    assert found == {
        ("1:7", "bad_code"), ("2:1", "profile_key"), ("4:5", "profile_key"), ("4:5", "profile_missing"),
        ("5:14", "no_such_profile"), ("6:5", "yaml_not_mapping"), ("8:13", "unknown_report"), ("9:11", "unknown_format"),
        ("10:13", "report_not_converted"), ("13:5", "no_grouping"), ("14:13", "bad_period"), ("16:5", "profile_missing"),
        ("16:14", "bad_variable"), ("18:5", "one_of_two"), ("20:1", "profile_value"), ("21:10", "bad_timeout"),
        ("22:1", "unknown_finding_code"),
    }  # fmt: skip
    assert wrong.value.exit_code == 2


def test_a_url_put_where_its_file_is_named_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as wrong:
        read(tmp_path, "tell:\n  - name: me\n    url_file: json://127.0.0.1/SECRET\n")
    assert [problem.code for _where, problem in wrong.value.found] == ["url_in_place"]
    assert "SECRET" not in str(wrong.value)


def test_a_url_put_where_its_variable_is_named_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as wrong:
        read(tmp_path, WRONG)
    assert "secret" not in str(wrong.value)


@pytest.mark.parametrize("text", ["import: [", "import: !!python/object {}", "a: &a 1\nb: *a", "name: a\nname: b", "- import"])
def test_what_is_no_plain_yaml_is_refused_with_its_place(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as wrong:
        read(tmp_path, text)
    assert wrong.value.where.startswith(f"{tmp_path}/job.yaml:")


def test_paths_are_seen_from_the_folder_of_the_job(tmp_path: Path) -> None:
    folder = tmp_path / "a [b] *c"
    folder.mkdir()
    job = read(folder, f"import:\n  - files: in/*.csv\n  - files: {tmp_path}/*.txt\nreports:\n  - {{report: income, file: ~/x.csv}}\n")
    assert [item.pattern for item in job.imports] == [f"{tmp_path}/a [[]b] [*]c/in/*.csv", f"{tmp_path}/*.txt"]
    assert job.reports[0].file == str(Path.home() / "x.csv")


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("90s", 90), ("10m", 600), ("2h", 7200), ("24h", 86400)])
def test_times(text: str, seconds: int, tmp_path: Path) -> None:
    assert read(tmp_path, f"timeout: {text}").timeout == seconds


@pytest.mark.parametrize("text", ["0", "25h", "1.5h", "-1", "99999h"])
def test_what_is_no_time(text: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        read(tmp_path, f"timeout: '{text}'")


def test_check_looks_and_begins_nothing(job_desk: Desk) -> None:
    before = job_desk.state()
    assert job_desk.fact("run", "job.yaml", "--check") == "job.yaml is right.\n"
    assert job_desk.state() == before
    write_job(job_desk, JOB + "timeout: soon\n")
    done = job_desk("run", "job.yaml", "--check")
    assert (done.code, done.out, "job.yaml:3:10: 'soon'" in done.err) == (2, "", True)
