"""What a TAB offers: program, channel and report names, read without ever taking the store for writing."""

from __future__ import annotations


def programs(incomplete: str) -> list[str]:
    """Codes of programs beginning with what is typed."""
    return _codes("program", incomplete)


def channels(incomplete: str) -> list[str]:
    """Codes of channels beginning with what is typed."""
    return _codes("channel", incomplete)


def reports(incomplete: str) -> list[str]:
    """Names of reports beginning with what is typed."""
    from partnercli.reports import names

    return [name for name in names() if name.startswith(incomplete)]


def _codes(table: str, incomplete: str) -> list[str]:
    """A busy, missing or damaged store offers nothing: completion never waits and never fails."""
    from partnercli.errors import PartnerError
    from partnercli.settings import settle
    from partnercli.store import engine

    try:
        place = settle(None, 0, None).db
        if not place.exists():
            return []
        connection = engine.connect(place, write=False, wait=0)
        rows = connection.execute(f"select code from {table} where not archived order by code").fetchall()
    except (PartnerError, engine.engine().Error):
        return []
    return [code for (code,) in rows if code.startswith(incomplete)]
