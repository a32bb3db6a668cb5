"""Somebody to be told, on this machine: a mail server and a web server that keep what they were sent."""

from __future__ import annotations

import http.server
import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class _Mail(socketserver.StreamRequestHandler):
    """As much SMTP as a client needs to get rid of a letter (RFC 5321)."""

    server: _MailServer

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append(message_from_bytes(letter, policy=policy.default))  # type: ignore[arg-type]
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")


class _MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    letters: list[EmailMessage]


class _Web(http.server.BaseHTTPRequestHandler):
    server: _WebServer

    def do_POST(self) -> None:
        time.sleep(self.server.delay)
        said = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.answer == 200:
            self.server.messages.append(json.loads(said))
        self.send_response(self.server.answer)
        self.end_headers()
        while self.server.endless:  # the client goes away: OSError, told by nobody
            self.wfile.write(b"x")
            time.sleep(0.2)

    def log_message(self, *words: object) -> None:
        """Nothing on the terminal of the tests."""


class _WebServer(http.server.ThreadingHTTPServer):
    """`answer` is the status it gives, after `delay` seconds, with a body that never ends where it is `endless`."""

    messages: list[dict[str, Any]]
    answer = 200
    delay = 0.0
    endless = False

    def handle_error(self, *words: object) -> None:
        """Nothing on the terminal of the tests."""

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.server_port}/in?token=s3cret"


@contextmanager
def mail() -> Iterator[_MailServer]:
    with _MailServer(("127.0.0.1", 0), _Mail) as server:
        server.letters = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@contextmanager
def web() -> Iterator[_WebServer]:
    with _WebServer(("127.0.0.1", 0), _Web) as server:
        server.messages = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
