"""A column of a file as a profile names it, and the way back."""

from __future__ import annotations

from partnercli.intake.titles import Titles, expression, fold_word


def spelled(titles: Titles, position: int) -> str:
    """How a profile names the column at this place: by its name, by the n-th of that name, else by its place alone.

    A name that a profile would read otherwise (`A + B`, `#7`, `{currency}`, a blank one) cannot be spelled.
    """
    name = titles.names[position]
    if name == f"#{position + 1}":  # as the columns of a file without a header are called
        return name
    same = [place for place, other in enumerate(titles.names) if fold_word(other) == fold_word(name)]
    for text in (name, f"{name} @{same.index(position) + 1}"):
        columns = expression(text).columns
        found = titles.find(columns[0])
        by_name = name.strip() and len(columns) == 1 and columns[0].position is None
        if by_name and found and found.position == position and not found.currency and not titles.twice(columns[0]):
            return text
    return f"#{position + 1}"


def place_of(titles: Titles, text: str) -> int | None:
    """The place of the column that is spelled or called so, or that a profile finds by this text; None for none."""
    for position in range(len(titles.names)):
        if text == spelled(titles, position):
            return position
    for position, name in enumerate(titles.names):
        if name and fold_word(name) == fold_word(text):
            return position
    columns = expression(text).columns
    found = titles.find(columns[0]) if len(columns) == 1 else None
    return found.position if found else None
