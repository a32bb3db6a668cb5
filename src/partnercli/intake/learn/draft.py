"""What a profile of this file would say, and how each of it was decided: proved, told, likely, or left to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from partnercli.domain.records import IGNORE, PAYMENT, ROLES, STATES, RecordKind
from partnercli.errors import UsageError
from partnercli.i18n import _
from partnercli.intake.learn import propose
from partnercli.intake.learn.known import Known, header_currency
from partnercli.intake.learn.look import Look
from partnercli.intake.learn.propose import Confidence, Placed
from partnercli.intake.learn.questions import Question
from partnercli.intake.learn.spell import spelled
from partnercli.intake.learn.told import ANY_ROW, Told
from partnercli.intake.titles import Titles, fold_word

_WITH_NETWORK = ("rows", "payouts", "lines")


@dataclass(frozen=True, slots=True)
class Decided:
    """A value of the profile, how it was come by, and the reason as a comment of the YAML."""

    value: str
    how: Confidence
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What the profile would say; complete once `questions` is empty. `states` are the meanings of words."""

    looks: tuple[Look, ...]
    kind: RecordKind
    kind_how: Decided
    network: Decided
    roles: dict[str, Placed]
    states: dict[str, Decided]
    dates: tuple[Decided, ...]
    decimal: Decided
    zone: Decided | None
    currency: Decided | None
    questions: tuple[Question, ...]

    def look(self, role: str) -> Look | None:
        """The column a role reads."""
        return self.looks[self.roles[role].position] if role in self.roles else None

    def of_type(self, *types: str) -> list[Look]:
        """The columns of the roles of these types."""
        return [self.looks[one.position] for role, one in self.roles.items() if ROLES[self.kind][role] in types]


def draft(looks: tuple[Look, ...], known: Known, said: Told, hint: str) -> Draft:
    """What these columns and answers make; `hint` is the file's name, which may hold the network's.

    Raises UsageError where an answer does not fit the file: an unknown role, column or state.
    """
    open_: list[Question] = []
    kind_how = _kind(looks, known, said, open_)
    kind = cast(RecordKind, kind_how.value)
    found = propose.roles(kind, looks, known, said)
    made = Draft(
        looks, kind, kind_how, _network(kind, known, said, hint, open_), found.placed, {}, (),
        Decided("auto", "sure", ""), None, None, (),
    )  # fmt: skip
    open_ += _columns(made, found.open)
    made = replace(made, states=_states(made, known, said, open_))
    made = replace(
        made,
        dates=_dates(made, said, open_),
        decimal=_decimal(made, said, open_),
        zone=_zone(made, known, said, open_),
        currency=_currency(made, said, open_),
    )
    left = [question for question in open_ if not (said.trusts and question.likely)]
    return replace(made, questions=tuple(left))


def _kind(looks: Sequence[Look], known: Known, said: Told, open_: list[Question]) -> Decided:
    if said.kind:
        return Decided(said.kind, "told", _("told"))
    able = propose.kinds(looks, known)
    if len(able) == 1:
        return Decided(able[0], "sure", _("the names of its columns say so"))
    text = _("What is a line of this file?")
    open_.append(Question("--kind", text, tuple(propose.NEEDED), able[0], likely=True))
    return Decided(able[0], "likely", _("likely"))


def _network(kind: str, known: Known, said: Told, hint: str, open_: list[Question]) -> Decided:
    """The network's short name: told, or a known one that stands in the file's name. Only networks' exports need it."""
    if said.network is not None or kind not in _WITH_NETWORK:
        return Decided(said.network or "", "told", _("told"))
    words = {fold_word(word) for word in hint.replace("_", " ").replace("-", " ").replace(".", " ").split()}
    guess = next((p.network for p in known.profiles if p.network and {p.network, *p.aliases} & words), None)
    text = _("The short name of the network; '' where each line's program tells it")
    open_.append(Question("--network", text, default=guess, likely=guess is not None))
    return Decided(guess or "", "likely", _("likely: the file's name says so"))


def _columns(made: Draft, roles: dict[str, tuple[int, ...]]) -> Iterator[Question]:
    """Which column is the one, for every needed role that has several or none."""
    for role, positions in roles.items():
        titles = Titles([look.name for look in made.looks])
        every = tuple(spelled(titles, look.position) for look in made.looks)
        names = tuple(every[position] for position in positions)
        text = _("Which column is {role}?").format(role=role)
        none = ("",) if role == "status" else ()
        yield Question("--column", text, (*(names or every), *none), names[0] if names else None, bool(names), role)


def _states(made: Draft, known: Known, said: Told, open_: list[Question]) -> dict[str, Decided]:
    """What each word of the status and direction columns means, and the state of all rows where no column says it."""
    found: dict[str, Decided] = {}
    directions = made.look("direction")
    for word in directions.words if directions else ():
        way = known.direction(word)
        found |= _word(word, said, {way: (_("statements"),)} if way else {}, ("in", "out"), open_)
    status = made.look("status")
    allowed = _allowed(made.kind)
    if status is None:
        if made.kind == "rows" and said.columns.get("status") == "":
            text = _("No column says a state. What are all lines?")
            found |= _word(ANY_ROW, said, {}, allowed, open_, text)
    else:
        any_word = made.kind == "leads" and ANY_ROW in said.statuses
        if not status.few and not any_word:
            raise UsageError("learn_no_status", where="--column", column=status.name)
        for word in _different(status.words):
            meanings = known.meaning(made.kind, word)
            if len(meanings) == 1 or not any_word:
                found |= _word(word, said, meanings, allowed, open_)
        if status.blank and made.kind == "leads":
            found[""] = Decided("", "sure", _("an empty cell says nothing"))
        elif status.blank:
            found |= _word("", said, {}, allowed, open_)
    written = {fold_word(word): word for look in (directions, status) if look for word in look.words}
    for word, state in said.statuses.items():
        meaning = _allowed_state(state, (*allowed, *(("in", "out") if directions else ())))
        found[written.get(word, word)] = Decided(meaning, "told", _("told"))
    return found


def _different(words: Sequence[str]) -> list[str]:
    """The words, of several spellings of one (`Paid`, `paid`) the first."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(fold_word(word), word)
    return list(found.values())


def _word(
    word: str,
    said: Told,
    meanings: dict[str, tuple[str, ...]],
    allowed: tuple[str, ...],
    open_: list[Question],
    text: str = "",
) -> dict[str, Decided]:
    """The meaning of one word: told, or what every profile that knows it says alike; else it is asked."""
    if fold_word(word) in said.statuses:
        return {}
    if len(meanings) == 1:
        state, titles = next(iter(meanings.items()))
        return {word: Decided(state, "likely", _("likely: {titles} say so").format(titles=some(titles)))}
    best = max(meanings, key=lambda state: len(meanings[state]), default=None)
    text = text or (_("What does the word '{word}' mean?").format(word=word) if word else _("What is an empty cell?"))
    open_.append(Question("--status", text, allowed, best, likely=False, subject=word))
    return {}


def _allowed(kind: RecordKind) -> tuple[str, ...]:
    """The states a question offers; rows may add the payment's."""
    paid = tuple(f"validated {payment}" for payment in PAYMENT[1:]) if kind == "rows" else ()
    return (*STATES[kind], *paid, IGNORE, *([""] if kind == "leads" else []))


def _allowed_state(state: str, allowed: tuple[str, ...]) -> str:
    if state not in allowed:
        raise UsageError("bad_choice", where="--status", text=state, known=", ".join(allowed))
    return state


def _dates(made: Draft, said: Told, open_: list[Question]) -> tuple[Decided, ...]:
    """The formats of all date columns; where no day is above 12, another column of the file may prove the order."""
    found = {form: Decided(form, "told", _("told")) for form in said.dates}
    columns = [look.dates for look in made.of_type("stamp", "day", "days") if look.dates]
    certain = [*found, *(form for dates in columns if not dates.rival for form in dates.formats)]
    days = {_day_of(form) for form in certain}
    for dates in columns:
        readings = [reading for reading in (dates.formats, dates.rival) if reading and _day_of(reading[0]) in days]
        if not dates.rival:
            found = {**{form: Decided(form, "sure", _("proved by the column")) for form in dates.formats}, **found}
        elif readings:
            why = _("told") if said.dates else _("likely: another column has this order")
            order = Decided("", "told" if said.dates else "likely", why)
            found = {**{form: replace(order, value=form) for form in readings[0]}, **found}
        elif all(question.option != "--dates" for question in open_):
            text = _("No day is above 12. Is the day first ({first}) or the month ({second})?")
            text = text.format(first=dates.formats[0], second=dates.rival[0])
            open_.append(Question("--dates", text, (dates.formats[0], dates.rival[0])))
    return tuple(found.values()) or (Decided("iso", "likely", _("likely: no column has a date")),)


def _day_of(form: str) -> str:
    """The part of a format that spells the day."""
    return form[: len("%d/%m/%Y")]


def _decimal(made: Draft, said: Told, open_: list[Question]) -> Decided:
    if said.decimal:
        return Decided(said.decimal, "told", _("told"))
    columns = [look.money for look in made.of_type("money") if look.money]
    marks = {money.mark for money in columns if money.mark}
    doubtful = next((money.open for money in columns if money.open), "")
    if len(marks) == 1:
        return Decided(marks.pop(), "sure", _("proved by the column"))
    if doubtful:
        text = _("Which mark is decimal in '{text}'?").format(text=doubtful)
        open_.append(Question("--decimal", text, (".", ",")))
    return Decided("auto", "sure", _("each column proves its own"))


def _zone(made: Draft, known: Known, said: Told, open_: list[Question]) -> Decided | None:
    """The zone of times; of bare dates none is needed. A network keeps one time in all its exports."""
    if said.zone:
        return Decided(said.zone, "told", _("told"))
    if not any(look.dates and look.dates.timed for look in made.of_type("stamp", "day", "days")):
        return None
    zones = {p.zone for p in known.profiles if p.network and p.network == made.network.value}
    russian = any("а" <= letter <= "я" for look in made.looks for letter in look.name.lower())
    guess = zones.pop() if len(zones) == 1 else ("Europe/Moscow" if russian else "UTC")
    text = _("The time zone of its times, like UTC or Europe/Moscow")
    open_.append(Question("--zone", text, default=guess, likely=guess != "UTC"))
    return Decided(guess, "likely", _("likely"))


def _currency(made: Draft, said: Told, open_: list[Question]) -> Decided | None:
    """The currency of all amounts; None where a column or each amount names its own."""
    if said.currency:
        return Decided(said.currency, "told", _("told"))
    columns = made.of_type("money")
    if "currency" in made.roles or not columns or all(look.money and look.money.spelled for look in columns):
        return None
    in_header = {code for look in columns if (code := header_currency(look.name)[1])}
    beside = {code for look in columns if look.money for code in look.money.currencies}
    if len(in_header | beside) == 1:
        return Decided((in_header | beside).pop(), "sure", _("the header or the amounts spell it"))
    open_.append(Question("--currency", _("The currency of its amounts, like RUB or USD")))
    return None


def some(titles: Sequence[str]) -> str:
    """The first titles of many."""
    different = list(dict.fromkeys(titles))
    return ", ".join(different[:2]) + (" …" if len(different) > 2 else "")
