"""Messages of a job: to mail and to a web address, only what is new, and the secret never said."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator

import pytest
from apprise.plugins.telegram import NotifyTelegram

from conftest import SCRIPTS, Desk
from job_desk import JOB, MORE, in_process, job_desk, write_job
from listeners import _MailServer, _WebServer, mail, web
from partnercli import notify
from partnercli.cli import importing, telling
from partnercli.cli.jobfile import load
from partnercli.cli.jobrun import carry_out
from partnercli.errors import BusyError

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


def test_telegram_is_told(hook: _WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot's address is the library's own; everything it sends there is real."""
    monkeypatch.setattr(NotifyTelegram, "notify_url", f"http://127.0.0.1:{hook.server_port}/bot")
    notify.deliver(f"tgram://123456789:{'s' * 35}/-1001234567890/", "job: done.", "UNTRACKED-S1, 100.00 RUB")
    (message,) = hook.messages
    assert message["chat_id"] == -1001234567890
    assert ["job: done." in message["text"], "UNTRACKED-S1, 100.00 RUB" in message["text"]] == [True, True]


def test_a_failure_is_told_without_its_particulars(job_desk: Desk, hook: _WebServer) -> None:
    (job_desk.folder / "exports" / "ann@example.com.csv").write_text("no table\n")
    write_job(job_desk, TELL)
    (text,) = told(job_desk, hook)
    assert text.startswith("Something failed.")
    assert "ann" not in str(hook.messages).lower()
    assert told(job_desk, hook) == ["Something failed. What it was stands in the output of the job."]


def test_a_store_that_cannot_be_used_is_told(job_desk: Desk, hook: _WebServer) -> None:
    write_job(job_desk, TELL)
    (job_desk.folder / "store.duckdb").unlink()
    assert told(job_desk, hook) == ["Something failed. What it was stands in the output of the job."]
    assert not (job_desk.folder / "store.duckdb").exists()


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


def test_the_end_of_the_time_is_told(job_desk: Desk, hook: _WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stops the job leaves its messages alone."""
    write_job(job_desk, TELL + "timeout: 1s\n")
    monkeypatch.setenv("HOOK", hook.url)
    monkeypatch.setattr(importing, "import_one", lambda *_words: time.sleep(20))
    ran = carry_out(in_process(job_desk), load(job_desk.folder / "job.yaml"))
    assert [(step.step, step.result, step.code) for step in ran.steps] == [("run", "failed", 75), ("tell", "done", 0)]
    assert hook.messages[0]["title"].startswith("job: failed (75).")


@pytest.mark.parametrize(("kind", "problem"), [("silent", "not_sent"), ("endless", "not_sent_in_time")])
def test_a_target_that_does_not_end_is_given_up_and_the_next_one_is_told(
    kind: str, problem: str, job_desk: Desk, hook: _WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silent: no answer at all, which the library gives up by itself. Endless: bytes for ever, each in time for it."""
    write_job(job_desk, TELL.replace("tell:\n", "tell:\n  - name: stuck\n    url_env: STUCK\n"))
    with web() as stuck:
        stuck.delay, stuck.endless = (60, False) if kind == "silent" else (0, True)
        monkeypatch.setenv("STUCK", stuck.url)
        monkeypatch.setenv("HOOK", hook.url)
        monkeypatch.setattr(telling, "EACH", 8.0)
        began = time.monotonic()
        ran = carry_out(in_process(job_desk), load(job_desk.folder / "job.yaml"))
        assert time.monotonic() - began < 30
    told_ = [(step.subject, step.result, step.problem and step.problem.code) for step in ran.steps if step.step == "tell"]
    assert told_ == [("stuck", "failed", problem), ("hook", "done", None)]
    assert (ran.code, len(hook.messages)) == (1, 1)


@pytest.mark.parametrize("words", [("run", "job.yaml"), ("notify", "test", "job.yaml")])
def test_a_command_that_waits_for_a_target_ends_when_it_is_told_to(
    words: tuple[str, ...], job_desk: Desk, hook: _WebServer
) -> None:
    write_job(job_desk, TELL)
    hook.endless = True
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(job_desk.folder), "PARTNERCLI_DB": "store.duckdb", "HOOK": hook.url}
    with subprocess.Popen([SCRIPTS / "partnercli", *words], cwd=job_desk.folder, env=environment) as waiting:
        until = time.monotonic() + 30
        while not hook.messages and time.monotonic() < until:
            time.sleep(0.05)
        waiting.terminate()
        assert waiting.wait(timeout=10) == 143


def test_a_store_too_busy_to_remember_stops_no_other_message(
    job_desk: Desk, hook: _WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_job(job_desk, TELL + "  - name: second\n    url_env: HOOK\n")
    monkeypatch.setenv("HOOK", hook.url)

    def busy(*_words: object) -> None:
        raise BusyError("store_busy")

    monkeypatch.setattr(telling, "_remember", busy)
    ran = carry_out(in_process(job_desk), load(job_desk.folder / "job.yaml"))
    assert [(step.subject, step.code) for step in ran.steps if step.step == "tell"] == [("hook", 75), ("second", 75)]
    assert len(hook.messages) == 2
    monkeypatch.undo()
    assert "New findings: 2" in told(job_desk, hook)[0]
