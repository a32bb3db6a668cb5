"""Damage stays where it is, and where a file is cut for reading nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from exports import SOME, Layout, Row, amounts, dialects, everything, exports, records
from partnercli.errors import InputRejected

DAMAGE = {
    "unknown_status": "D1{d}01/02/2026{d}окна{d}странно{d}1{d}1{d}",
    "impossible_date": "D2{d}31/02/2026{d}окна{d}подтверждён{d}1{d}1{d}",
    "bad_amount": "D3{d}01/02/2026{d}окна{d}подтверждён{d}1{d}много{d}",
    "missing_value": "Total Wine{d}{d}окна{d}подтверждён{d}1{d}1{d}",
    "ragged_row": "Итого{d}01/02/2026{d}окна",
    "after_quote": 'D6{d}01/02/2026{d}"окна"х{d}подтверждён{d}1{d}1{d}',
    "open_quote": 'D7{d}01/02/2026{d}"окна{d}подтверждён{d}1{d}1{d}',
    "nul_byte": "D8{d}01/02/2026{d}ок\0на{d}подтверждён{d}1{d}1{d}",
}


@SOME
@given(
    exports(),
    dialects,
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from(sorted(DAMAGE))), min_size=1, max_size=5),
)
def test_a_damaged_row_is_refused_and_changes_no_other(
    rows: list[Row], layout: Layout, damage: list[tuple[int, str]]
) -> None:
    header, *lines = [layout.line(cells) for cells in layout.table(rows)]
    for place, code in damage:
        lines.insert(place, DAMAGE[code].format(d=layout.delimiter) + layout.end)
    found, refused = everything("".join([header, *lines]).encode())
    assert found == records(layout.written(rows))
    assert len(refused) == len(damage)


def test_each_kind_of_damage_is_refused_for_what_it_is() -> None:
    layout, row = Layout(), ("T-1", "28/02/2026", "окна", "подтверждён", "1.5", "1.50", "")
    for code, line in DAMAGE.items():
        _, refused = everything(layout.written([row]) + line.format(d=",").encode() + b"\n" + layout.written([row]))
        assert refused == [(3, code)]


def spelled(amount: str, how: str) -> str:
    """An amount with a decimal comma or point, or in groups of three without decimals."""
    whole = f"{abs(int(float(amount))) + 1000:,}"
    return {
        "point": amount,
        "comma": amount.replace(".", ","),
        "point groups": whole.replace(",", "."),
        "comma groups": whole,
    }[how]


hows = st.sampled_from(["point", "comma", "point groups", "comma groups"])
either_day = st.sampled_from(["01/02/2026", "12/11/2026", "13/02/2026", "02/13/2026", "07/07/2026"])


@SOME
@given(st.lists(st.tuples(amounts, hows, either_day), min_size=1, max_size=10), st.integers(60, 400))
def test_how_much_is_read_at_once_does_not_matter(drawn: list[tuple[str, str, str]], size: int) -> None:
    """Decimal mark and date order are the whole column's to prove, wherever the file is cut for reading."""
    rows = [
        (f"T-{number}", day, "окна", "подтверждён", "", spelled(amount, how), "")
        for number, (amount, how, day) in enumerate(drawn)
    ]
    data = Layout(delimiter=";").written(rows)
    assert list(outcome(data, size)) == list(outcome(data, 1 << 20))


def outcome(data: bytes, size: int) -> Iterator[object]:
    """What is read; nothing where the file contradicts itself, in whichever column that shows first."""
    try:
        yield from everything(data, size)
    except InputRejected:
        yield "refused"
