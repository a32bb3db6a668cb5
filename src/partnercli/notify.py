"""A message to one place on the net by the library apprise (extra `partnercli[notify]`): mail, Telegram, a webhook.

It is sent by a process of its own, `python -m partnercli.notify`, which is killed when its time is up: the library
waits as long as the other side says something, in threads that Python joins before it ends.

The URL is a secret: it holds a password or a token. Nothing here says it, or what the library says of it; it goes to
the process by a pipe.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

from partnercli.errors import USAGE, NotSent, UsageError, told


def send(url: str, title: str, body: str, seconds: float) -> None:
    """Send one message, plain text. Returns when the other side has taken it, or raises after `seconds`.

    UsageError `notify_missing`, or `bad_target` for what is no URL of a service; NotSent where it did not get through.
    Whatever stops the command stops the sending with it.
    """
    if find_spec("apprise") is None:
        raise UsageError("notify_missing")
    order = json.dumps({"url": url, "title": title, "body": body, "seconds": seconds})
    command = [sys.executable, "-P", "-m", __name__]
    try:
        done = subprocess.run(
            command, input=order.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotSent("not_sent_in_time", seconds=round(seconds, 1)) from None
    if done.returncode == USAGE:
        raise UsageError("bad_target")
    if done.returncode:
        raise NotSent("not_sent")


def deliver(url: str, title: str, body: str) -> None:
    """What the process does: as `send`, for as long as the other side pleases."""
    library = _library()
    asset = library.AppriseAsset(
        app_id="partnercli", app_desc="partnercli", app_url="", async_mode=False, storage_mode="memory",
        pgp_autogen=False, pem_autogen=False,
    )  # fmt: skip
    service = library.Apprise(asset=asset)
    if not service.add(url):
        raise UsageError("bad_target")
    if not service.notify(title=title, body=body, body_format=library.NotifyFormat.TEXT):
        raise NotSent("not_sent")


def _library() -> Any:
    import logging

    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # its lines can hold parts of the URL
    return apprise


def _main() -> int:
    """Deliver what stands on standard input; the exit code. Killed by its own alarm, should nobody else be left."""
    order = json.load(sys.stdin.buffer)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, order["seconds"] + 1)
    try:
        deliver(order["url"], order["title"], order["body"])
    except Exception as error:
        return told(error)[1]
    return 0


if __name__ == "__main__":
    sys.exit(_main())
