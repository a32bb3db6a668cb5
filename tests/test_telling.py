"""Messages of a job: to mail and to a web address, only what is new, and the secret never said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conftest import Desk
from job_desk import JOB, MORE, job_desk, write_job
from listeners import _MailServer, _WebServer, mail, web

__all__ = ["job_desk"]

TELL = JOB + "tell:\n  - name: hook\n    url_env: HOOK\n"


@pytest.fixture
def hook() -> Iterator[_WebServer]:
    with web() as server:
        yield server


@pytest.fixture
def post() -> Iterator[_MailServer]:
    with mail() as server:
        yield server


def told(desk: Desk, hook: _WebServer, *words: str) -> list[str]:
    """Run the job; the texts that arrived by it."""
    hook.messages.clear()
    desk("run", "job.yaml", *words, HOOK=hook.url)
    return [str(message["message"]) for message in hook.messages]


def test_a_target_is_told_the_findings_in_a_few_lines(job_desk: Desk, hook: _WebServer) -> None:
    write_job(job_desk, TELL)
    (text,) = told(job_desk, hook)
    assert text.splitlines() == [
        "New findings: 2", "UNTRACKED-S1, shop, 100.00 RUB, until 2026-11-30", "UNDERPAID-S2, shop, 30.00 RUB, until 2026-12-01",
    ]  # fmt: skip
    assert hook.messages[0]["title"] == "job: done. Files read: 2, known before: 0, refused: 0. Reports: 0. Findings: 2."


def test_only_what_is_new_is_told_and_nothing_when_nothing_is(job_desk: Desk, hook: _WebServer) -> None:
    write_job(job_desk, TELL)
    told(job_desk, hook)
    state = job_desk.state()
    assert told(job_desk, hook) == []
    assert job_desk.state() == state
    (job_desk.folder / "exports" / "more.csv").write_text(MORE)
    (text,) = told(job_desk, hook)
    assert [line.split(",")[0] for line in text.splitlines()] == ["New findings: 1", "UNKNOWN_ROW-R2"]


def test_a_finding_that_went_and_came_back_is_new(job_desk: Desk, hook: _WebServer) -> None:
    write_job(job_desk, TELL)
    told(job_desk, hook)
    job_desk.fact("accept", "UNDERPAID-S2", "--reason", "agreed")
    assert told(job_desk, hook) == []
    job_desk.fact("undo", "--yes")
    (text,) = told(job_desk, hook)
    assert "UNDERPAID-S2" in text
    assert "UNTRACKED-S1" not in text


def test_a_message_that_did_not_get_through_is_sent_the_next_time(job_desk: Desk, hook: _WebServer) -> None:
    write_job(job_desk, TELL)
    hook.answer = 500
    done = job_desk("run", "job.yaml", HOOK=hook.url)
    assert (done.code, done.err.count("\n"), done.err.startswith("partnercli: error: hook: The message did not")) == (1, 1, True)
    hook.answer = 200
    assert "New findings: 2" in told(job_desk, hook)[0]


def test_each_target_has_a_memory_of_its_own_and_a_broken_one_stops_no_other(
    job_desk: Desk, hook: _WebServer, post: _MailServer
) -> None:
    secret = job_desk.folder / "mail.url"
    secret.write_text(f"mailto://127.0.0.1:{post.server_address[1]}?from=a@example.org&to=me@example.org\n")
    secret.chmod(0o600)
    write_job(job_desk, TELL.replace("tell:\n", "tell:\n  - name: dead\n    url_env: DEAD\n") + "  - name: me\n    url_file: mail.url\n")
    done = job_desk("run", "job.yaml", HOOK=hook.url, DEAD="json://127.0.0.1:9/x")
    assert (done.code, len(hook.messages), len(post.letters)) == (1, 1, 1), done
    assert post.letters[0]["Subject"].startswith("job: done.")
    assert "UNDERPAID-S2" in post.letters[0].as_string()
    assert job_desk("run", "job.yaml", HOOK=hook.url, DEAD=hook.url).code == 0
    assert (len(hook.messages), len(post.letters)) == (2, 1)


def test_a_failure_is_told_without_its_particulars(job_desk: Desk, hook: _WebServer) -> None:
    (job_desk.folder / "exports" / "ann@example.com.csv").write_text("no table\n")
    write_job(job_desk, TELL)
    (text,) = told(job_desk, hook)
    assert text.startswith("Something failed.")
    assert "ann" not in str(hook.messages).lower()
    assert told(job_desk, hook) == ["Something failed. What it was stands in the output of the job."]


def test_it_speaks_the_language_of_the_user(job_desk: Desk, hook: _WebServer) -> None:
    write_job(job_desk, TELL)
    job_desk("run", "job.yaml", HOOK=hook.url, PARTNERCLI_LANG="ru")
    assert hook.messages[0]["message"].startswith("Новых находок: 2")


# ── the secret ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("url", ["json://127.0.0.1:9/in?token=s3cret", "s3cret", "nosuch://s3cret@x", ""])
def test_the_url_is_never_said(url: str, job_desk: Desk) -> None:
    write_job(job_desk, TELL)
    done = job_desk("run", "job.yaml", "--debug", "--json", HOOK=url)
    assert done.code in (1, 2)
    assert "s3cret" not in done.out + done.err + job_desk.state()
    done = job_desk("notify", "test", "job.yaml", HOOK=url)
    assert (done.code in (1, 2), done.err.count("\n"), "s3cret" in done.err) == (True, 1, False)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_that_others_can_read_is_refused(mode: int, job_desk: Desk, hook: _WebServer) -> None:
    secret = job_desk.folder / "hook.url"
    secret.write_text(hook.url)
    secret.chmod(mode)
    write_job(job_desk, JOB + "tell:\n  - name: hook\n    url_file: hook.url\n")
    done = job_desk("notify", "test", "job.yaml")
    assert (done.code, "chmod 600" in done.err, hook.messages) == (2, True, [])
    secret.chmod(0o600)
    assert job_desk.fact("notify", "test", "job.yaml") == "hook: sent.\n"
    assert hook.messages[0]["message"] == "Messages of the job job arrive here."


def test_a_job_that_tells_nobody_has_nothing_to_test(job_desk: Desk) -> None:
    assert job_desk("notify", "test", "job.yaml").code == 2


# ── the time ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_end_of_the_time_stops_the_job_and_keeps_what_it_did(job_desk: Desk, hook: _WebServer) -> None:
    """A server that does not answer would hold the job for ever."""
    write_job(job_desk, TELL)
    told(job_desk, hook)
    (job_desk.folder / "exports" / "more.csv").write_text(MORE)
    write_job(job_desk, TELL + "timeout: 3s\n")
    hook.delay = 20
    done = job_desk("run", "job.yaml", HOOK=hook.url)
    assert (done.code, done.err.count("\n"), "within 3 seconds" in done.err) == (75, 1, True), done
    assert done.out.startswith("job: failed (75). Files read: 1")
    hook.delay = 0
    write_job(job_desk, TELL)
    assert "UNKNOWN_ROW-R2" in told(job_desk, hook)[0]
