"""Exports of one neutral profile, drawn and written in every way exports are written, and what intake reads of them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st

from partnercli import intake
from partnercli.intake import profile_file
from partnercli.intake.identify import claims
from partnercli.intake.rows import read_table
from partnercli.intake.source import read_source

# A failing draw is small as it is; making it smaller takes minutes.
SOME = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
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
    mark: str = ""
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
        return (self.mark + (text if self.last_end else text.removesuffix(self.end))).encode(self.encoding)

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


dialects = st.builds(
    Layout,
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    last_end=st.booleans(),
)
