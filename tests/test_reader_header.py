"""Which record is the header: the one somebody claims, whatever stands above it, of one line, of two, or of none."""

from __future__ import annotations

from partnercli.errors import InputRejected
from partnercli.intake.header import MAX_COLUMNS, SAMPLE_RECORDS, Claims
from partnercli.intake.rows import read_table
from partnercli.intake.source import Source, TextTable
from refusals import refused


def table(text: str, **options: object) -> TextTable:
    return read_table(Source("export.csv", text.encode(), ""), **options)  # type: ignore[arg-type]


def rows(read: TextTable) -> list[tuple[object, ...]]:
    return [row for chunk in read.chunks() for row in chunk.frame.rows()]


def knows(*names: str, lines: int = 1) -> Claims:
    """Claims a header that has all these names and is made of so many lines, as profiles do."""
    return lambda header, of: of == lines and set(names) <= set(header)


ABOVE = [
    "Отчёт по выплатам",
    "Period;01.10-31.10",
    "Account;12;Owner;Иванов",
    '"Group "A"";;x',
    "",
    ";;",
    "a,b,c,d,e,f",
]


def test_the_claimed_header_is_found_whatever_stands_above() -> None:
    body = "id;sum;cur\n1;2,50;RUB\n"
    for above in [*([line] for line in ABOVE), ABOVE, ABOVE * 14]:
        read = table("\n".join([*above, body]), claims=knows("id", "sum"))
        assert (read.header, read.header_line) == (("id", "sum", "cur"), len(above) + 1)
        assert rows(read) == [("1", "2,50", "RUB", len(above) + 2)]


def test_without_a_claim_the_guess_stays_what_it_was() -> None:
    text = "Period;01.10-31.10\nid;sum;cur\n1;2;RUB\n"
    assert table(text).header == table(text, claims=knows("nobody")).header == ("Period", "01.10-31.10")


def test_a_title_right_above_the_header_is_not_guessed_to_be_its_upper_line() -> None:
    for claims in (None, knows("nobody")):
        read = table("Отчёт\nid;sum\n1;2\n", claims=claims)
        assert (read.header, read.header_line) == (("id", "sum"), 2)


def test_the_header_is_sought_among_the_first_records_only() -> None:
    body = "id;sum\n1;2\n"
    assert table("a;b\n" * (SAMPLE_RECORDS - 1) + body, claims=knows("id")).header == ("id", "sum")
    assert table("a;b\n" * SAMPLE_RECORDS + body, claims=knows("id")).header == ("a", "b")


def test_a_claim_decides_for_a_less_likely_delimiter() -> None:
    text = "id,sum;note\n" + "1,2;3;4\n" * 5
    assert table(text).delimiter == ";"
    assert table(text, claims=knows("id", "sum;note")).delimiter == ","


def test_two_header_lines_are_one_name_a_column_and_merged_titles_are_not_carried() -> None:
    text = "Отчёт;май\n№;Сумма;;Дата\n;заказа;комиссии;\n1;10;2;01.05.2024\n№;Сумма;;Дата\n;заказа;комиссии;\n2;20;3;\n"
    read = table(text, claims=knows("№", "Сумма заказа", "комиссии", "Дата", lines=2))
    assert (read.header, read.header_line) == (("№", "Сумма заказа", "комиссии", "Дата"), 2)
    assert rows(read) == [("1", "10", "2", "01.05.2024", 4), ("2", "20", "3", "", 7)]


def test_two_header_lines_of_different_width_and_asked_for_by_number() -> None:
    read = table("Name;Sum\nfirst;net;gross\n1;2;3\n", header_lines=2)
    assert (read.header, rows(read)) == (("Name first", "Sum net", "gross"), [("1", "2", "3", 3)])
    assert table("a;b\n\nc;d\n1;2\n", header_lines=2).header == ("c 1", "d 2")  # a blank line parts them
    asked: list[int] = []
    table("a;b\nc;d\n", header_lines=1, claims=lambda _, lines: bool(asked.append(lines)))
    assert set(asked) == {1}


def test_a_file_without_a_header_has_numbered_columns_and_loses_no_row() -> None:
    text = "title\n1;2,5;x\n#1;#2;#3\n\n2;3,5;y\n"
    read = table(text, header_lines=0)
    assert (read.header, read.header_line, read.delimiter) == (("#1", "#2", "#3"), 0, ";")
    assert rows(read) == [("1", "2,5", "x", 2), ("#1", "#2", "#3", 3), ("2", "3,5", "y", 5)]
    assert [reject.line for chunk in read.chunks() for reject in chunk.rejects] == [1]
    assert rows(table(text, header_lines=0, header_row=3)) == rows(read)[1:]
    assert table('1;"x"y;2\n1;2;3\n', header_lines=0).header == ("#1", "#2", "#3")
    two = table("1,5;2,5\n" * 3, header_lines=0, claims=lambda names, lines: (len(names), lines) == (2, 0))
    assert two.delimiter == ";"


def test_a_named_row_is_the_header_and_no_other_is_asked_about() -> None:
    text = "id;sum\nid;sum\nx;y\n"
    assert table(text, header_row=3, claims=knows("id")).header == ("x", "y")
    assert table(text, header_row=2, claims=knows("id")).header_line == 2


def test_a_damaged_line_above_a_claimed_header_is_passed_over_and_refused_otherwise() -> None:
    text = '"Отчёт"х; май;\nid;sum\n1;2\n'
    assert rows(table(text, claims=knows("id"))) == [("1", "2", 3)]
    with refused(InputRejected, "bad_header"):
        table(text)


def test_more_columns_than_anybody_needs_are_refused() -> None:
    header = ";".join(f"c{number}" for number in range(MAX_COLUMNS + 1))
    assert len(table(header.rpartition(";")[0]).header) == MAX_COLUMNS
    with refused(InputRejected, "too_many_columns"):
        table(header)
