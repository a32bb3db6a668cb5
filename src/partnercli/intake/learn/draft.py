"""What a profile of this file would say, and how each of it was decided: proved, told, likely, or left to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import cast

from partnercli.domain.records import ROLES, RecordKind
from partnercli.i18n import _
from partnercli.intake.learn import identity, propose
from partnercli.intake.learn.known import Known, header_currency
from partnercli.intake.learn.look import Look
from partnercli.intake.learn.meanings import states
from partnercli.intake.learn.propose import Decided, Placed, Rivals, Roles
from partnercli.intake.learn.questions import Question
from partnercli.intake.learn.spell import spelled
from partnercli.intake.learn.told import Told
from partnercli.intake.titles import Titles, fold_word

_WITH_NETWORK = ("rows", "payouts", "lines")


@dataclass(frozen=True, slots=True)
class Draft:
    """What the profile would say; complete once `questions` is empty. `states` are the meanings of words.

    `key` is the column that tells rows apart where none is the transaction id; `open` the columns roles could have.
    """

    looks: tuple[Look, ...]
    kind: RecordKind
    kind_how: Decided
    network: Decided
    roles: dict[str, Placed]
    open: dict[str, Rivals]
    key: int | None
    states: dict[str, Decided]
    dates: tuple[Decided, ...]
    decimal: Decided
    zone: Decided | None
    currency: Decided | None
    questions: tuple[Question, ...]

    def look(self, role: str) -> Look | None:
        """The column a role reads."""
        return self.looks[self.roles[role].position] if role in self.roles else None

    @property
    def nameless(self) -> bool:
        """Whether nothing tells the rows apart but what they say: a changed status makes another row."""
        return self.kind == "rows" and self.key is None and identity.ROLE not in self.roles

    def of_type(self, *types: str) -> list[Look]:
        """The columns of the roles of these types, and those that may yet be: all that is open is asked at once."""
        placed = [one.position for role, one in self.roles.items() if ROLES[self.kind][role] in types]
        open_ = (one.positions for role, one in self.open.items() if ROLES[self.kind][role] in types)
        return [self.looks[position] for position in dict.fromkeys([*placed, *chain.from_iterable(open_)])]


def draft(looks: tuple[Look, ...], known: Known, said: Told, hint: str) -> Draft:
    """What these columns and answers make; `hint` is the file's name, which may hold the network's.

    Raises UsageError where an answer does not fit the file: an unknown role, column or state.
    """
    open_: list[Question] = []
    kind_how = _kind(looks, known, said, open_)
    kind = cast(RecordKind, kind_how.value)
    found, key = _roles(kind, looks, known, said)
    made = Draft(
        looks, kind, kind_how, _network(kind, known, said, hint, open_), found.placed, found.open, key, {}, (),
        Decided("auto", "sure", ""), None, None, (),
    )  # fmt: skip
    open_ += _columns(made)
    made = replace(made, states=states(made, known, said, open_))
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


def _roles(kind: RecordKind, looks: Sequence[Look], known: Known, said: Told) -> tuple[Roles, int | None]:
    """Who plays what, and the column of `key`: what tells rows apart beside a transaction id."""
    found = propose.roles(kind, looks, known, said)
    if kind != "rows":
        return found, None
    if said.columns.get(identity.ROLE) == "":
        return found, identity.order_key(found, looks)
    return identity.identified(found, looks, known)


def _columns(made: Draft) -> Iterator[Question]:
    """Which column is the one, for every needed role that has several or none."""
    titles = Titles([look.name for look in made.looks])
    every = tuple(spelled(titles, look.position) for look in made.looks)
    for role, rivals in made.open.items():
        names = tuple(every[position] for position in rivals.positions)
        text, best = _("Which column is {role}?").format(role=role), names[0] if names and rivals.likely else None
        if role == identity.ROLE:
            text = _("Which column tells rows apart? Without one ('') a changed status will be a new row")
            best = "" if rivals.likely else None
        none = ("",) if role in ("status", identity.ROLE) else ()
        yield Question("--column", text, (*(names or every), *none), best, rivals.likely, role)


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
    """The currency of all amounts; None where a column or each amount names its own.

    It is asked even while the column of the amounts is not settled, unless all columns of amounts spell one currency.
    """
    if said.currency:
        return Decided(said.currency, "told", _("told"))
    columns = made.of_type("money")
    wanted = columns or any(ROLES[made.kind][role] == "money" for role in made.open)
    if "currency" in made.roles or not wanted or (columns and all(one.money and one.money.spelled for one in columns)):
        return None
    codes, beside = _codes(columns), _codes([look for look in made.looks if look.money])
    if len(codes) == 1:
        return Decided(codes.pop(), "sure", _("the header or the amounts spell it"))
    if len(beside) == 1:
        return Decided(beside.pop(), "likely", _("likely: another column of amounts spells it"))
    open_.append(Question("--currency", _("The currency of its amounts, like RUB or USD")))
    return None


def _codes(columns: Sequence[Look]) -> set[str]:
    """The currencies that headers and amounts spell."""
    in_header = {code for look in columns if (code := header_currency(look.name)[1])}
    return in_header | {code for look in columns if look.money for code in look.money.currencies}
