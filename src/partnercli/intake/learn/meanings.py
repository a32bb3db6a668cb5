"""What the words of the status and direction columns mean: told, known to the profiles, or left to ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from partnercli.domain.records import IGNORE, PAYMENT, STATES, RecordKind
from partnercli.errors import UsageError
from partnercli.i18n import _
from partnercli.intake.learn.known import Known
from partnercli.intake.learn.look import ROWS, Look
from partnercli.intake.learn.propose import Decided
from partnercli.intake.learn.questions import Question
from partnercli.intake.learn.told import ANY_ROW, Told
from partnercli.intake.titles import fold_word

if TYPE_CHECKING:
    from partnercli.intake.learn.draft import Draft


def states(made: Draft, known: Known, said: Told, open_: list[Question]) -> dict[str, Decided]:
    """What each word of the status and direction columns means, and the state of all rows where no column says it."""
    found: dict[str, Decided] = {}
    directions = made.look("direction")
    for word in directions.words if directions else ():
        way = known.direction(word)
        found |= _word(word, said, {way: (_("statements"),)} if way else {}, ("in", "out"), open_)
    status = made.look("status") or _likely_status(made)
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
    if status and status.few and status.rows < ROWS:
        _stand_there(said, {**written, **({"": ""} if status.blank else {})}, any_word=made.kind == "leads")
    for word, state in said.statuses.items():
        meaning = _allowed_state(state, (*allowed, *(("in", "out") if directions else ())))
        found[written.get(word, word)] = Decided(meaning, "told", _("told"))
    return found


def _likely_status(made: Draft) -> Look | None:
    """The column that the question for the status proposes: its words are asked along with it."""
    rivals = made.open.get("status")
    return made.looks[rivals.positions[0]] if rivals and rivals.likely else None


def _stand_there(said: Told, written: dict[str, str], *, any_word: bool) -> None:
    """UsageError learn_word for a told word that no cell of the file has: a slip would be no word of the profile."""
    strange = [word for word in said.statuses if word not in written and not (any_word and word == ANY_ROW)]
    if strange:
        known = ", ".join(word or "''" for word in written.values())
        raise UsageError("learn_word", where="--status", text=strange[0], known=known)


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


def some(titles: Sequence[str]) -> str:
    """The first titles of many."""
    different = list(dict.fromkeys(titles))
    return ", ".join(different[:2]) + (" …" if len(different) > 2 else "")
