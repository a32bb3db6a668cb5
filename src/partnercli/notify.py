"""A message to one place on the net by the library apprise (extra `partnercli[notify]`): mail, Telegram, a webhook.

The URL is a secret: it holds a password or a token. Nothing here says it, or what the library says of it.
"""

from __future__ import annotations

from typing import Any

from partnercli.errors import NotSent, UsageError


def send(url: str, title: str, body: str) -> None:
    """Send one message, plain text. Returns when the other side has taken it.

    UsageError `extra_missing`, or `bad_target` for what is no URL of a service; NotSent where it did not get through.
    """
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

    try:
        import apprise
    except ImportError:
        raise UsageError("notify_missing") from None
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # its lines can hold parts of the URL
    return apprise
