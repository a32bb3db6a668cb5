"""A draft as a profile: YAML with a comment on every line that says how it was decided."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from partnercli.domain.records import ROLES
from partnercli.errors import clean
from partnercli.i18n import _
from partnercli.intake.learn.draft import Draft
from partnercli.intake.learn.meanings import some
from partnercli.intake.learn.propose import NEEDED, Decided, Placed
from partnercli.intake.learn.spell import spelled
from partnercli.intake.learn.told import ANY_ROW, Told
from partnercli.intake.profile import Profile
from partnercli.intake.titles import Titles, expression, fold_word

_PLAIN = re.compile(r"[^\W\d_]\w*(?:[ ./-]?\w+)*")
"""What YAML reads as it stands, in a list and as a key too."""
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ENOUGH_NAMES = 4


def recognising(draft: Draft, others: Sequence[Profile]) -> list[str]:
    """The names the file is to be known by: those of needed roles, then such as no other format has.

    Empty where the names cannot tell it from another format: such a profile is used by name alone.
    """
    titles = Titles([look.name for look in draft.looks])
    plain = {at for at, name in enumerate(titles.names) if spelled(titles, at) == name and not _is_place(name)}
    theirs = [_all_names(profile) for profile in others]
    groups = chain.from_iterable(NEEDED[draft.kind])
    needed = plain & {draft.roles[role].position for role in groups if role in draft.roles}
    played = {one.position for one in draft.roles.values()}

    def rank(position: int) -> tuple[bool, bool, bool, int]:
        known = sum(fold_word(titles.names[position]) in names for names in theirs)
        return position not in needed, known > 0, position not in played, known

    def told_apart() -> bool:
        mine = {fold_word(titles.names[position]) for position in chosen}
        return not any(mine <= names for names in theirs)

    chosen: list[int] = []
    for position in sorted(plain, key=rank):
        if len(chosen) >= _ENOUGH_NAMES and needed <= {*chosen} and told_apart():
            break
        chosen.append(position)
    if not chosen or not told_apart() or any(profile.claims(titles) for profile in others):
        return []
    return [titles.names[position] for position in sorted(chosen)]


def _is_place(name: str) -> bool:
    """Whether a profile reads the name as a column's place, `#3`: every file without a header has such names."""
    return expression(name).columns[0].position is not None


def _all_names(profile: Profile) -> set[str]:
    """Every column name a format's export may have, folded."""
    used = [column for options in profile.columns.values() for option in options for column in option.columns]
    known_by = [column for columns in profile.recognise for column in columns]
    return {fold_word(column.name) for column in (*used, *known_by)}


def profile_text(draft: Draft, said: Told, *, title: str, source: str, known_by: Sequence[str]) -> str:
    """The whole profile; `source` says what it was learned from. Text of the file is quoted wherever it must be."""
    lines = [
        _("# Written by `partnercli network learn`; docs/profiles.md explains every key."),
        _line("title", yaml(title)),
        _line("kind", draft.kind, draft.kind_how.why),
        *([_line("network", yaml(draft.network.value), draft.network.why)] if draft.network.value else []),
        _line("evidence", "verified_file"),
        *_inferred(draft),
        _line("source", yaml(source)),
        _line("recognise", _flow(known_by) if known_by else "by name"),
        *([_line("header", str(said.header), _("told"))] if said.header is not None else []),
        *([_line("encoding", yaml(said.encoding), _("told"))] if said.encoding else []),
        *_empty(draft),
        _line("decimal", yaml(draft.decimal.value), draft.decimal.why),
        *_formats(draft.dates),
        *([_line("zone", yaml(draft.zone.value), draft.zone.why)] if draft.zone else []),
        *([_line("currency", yaml(draft.currency.value), draft.currency.why)] if draft.currency else []),
        *_reversal(draft),
        *_identity(draft),
        "columns:",
        *_columns(draft),
        *_states(draft),
    ]
    return "\n".join(lines) + "\n"


def yaml(text: str) -> str:
    """A text as one YAML scalar, plain where it is safe and in double quotes with escapes everywhere else."""
    if _PLAIN.fullmatch(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def _flow(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(yaml, texts))}]"


def _line(key: str, value: str, why: str = "", indent: str = "") -> str:
    """`why` may hold names out of profiles: nothing in it ends the line."""
    return f"{indent}{key}: {value}" + (f"  # {clean(why, 300)}" if why else "")


def _inferred(draft: Draft) -> Iterator[str]:
    """What is likely and not proved or told: `network list` marks such a profile."""
    values = {"kind": draft.kind_how, "network": draft.network, "zone": draft.zone, "currency": draft.currency}
    found = [key for key, one in values.items() if one and one.how == "likely" and one.value]
    found += ["dates"] if any(form.how == "likely" for form in draft.dates) else []
    found += [role for role, one in draft.roles.items() if one.how == "likely"]
    found += ["status"] if "status" not in found and any(one.how == "likely" for one in draft.states.values()) else []
    found += ["key"] if draft.key is not None else []
    if found:
        yield _line("inferred", _flow(found))


def _empty(draft: Draft) -> Iterator[str]:
    """The texts that stand for an empty cell in columns that are read."""
    read = [draft.looks[position] for one in draft.roles.values() for position in one.positions]
    if nothing := sorted({text for look in read for text in look.nothing}):
        yield _line("empty", _flow(nothing), _("likely: such cells say nothing"))


def _formats(dates: Sequence[Decided]) -> Iterator[str]:
    whys = dict.fromkeys(form.why for form in dates)
    yield _line("dates", _flow(form.value for form in dates), "; ".join(whys))


def _reversal(draft: Draft) -> Iterator[str]:
    """How a network takes money back: by a negative row that names its original, by one that does not, or in place."""
    if draft.kind != "rows":
        return
    commission = draft.look("commission")
    if "original_ref" in draft.roles:
        yield _line("reversal", "linked", _("a column names the original row"))
    elif commission and commission.money and commission.money.negative:
        yield _line("reversal", "unlinked", _("likely: some commissions are below zero"))
    else:
        yield _line("reversal", "in_place", _("likely: no commission is below zero"))


def _identity(draft: Draft) -> Iterator[str]:
    """The key where an order id must tell rows apart, and a word of warning where nothing does."""
    if draft.key is not None:
        name = spelled(Titles([look.name for look in draft.looks]), draft.key)
        yield _line("key", _flow([name]), _("likely: no two rows have the same"))
    elif draft.nameless:
        yield f"# {_('Rows have no id: a changed status will be a new row.')}"


def _columns(draft: Draft) -> Iterator[str]:
    titles = Titles([look.name for look in draft.looks])
    for role, one in sorted(draft.roles.items(), key=lambda item: list(ROLES[draft.kind]).index(item[0])):
        names = [spelled(titles, position) for position in one.positions]
        yield _line(role, _flow(names) if one.also else yaml(names[0]), _why(one), "  ")


def _why(one: Placed) -> str:
    if one.how == "told":
        return _("told")
    if not one.like:
        return _("likely: by its content")
    titles = some(one.like)
    if one.how == "sure":
        return _("sure: {titles} call it so, and its cells fit").format(titles=titles)
    return _("likely: {titles} call it so; its cells are empty").format(titles=titles)


def _states(draft: Draft) -> Iterator[str]:
    """The words of the status column and of the direction column; one rule where every row is in the same state."""
    ways = {word: one for word, one in draft.states.items() if one.value in ("in", "out")}
    words = {word: one for word, one in draft.states.items() if word not in ways}
    if ways and "direction" in draft.roles:
        yield "direction:"
        yield from (_line(yaml(word), one.value, one.why, "  ") for word, one in ways.items())
    if "status" in draft.roles:
        yield "status:"
        yield from (_line(yaml(word), yaml(one.value), one.why, "  ") for word, one in words.items())
    elif draft.kind == "rows" and ANY_ROW in words:
        every = words[ANY_ROW]
        yield "states:"
        yield f"  - {{is: {every.value}}}  # {clean(every.why)}"
