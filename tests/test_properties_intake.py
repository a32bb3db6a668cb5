"""One export, written in every way exports are written: whatever the dress, the same records come out.

Rows of one neutral profile are drawn, written plainly (UTF-8, commas, LF) and in a drawn layout, and read both times.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import xlsxwriter
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from partnercli import intake
from partnercli.errors import InputRejected
from partnercli.intake import profile_file
from partnercli.intake.identify import claims
from partnercli.intake.rows import read_table
from partnercli.intake.source import read_source

# A failing draw is small as it is; making it smaller takes minutes.
SOME = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
FEW = settings(SOME, max_examples=3)

PROFILE = """\
kind: rows
evidence: inferred
recognise: [Номер, Статус, Вознаграждение]
columns:
  transaction_id: Номер
  event_at: Дата
  program_name: Программа
  status: Статус
  sale_amount: Сумма заказа
  commission: Вознаграждение
  reason: Причина отказа
status: {подтверждён: validated, отклонён: declined, в обработке: pending}
currency: RUB
decimal: auto
dates: ["%d/%m/%Y", "%m/%d/%Y"]
"""
OWN = profile_file.parse(PROFILE, "own")
HEADER = ("Номер", "Дата", "Программа", "Статус", "Сумма заказа", "Вознаграждение", "Причина отказа")
Row = tuple[str, ...]

WORDS = "окна двери магазин рассрочка возврат товара партнёр заказ отменён покупателем Shop 24".split()
MARKS = ["", "", "", ", ", "; ", " | ", '"', '""', "\n", "\t", "' ", ": ", '", "', '";"']


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Words with everything between them that a dialect must carry."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
    return "".join(word + draw(st.sampled_from(MARKS)) + " " for word in words).strip()


amounts = st.decimals("-99999", "99999", places=2, allow_nan=False, allow_infinity=False).map(lambda sum_: f"{sum_:f}")
days = st.builds("{:02}/{:02}/2026".format, st.integers(1, 28), st.integers(1, 12))
states = st.sampled_from(["подтверждён", "Отклонен", "в обработке"])
bare_rows = st.tuples(days, texts(), states, amounts | st.just(""), amounts, texts() | st.just(""))


@st.composite
def exports(draw: st.DrawFn, most: int = 12) -> list[Row]:
    """Rows with ids of their own, one of which proves the order of day and month."""
    drawn = draw(st.lists(bare_rows, min_size=1, max_size=most))
    proof = ("28/02/2026", "окна", "подтверждён", "1.5", "1.50", "")
    rows = [(f"T-{number:03}", *cells) for number, cells in enumerate([*drawn, proof])]
    return draw(st.permutations(rows))


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is written. `between` are lines that are no records, each with the number of the row it stands before."""

    delimiter: str = ","
    quoting: int = csv.QUOTE_MINIMAL
    end: str = "\n"
    last_end: bool = True
    encoding: str = "utf-8"
    order: tuple[int, ...] = tuple(range(len(HEADER)))
    extra: dict[str, str] = field(default_factory=dict)
    preamble: tuple[str, ...] = ()
    between: tuple[tuple[int, str], ...] = ()

    def table(self, rows: list[Row]) -> list[list[str]]:
        """Header and rows, in this order of columns behind the extra ones."""
        return [
            [*more, *(cells[place] for place in self.order)]
            for cells, more in [(HEADER, self.extra), *((row, self.extra.values()) for row in rows)]
        ]

    def written(self, rows: list[Row]) -> bytes:
        header, *lines = [self.line(cells) for cells in self.table(rows)]
        lines = [self._between(number, header) + line for number, line in enumerate(lines)]
        text = "".join(f"{line}{self.end}" for line in self.preamble) + header + "".join(lines)
        return (text if self.last_end else text.removesuffix(self.end)).encode(self.encoding)

    def line(self, cells: list[str]) -> str:
        text = io.StringIO()
        csv.writer(text, delimiter=self.delimiter, quoting=self.quoting, lineterminator="\r\n").writerow(cells)  # type: ignore[arg-type]
        return text.getvalue().removesuffix("\r\n") + self.end

    def _between(self, number: int, header: str) -> str:
        kinds = {"blank": self.end, "empty": self.line([""] * (len(HEADER) + len(self.extra))), "header": header}
        return "".join(kinds[kind] for place, kind in self.between if place == number)


def records(data: bytes) -> list[dict[str, Any]]:
    """What is read of these bytes, without the places; nothing may be refused."""
    read, refused = everything(data)
    assert refused == []
    return read


def everything(data: bytes, chunk_bytes: int = 1 << 20) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    """Records without their places, and line and code of what was refused."""
    source = read_source("-", io.BytesIO(data))
    table = read_table(source, claims=claims((OWN,), named=False), chunk_bytes=chunk_bytes)
    found = intake.read_as(source, table, OWN)
    told = [row for frame in found.frames for row in frame.drop("line").iter_rows(named=True)]
    return told, [(reject.line, reject.problem.code) for reject in found.rejects]


def same(rows: list[Row], layout: Layout) -> None:
    plain = records(Layout().written(rows))
    assert len(plain) == len(rows)
    assert records(layout.written(rows)) == plain


dialects = st.builds(
    Layout,
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    last_end=st.booleans(),
)


@SOME
@given(exports(), dialects)
def test_delimiter_quotes_and_line_ends_do_not_matter(rows: list[Row], layout: Layout) -> None:
    same(rows, layout)


@SOME
@given(
    exports(),
    dialects,
    st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"]),
)
def test_the_encoding_does_not_matter(rows: list[Row], layout: Layout, encoding: str) -> None:
    same(rows, replace(layout, encoding=encoding))


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
