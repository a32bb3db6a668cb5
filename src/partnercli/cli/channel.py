"""`partnercli channel …`: where leads come from."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from partnercli.cli import complete
from partnercli.cli.options import All
from partnercli.cli.run import Run, checked
from partnercli.cli.tree import command, group
from partnercli.errors import UsageError
from partnercli.i18n import _

Code = Annotated[str, typer.Argument(metavar="CODE", autocompletion=complete.channels)]
Name = Annotated[str | None, typer.Option("--name", help=_("Its name, as people say it."))]
Source = Annotated[
    str | None,
    typer.Option("--utm-source", metavar="PATTERN", help=_("utm_source of its visits; * stands for anything.")),
]
Medium = Annotated[str | None, typer.Option("--utm-medium", metavar="PATTERN", help=_("utm_medium of its visits."))]
Campaign = Annotated[
    str | None, typer.Option("--utm-campaign", metavar="PATTERN", help=_("utm_campaign of its visits."))
]


nouns = group("channel", _("Channels: where your leads come from."))


@command(nouns, "add", _("Add a channel."), writes=True, example="channel add telegram --utm-source 'telegram*'")
def add(
    run: Run, code: Code, name: Name = None, utm_source: Source = None, utm_medium: Medium = None,
    utm_campaign: Campaign = None,
) -> None:  # fmt: skip
    from partnercli.domain.names import check_code
    from partnercli.store import programs as kept

    checked(check_code, code, flag="CODE")
    channel = kept.Channel(code, name or code, utm_source or "", utm_medium or "", utm_campaign or "")
    with run.store(write=True) as store:
        for other in kept.channels(store):
            if other.code.casefold() == code.casefold():
                raise UsageError("channel_exists", channel=other.code)
        with store.change("channel add", code, dry_run=run.dry_run) as entry:
            kept.put_channel(store, channel, entry)
    run.say(_("Added channel {code}.").format(code=code))


@command(
    nouns,
    "edit",
    _("Change a channel, or archive it."),
    writes=True,
    example="channel edit telegram --name 'Telegram blog'",
)
def edit(
    run: Run, code: Code, name: Name = None, utm_source: Source = None, utm_medium: Medium = None,
    utm_campaign: Campaign = None,
    archive: Annotated[bool | None, typer.Option("--archive/--back", help=_("Put it out of sight, or take it back."))] = None,
) -> None:  # fmt: skip
    from partnercli.store import programs as kept

    given = {
        "name": name, "utm_source": utm_source, "utm_medium": utm_medium, "utm_campaign": utm_campaign, "archived": archive,
    }  # fmt: skip
    with run.store(write=True) as store:
        held = kept.find_channel(store, code)
        channel = replace(held, **{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]
        with store.change("channel edit", held.code, dry_run=run.dry_run) as entry:
            changed = kept.put_channel(store, channel, entry)
    run.say((_("Changed channel {code}.") if changed else _("Nothing to change in {code}.")).format(code=held.code))


@command(nouns, "list", _("List the channels."), lists=True, example="channel list")
def list_(run: Run, all_: All = False) -> None:
    from partnercli.reports import report

    with run.store() as store:
        table = report(store, "channel_list", archived=all_)
    run.show(table)
