"""One export, written in every way exports are written: whatever the dress, the same records come out.

Rows of one neutral profile are drawn, written plainly (UTF-8, commas, LF) and in a drawn layout, and read both times.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import replace
from typing import Any

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from exports import FEW, HEADER, SOME, Layout, Row, dialects, exports, records


def same(rows: list[Row], layout: Layout) -> None:
    plain = records(Layout().written(rows))
    assert [(row["transaction_id"], row["program_name"]) for row in plain] == [(row[0], row[2]) for row in rows]
    assert records(layout.written(rows)) == plain


@SOME
@given(exports(), dialects)
def test_delimiter_quotes_and_line_ends_do_not_matter(rows: list[Row], layout: Layout) -> None:
    same(rows, layout)


UNICODE = [("utf-8", ""), ("utf-16-le", ""), ("utf-16-be", "")]


@SOME
@given(
    exports(),
    dialects,
    st.sampled_from(
        [*UNICODE, *((name, "\ufeff") for name, _ in UNICODE), ("cp1251", ""), ("koi8-r", ""), ("cp866", "")]
    ),
)
def test_the_encoding_does_not_matter(rows: list[Row], layout: Layout, encoding: tuple[str, str]) -> None:
    name, mark = encoding
    same(rows, replace(layout, encoding=name, mark=mark))


@SOME
@given(exports(), dialects, st.permutations(range(len(HEADER))))
def test_the_order_of_columns_does_not_matter(rows: list[Row], layout: Layout, order: list[int]) -> None:
    same(rows, replace(layout, order=tuple(order)))


names = st.sampled_from(["Комментарий", "Итого", "Статус 2", "click_id", "Номер заказа", "", "Дата выплаты"])
cells = st.sampled_from(["", "Итого", "0", "Total", "31/12/2026", "1,5", "x", '"', "подтверждён"])


@SOME
@given(exports(), dialects, st.dictionaries(names, cells, max_size=4), st.permutations(range(len(HEADER))))
def test_other_columns_do_not_matter(rows: list[Row], layout: Layout, extra: dict[str, str], order: list[int]) -> None:
    same(rows, replace(layout, extra=extra, order=tuple(order)))


titles = st.sampled_from(
    [
        "Отчёт о вознаграждениях",
        "Период: 01.02.2026 - 28.02.2026",
        "Партнёр;ООО Окна",
        "",
        ",,,",
        "Номер",
        "a,b",
        "Статус;Номер",
    ]
)
between = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["blank", "empty", "header"])), max_size=6)


@SOME
@given(exports(), dialects, st.lists(titles, max_size=5), between)
def test_lines_that_are_no_records_do_not_matter(
    rows: list[Row], layout: Layout, preamble: list[str], between: list[tuple[int, str]]
) -> None:
    same(rows, replace(layout, preamble=tuple(preamble), between=tuple(between)))


def zipped(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.csv", data)
    return packed.getvalue()


@SOME
@given(exports(), dialects, st.sampled_from([gzip.compress, zipped]))
def test_packing_does_not_matter(rows: list[Row], layout: Layout, pack: Any) -> None:
    data = layout.written(rows)
    assert records(pack(data)) == records(data)


@FEW
@given(exports(), st.permutations(range(len(HEADER))), st.lists(st.just([""]) | st.just(["Отчёт"]), max_size=3))
def test_a_workbook_says_what_the_text_says(rows: list[Row], order: list[int], above: list[list[str]]) -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([*above, *Layout(order=tuple(order)).table(rows)]):
            for place, cell in enumerate(line):
                sheet.write_string(number, place, cell)
    assert records(packed.getvalue()) == records(Layout().written(rows))


@SOME
@given(exports(), dialects, st.data())
def test_the_parts_of_a_file_say_what_the_whole_says(rows: list[Row], layout: Layout, data: st.DataObject) -> None:
    # Each part must prove the order of day and month for itself.
    proof = next(row for row in rows if row[1] == "28/02/2026" and row[5] == "1.50")
    others = [row for row in rows if row is not proof]
    cut = data.draw(st.integers(0, len(others)))
    first, second = ([proof, *part] for part in (others[:cut], others[cut:]))
    whole = records(layout.written([proof, *others]))
    assert records(layout.written(first)) + records(layout.written(second))[1:] == whole
