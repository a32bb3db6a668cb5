"""`partnercli run`: every step goes as far as it can, the exit code is the worst of them, and it is safe to repeat."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import SCRIPTS, Desk, tables
from job_desk import JOB, MORE, in_process, job_desk, write_job
from partnercli import errors, files
from partnercli.cli import importing
from partnercli.cli.jobfile import load
from partnercli.cli.jobrun import carry_out
from partnercli.cli.run import Run
from partnercli.errors import BusyError

__all__ = ["job_desk"]

REPORTS = """\
reports:
  - report: missing
    file: out/missing-{today}.csv
  - report: income
    period: last-month
    by: [network]
    file: out/income-{period}.md
"""
SUMMARY = "job: {state}. Files read: {read}, known before: {known}, refused: {refused}. Reports: {reports}. Findings: 2.\n"


def test_it_imports_reconciles_and_writes_and_says_so_in_one_line(job_desk: Desk) -> None:
    write_job(job_desk, JOB + REPORTS)
    done = job_desk("run", "job.yaml")
    assert (done.code, done.out) == (0, SUMMARY.format(state="done", read=2, known=0, refused=0, reports=2)), done
    assert "S1" in (job_desk.folder / "out" / "missing-2026-11-01.csv").read_text()
    assert (job_desk.folder / "out" / "income-2026-10.md").exists()
    assert {row["id"] for row in job_desk("findings", "list", "--json").json()["rows"]} == {"UNTRACKED-S1", "UNDERPAID-S2"}


def test_the_same_run_again_changes_nothing(job_desk: Desk) -> None:
    write_job(job_desk, JOB + REPORTS)
    job_desk.fact("run", "job.yaml")
    state, report = job_desk.state(), (job_desk.folder / "out" / "missing-2026-11-01.csv").read_bytes()
    assert "read: 0, known before: 2" in job_desk.fact("run", "job.yaml")
    assert job_desk.state() == state
    assert (job_desk.folder / "out" / "missing-2026-11-01.csv").read_bytes() == report


def test_an_import_that_a_person_took_back_is_not_read_again(job_desk: Desk) -> None:
    job_desk.fact("run", "job.yaml")
    job_desk.fact("imports", "undo", "last", "--yes")
    assert "read: 0, known before: 2" in job_desk.fact("run", "job.yaml")


def test_a_refused_file_stops_no_other_and_is_the_exit_code(job_desk: Desk) -> None:
    (job_desk.folder / "exports" / "broken.csv").write_text("nothing of use\n")
    write_job(job_desk, JOB + REPORTS + "fail_on: any\n")
    done = job_desk("run", "job.yaml")
    assert (done.code, done.out) == (4, SUMMARY.format(state="failed (4)", read=2, known=0, refused=1, reports=2)), done
    assert done.err.count("\n") == 1
    assert "exports/broken.csv: There is no table" in done.err


def test_a_folder_that_is_not_there_is_told_and_a_pattern_without_files_is_fine(job_desk: Desk) -> None:
    write_job(job_desk, JOB + "  - files: nowhere/*.csv\n  - files: exports/*.xlsx\n")
    done = job_desk("run", "job.yaml")
    assert (done.code, "There is no folder" in done.err, "nowhere" in done.err) == (2, True, True)
    assert "Files read: 2" in done.out


@pytest.mark.parametrize(("fail_on", "code"), [("any", 3), ("[UNDERPAID]", 3), ("[SILENT]", 0), ("[]", 0)])
def test_findings_are_the_exit_code_where_the_job_says_so(fail_on: str, code: int, job_desk: Desk) -> None:
    write_job(job_desk, JOB + f"fail_on: {fail_on}\n")
    assert job_desk("run", "job.yaml").code == code


def test_quiet_says_nothing_on_success_and_one_line_when_not(job_desk: Desk) -> None:
    done = job_desk("run", "job.yaml", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")
    write_job(job_desk, JOB + "fail_on: any\n")
    done = job_desk("run", "job.yaml", "--quiet")
    assert (done.code, done.out, done.err.count("\n")) == (3, "", 1)
    assert done.err.startswith("job: findings (3).")


def test_json_names_every_step(job_desk: Desk) -> None:
    (job_desk.folder / "exports" / "broken.csv").write_text("nothing of use\n")
    done = job_desk("run", "job.yaml", "--json")
    told = __import__("json").loads(done.out)
    steps = [(row["step"], Path(row["subject"]).name, row["result"], row["exit"]) for row in told["rows"]]
    assert steps == [
        ("import", "broken.csv", "failed", 4), ("import", "leads.csv", "done", 0), ("import", "rows.csv", "done", 0),
        ("reconcile", "job", "done", 0),
    ]  # fmt: skip
    assert (told["job"], told["exit"], told["findings"]) == ("job", 4, {"UNTRACKED": 1, "UNDERPAID": 1})


def test_a_dry_run_changes_nothing(job_desk: Desk) -> None:
    write_job(job_desk, JOB + REPORTS)
    before = job_desk.state()
    assert "(dry run) job: done. Files read: 2" in job_desk.fact("run", "job.yaml", "--dry-run")
    assert job_desk.state() == before
    assert not (job_desk.folder / "out").exists()


def test_it_runs_as_cron_runs_it(job_desk: Desk) -> None:
    """Another folder, no environment but PATH and HOME; patterns are seen from the job file."""
    bare = {"PATH": "/usr/bin:/bin", "HOME": "/"}
    words = ["run", str(job_desk.folder / "job.yaml"), "--db", str(job_desk.folder / "store.duckdb")]
    done = subprocess.run([str(SCRIPTS / "partnercli"), *words], cwd="/", env=bare, capture_output=True, text=True, check=False)
    assert (done.returncode, "Files read: 2" in done.stdout) == (0, True), done


def test_without_a_store_nothing_is_begun(desk: Desk) -> None:
    write_job(desk, JOB)
    done = desk("run", "job.yaml")
    assert (done.code, done.err.count("\n"), "partnercli init" in done.err) == (2, 1, True)


# ── one at a time, and not for ever ─────────────────────────────────────────────────────────────────────────────────


def test_a_second_job_on_the_store_is_75_and_names_the_first(job_desk: Desk) -> None:
    before = job_desk.state()
    with files.alone(job_desk.folder / ".store.duckdb.job", 0):
        done = job_desk("run", "job.yaml", "--wait", "0.1")
    assert (done.code, done.out, done.err.count("\n")) == (75, "", 1)
    assert f"process {os.getpid()}" in done.err
    assert job_desk.state() == before
    assert job_desk("run", "job.yaml").code == 0


def test_a_killed_job_lets_go(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    hold = f"import time; from pathlib import Path; from partnercli import files\nwith files.alone(Path({str(place)!r}), 0): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(BusyError, match=str(holder.pid)), files.alone(place, 0.1):
            pass
        holder.send_signal(signal.SIGKILL)
    with files.alone(place, 1):
        assert place.stat().st_mode & 0o777 == 0o600


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("precious")
    (tmp_path / "lock").symlink_to(tmp_path / "victim")
    with pytest.raises(errors.DiskError), files.alone(tmp_path / "lock", 0):
        pass
    assert (tmp_path / "victim").read_text() == "precious"


# ── what nobody foresaw ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_crash_in_one_file_is_1_and_the_others_are_read(job_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importing.import_one

    def fragile(run: Run, file: str, wishes: importing.Wishes) -> importing.Done | None:
        if file.endswith("leads.csv"):
            raise ValueError("ann@example.com")
        return real(run, file, wishes)

    monkeypatch.setattr(importing, "import_one", fragile)
    ran = carry_out(in_process(job_desk), load(job_desk.folder / "job.yaml"))
    assert [(Path(step.subject).name, step.result) for step in ran.steps[:2]] == [("leads.csv", "failed"), ("rows.csv", "done")]
    assert ran.code == 1


def test_a_store_that_is_busy_in_between_stops_what_is_left(job_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(run: Run, file: str, wishes: importing.Wishes) -> None:
        raise BusyError("store_busy", path="store", pid="7")

    monkeypatch.setattr(importing, "import_one", busy)
    ran = carry_out(in_process(job_desk), load(job_desk.folder / "job.yaml"))
    assert ([step.result for step in ran.steps], ran.code) == (["failed"], 75)


def test_reports_are_not_written_where_reconcile_failed(job_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(store: object) -> None:
        raise RecursionError

    monkeypatch.setattr("partnercli.reconcile.refresh", broken)
    write_job(job_desk, JOB + REPORTS)
    ran = carry_out(in_process(job_desk), load(job_desk.folder / "job.yaml"))
    assert ran.count("report", "skipped") == 2
    assert not (job_desk.folder / "out").exists()


def test_errors_are_worse_than_findings() -> None:
    assert errors.worst([0, 3, 75, 4, 2, 1]) == 1
    assert errors.worst([0, 3, 75, 4, 2]) == 2
    assert errors.worst([0, 3, 75, 4]) == 4
    assert errors.worst([0, 3, 75]) == 75
    assert errors.worst([0, 3]) == 3
    assert errors.worst([]) == 0


def test_it_is_journalled_as_the_imports_it_made(job_desk: Desk) -> None:
    job_desk.fact("run", "job.yaml")
    assert [row["file"].rsplit("/", 1)[1] for row in tables(job_desk.state())["import_file"]] == ["leads.csv", "rows.csv"]
    (job_desk.folder / "exports" / "more.csv").write_text(MORE)
    assert "Files read: 1, known before: 2" in job_desk.fact("run", "job.yaml")


# ── where the reports of a job stand ────────────────────────────────────────────────────────────────────────────────


def reports(*places: str) -> str:
    return JOB + "reports:\n" + "".join(f"  - {{report: income, format: csv, file: '{place}'}}\n" for place in places)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (reports("store.duckdb"), "Nothing may be written over"),
        (reports("soft.csv"), "Nothing may be written over"),
        (reports("job.yaml"), "Nothing may be written over"),
        (reports("out/a.csv", "out/../out/a.csv"), "Two reports"),
        (reports("out/{today}.csv", "out/2026-11-01.csv"), "Two reports"),
        (reports("exports/own.csv"), "own import"),
        (reports("alias/own.csv"), "own import"),
    ],
)
def test_a_report_with_a_place_it_may_not_have_is_refused_before_anything_is_done(
    text: str, said: str, job_desk: Desk
) -> None:
    (job_desk.folder / "soft.csv").symlink_to("store.duckdb")
    (job_desk.folder / "alias").symlink_to("exports")
    state = job_desk.state()
    place = write_job(job_desk, text)
    for words in (["--check"], []):
        done = job_desk("run", "job.yaml", *words)
        assert (done.code, done.err.count("\n"), said in done.err) == (2, 1, True), done
    assert (job_desk.state(), place.read_text()) == (state, text)


@pytest.mark.parametrize(
    ("pattern", "place", "reads"),
    [
        ("in/**/*.csv", "in/a/b/x.csv", True), ("in/**/*.csv", "in/x.csv", True), ("in/*.csv", "in/a/x.csv", False),
        ("in/*/x.csv", "in/a/x.csv", True), ("in/[ab].csv", "in/c.csv", False), ("in/*.csv", "in/x.xlsx", False),
        ("**", "in/x.csv", True),
    ],
)  # fmt: skip
def test_what_an_import_reads_is_known_before_it_is_there(pattern: str, place: str, reads: bool, job_desk: Desk) -> None:
    write_job(job_desk, f"import:\n  - files: '{pattern}'\nreports:\n  - {{report: income, file: {place}}}\n")
    assert job_desk("run", "job.yaml", "--check").code == (2 if reads else 0)


def test_a_store_by_another_name_is_the_same_store(job_desk: Desk) -> None:
    (job_desk.folder / "alias").mkdir()
    (job_desk.folder / "alias" / "books.duckdb").symlink_to("../store.duckdb")
    with files.alone(job_desk.folder / ".store.duckdb.job", 0):
        assert job_desk("run", "job.yaml", "--wait", "0", "--db", "alias/books.duckdb").code == 75
