"""English and Russian. The English sentence in the code is its own key; `locales/xx.json` holds the others.

A test holds that every sentence of the code has its Russian twin with the same {names} in it.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "ru")
_forced: str | None = None


def use(language: str | None) -> None:
    """Fix the language for this process (a configuration file says so); None returns to the environment."""
    global _forced
    _forced = language
    _catalogue.cache_clear()


def language() -> str:
    """`en` or `ru`: what was fixed, else PARTNERCLI_LANG, else the locale variables in POSIX order, else English."""
    if _forced in LANGUAGES:
        return str(_forced)
    for name in ("PARTNERCLI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return value[:2].lower() if value[:2].lower() in LANGUAGES else "en"
    return "en"


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, str]:
    code = language()
    if code == "en":
        return {}
    path = Path(__file__).parent / "locales" / f"{code}.json"
    try:
        catalogue: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # a broken installation still speaks, in English
        return {}
    return catalogue


def _(sentence: str) -> str:
    """The sentence in the user's language; itself when it has no translation."""
    return _catalogue().get(sentence, sentence)
