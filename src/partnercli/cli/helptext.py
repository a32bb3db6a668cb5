"""Help in the user's language: Typer's own words are English whatever the language, so they are put right here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from typer.core import TyperCommand, TyperGroup

from partnercli.i18n import _

_HELP_WORDS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("Usage:", lambda: _("Usage:")),
    ("Options:", lambda: _("Options:")),
    ("Arguments:", lambda: _("Arguments:")),
    ("Commands:", lambda: _("Commands:")),
    ("Show this message and exit.", lambda: _("Show this message and exit.")),
    ("[OPTIONS]", lambda: _("[OPTIONS]")),
    ("COMMAND [ARGS]...", lambda: _("COMMAND [ARGS]...")),
    ("[required]", lambda: _("[required]")),
    ("[default: ", lambda: _("[default: ")),
    ("env var: ", lambda: _("env var: ")),
    ("<str>", lambda: _("TEXT")),
    ("<int>", lambda: _("NUMBER")),
    ("<int range>", lambda: _("NUMBER")),
)
"""The words Typer itself puts into help; its own are English whatever the language."""


def _translated(text: str) -> str:
    for word, shown in _HELP_WORDS:
        text = text.replace(word, shown().ljust(len(word)) if word.startswith("<") else shown())
    return text


class Group(TyperGroup):
    """A noun or the root, with help in the user's language."""

    def get_help(self, ctx: Any) -> str:
        return _translated(super().get_help(ctx))


class Command(TyperCommand):
    """A verb, with help in the user's language."""

    def get_help(self, ctx: Any) -> str:
        return _translated(super().get_help(ctx))
