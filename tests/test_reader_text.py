"""From bytes to records: encodings, delimiters, headers, and what a damaged row costs."""

from __future__ import annotations

import codecs

import pytest

from partnercli.errors import InputRejected, UsageError
from partnercli.intake import columns, dialect
from partnercli.intake.cells import BLANKS
from partnercli.intake.records import MAX_FIELD_BYTES, MAX_RECORD_LINES
from partnercli.intake.rows import read_table
from partnercli.intake.source import Reject, Source, TextTable
from refusals import refused


def table(data: bytes | str, **options: object) -> TextTable:
    raw = data.encode() if isinstance(data, str) else data
    return read_table(Source("export.csv", raw, ""), **options)  # type: ignore[arg-type]


def rows(read: TextTable) -> list[tuple[object, ...]]:
    return [row for chunk in read.chunks() for row in chunk.frame.rows()]


def rejects(read: TextTable) -> list[Reject]:
    return [reject for chunk in read.chunks() for reject in chunk.rejects]


def codes(read: TextTable) -> list[tuple[int, str]]:
    return [(reject.line, reject.problem.code) for reject in rejects(read)]


# --- encoding

RUSSIAN = [
    "id;статус;sum\nA-1;Подтверждён;1500,00\n",
    "id;name;sum\n1;Иванов Пётр;10\n",
    "transaction_id,click_date,program,status\n1001,2024-05-01,Skillbox,Оплачен\n",
    "ЗАЯВКА;СУММА\n17;1 500,00\n",
    "order id;amount;comment\n7;100;ООО Ромашка\n",
    "id;utm_source;reason\n5;vk;дубль\n",
    "Номер;Дата;Сумма;Статус\n",
    "Идентификатор;Вознаграждение\nпервый;одобрено\n",
    "Компания|Комиссия\nООО Вектор|№ 5 — «да»\n",
]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r", "cp866", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", RUSSIAN)
def test_short_mostly_latin_russian_exports_are_recognised(text: str, encoding: str) -> None:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.replace("№", "N").replace("—", "-").replace("«", "").replace("»", "")
    read = table(text.encode(encoding))
    assert read.encoding == encoding
    header, *body = text.splitlines()
    assert read.header == tuple(header.split(read.delimiter))
    assert rows(read) == [(*row.split(read.delimiter), 2) for row in body]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_decides_and_is_not_part_of_the_header(mark: bytes, encoding: str) -> None:
    read = table(mark + '"id";сумма\n1;2\n'.encode(encoding))
    assert (read.encoding, read.header, rows(read)) == (encoding, ("id", "сумма"), [("1", "2", 2)])


def test_western_european_text_is_not_read_as_russian() -> None:
    read = table("id;name\n1;café Müller\n2;Zoë\n".encode("cp1252"))
    assert (read.encoding, rows(read)[0][1]) == ("cp1252", "café Müller")
    assert table("id;sum\n1;€100\n".encode("cp1252")).encoding == "cp1252"
    assert table("id;sum\n1;100 р.\n".encode("cp1251")).encoding == "cp1251"
    assert rows(table("id;sum\n1;1\xa0500\n".encode("cp1251")))[0][1] == "1\xa0500"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_that_is_russian_from_end_to_end(encoding: str) -> None:
    read = table("Рекламодатель\tВознаграждение\nПодтверждённый\tРегистрация\n".encode(encoding))
    assert (read.encoding, read.header) == (encoding, ("Рекламодатель", "Вознаграждение"))


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "utf-16-le"])
def test_russian_that_begins_late_in_a_long_file_is_recognised(encoding: str) -> None:
    text = "id;note\n" + "1;plain latin text\n" * 80_000 + "2;Оплата за август\n"
    read = table(text.encode(encoding))
    assert (read.encoding, rows(read)[-1]) == (encoding, ("2", "Оплата за август", 80_002))


def test_bytes_an_encoding_does_not_have_cost_their_line_only() -> None:
    good = "id;имя\n1;Анна\n2;Пётр\n3;Ольга\n"
    for encoding, right, wrong in [
        ("cp1251", "Пётр".encode("cp1251"), b"\x98"),
        ("utf-16-le", "Пётр".encode("utf-16-le"), b"\x00\xd8" + "Пё".encode("utf-16-le")),
    ]:
        read = table(good.encode(encoding).replace(right, wrong))
        assert (read.encoding, rows(read)) == (encoding, [("1", "Анна", 2), ("3", "Ольга", 4)])
        assert codes(read) == [(3, "not_utf8")]


def test_a_broken_byte_in_a_utf8_file_costs_its_line_only() -> None:
    data = "id;имя\n1;Анна\n2;Пётр\n3;Ольга\n".encode().replace("Пё".encode(), "П".encode() + b"\xd1")
    read = table(data)
    assert read.encoding == "utf-8"
    assert rows(read) == [("1", "Анна", 2), ("3", "Ольга", 4)]
    assert codes(read) == [(3, "not_utf8")]


def test_a_given_encoding_is_used_as_said() -> None:
    data = "id;имя\n1;Анна\n".encode("koi8-r")
    assert table(data, encoding="koi8-r").header == ("id", "имя")
    assert table(data, encoding="cp1251").header == ("id", "ЙНС")
    with refused(InputRejected, "bad_encoding"):
        table(data, encoding="utf-8")
    for nonsense in ("klingon", "base64", "a\0"):
        with refused(UsageError, "unknown_encoding"):
            table(data, encoding=nonsense)


# --- delimiter and header


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found_past_quoted_ones(delimiter: str) -> None:
    line = delimiter.join(["{0}", '"a;b,c|d\te;;;,,,"', "x"])
    read = table("".join(line.format(number) + "\n" for number in ("id", 1, 2)))
    assert (read.delimiter, len(read.header)) == (delimiter, 3)


@pytest.mark.parametrize(
    "text",
    [
        "sum;rate;bonus\n1,5;2,5;3,5\n2,5;3,5;4,5\n",
        "name;sum;rate;bonus\nx;1,5;2,5;3,5\ny;2,5;3,5;4,5\n",
        "id;note\n1;a,b,c,d,e\n2;x\n",
        "id;sum\n1;2,5\n",
    ],
)
def test_decimal_and_prose_commas_do_not_win_over_semicolons(text: str) -> None:
    assert table(text).delimiter == ";"


def test_a_sep_line_names_the_delimiter_and_is_not_the_header() -> None:
    read = table("sep=:\r\nid:sum\r\n1:2\r\n")
    assert (read.delimiter, read.header, read.header_line, rows(read)) == (":", ("id", "sum"), 2, [("1", "2", 3)])


def test_a_title_above_the_table_is_passed_over_and_a_given_row_is_believed() -> None:
    text = "Отчёт, май\n\nid;sum;cur\n1;2;RUB\n"
    read = table(text)
    assert (read.header, read.header_line, rows(read)) == (("id", "sum", "cur"), 3, [("1", "2", "RUB", 4)])
    assert table(text, header_row=4).header == ("1", "2", "RUB")
    for row in (0, 2, 9):
        with pytest.raises(InputRejected):
            table(text, header_row=row)


def test_header_names_are_stripped_and_otherwise_kept() -> None:
    assert table('\ufeff id \xa0;;sum;sum;"two\nlines"\n1;2;3;4;5\n').header == ("id", "", "sum", "sum", "two\nlines")


def test_a_given_delimiter_is_used_and_an_impossible_one_refused() -> None:
    assert table("a,b;c,d\n1,2;3,4\n", delimiter=",").header == ("a", "b;c", "d")
    for impossible in ("", "ab", '"', "a", " ", "\n", "й"):
        with refused(UsageError, "bad_delimiter"):
            table("a;b\n", delimiter=impossible)


# --- records


def test_line_ends_may_be_mixed() -> None:
    read = table('id;sum\r\n1;2\n3;4\r5;"6\r\n7"\r\n\n\r8;9')
    assert rows(read) == [("1", "2", 2), ("3", "4", 3), ("5", "6\r\n7", 4), ("8", "9", 8)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_blank_lines_and_repeated_headers(end: str) -> None:
    lines = ["id;sum", "1;2", "", "  ", ";", "id; sum ", '"3";4']
    assert rows(table(end.join(lines))) == [("1", "2", 2), ("3", "4", 7)]


def test_a_header_alone_has_no_chunk() -> None:
    assert list(table("id;sum\n").chunks()) == []


def test_quotes_join_lines_and_double_quotes_are_one() -> None:
    read = table('id;note;sum\n1;"two\r\nlines; and ""more""" ;5\n2; "x";5" disk\n')
    assert rows(read) == [("1", 'two\r\nlines; and "more"', "5", 2), ("2", ' "x"', '5" disk', 4)]


def test_each_damage_is_rejected_alone_with_its_line_and_text() -> None:
    good = "{0};ok;ok\n"
    damage = ['1;"open;2', '1;"a"b;2', "1;2", "1;2;3;4", "1;\0;2"]
    text = "id;note;sum\n" + "".join(good.format(n) + line + "\n" for n, line in enumerate(damage)) + good.format("end")
    read = table(text)
    assert [row[0] for row in rows(read)] == ["0", "1", "2", "3", "4", "end"]
    assert [reject.raw for reject in rejects(read)] == damage
    assert codes(read) == [
        (3, "open_quote"),
        (5, "after_quote"),
        (7, "ragged_row"),
        (9, "ragged_row"),
        (11, "nul_byte"),
    ]
    assert rejects(read)[2].problem.facts == {"expected": 3, "found": 2}


def test_one_stray_quote_does_not_swallow_good_rows_up_to_the_next_one() -> None:
    text = 'id;note;sum\n1;"stray;2\n2;good;3\n3;"good too";4\n'
    assert [row[0] for row in rows(table(text))] == ["2", "3"]
    assert codes(table(text)) == [(2, "open_quote")]


@pytest.mark.parametrize(
    "row",
    [
        r'1;"a \"b\" c";2',
        r'1;"5\"";2',
        r'1;"a\"";";b"',  # read with doubled quotes it would be three other fields, and whole
        r'1;"C:\";2',
    ],
)
def test_quotes_behind_a_backslash_cost_their_row_only(row: str) -> None:
    read = table(f'id;note;sum\n0;"x";1\n{row}\n3;"C:\\dir";5\\" disk\n')
    assert rows(read) == [("0", "x", "1", 2), ("3", "C:\\dir", '5\\" disk', 4)]
    assert [(reject.line, reject.raw) for reject in rejects(read)] == [(3, row)]
    assert codes(read)[0][1] in ("after_quote", "open_quote", "backslash_quote")


def test_a_quoted_field_with_a_backslash_before_its_quote_is_named() -> None:
    assert codes(table('id;note\n1;"a\\"\n')) == [(2, "backslash_quote")]


def test_single_quotes_are_letters() -> None:
    read = table("id;note\n1;'a;b'\n2;it's\n")
    assert (rows(read), codes(read)) == ([("2", "it's", 3)], [(2, "ragged_row")])


def test_empty_fields_too_many_at_the_end_are_dropped() -> None:
    assert rows(table("id;sum\n1;2;\n3;4; ;\n")) == [("1", "2", 2), ("3", "4", 3)]


def test_the_limits_of_a_record() -> None:
    longest = "1;" + "x" * MAX_FIELD_BYTES
    assert len(rows(table(f"id;note\n{longest}\n"))) == 1
    assert codes(table(f"id;note\n{longest}x\n")) == [(2, "field_too_long")]
    assert len(rejects(table(f"id;note\n{longest}x\n"))[0].raw) == 2000
    lines = "\n" * (MAX_RECORD_LINES - 1)
    assert len(rows(table(f'id;note\n1;"{lines}"\n'))) == 1
    assert codes(table(f'id;note\n1;"{lines}\n"\n'))[0] == (2, "open_quote")
    assert codes(table('id;note\n1;"' + ("x" * 40_000 + "\n") * 2 + '"\n'))[0] == (2, "open_quote")


def test_a_field_of_ten_megabytes_costs_its_row_only() -> None:
    text = "id;note\n1;a\n2;" + "x" * (10 << 20) + '\n3;"' + "y" * (10 << 20) + '"\n4;b\n'
    read = table(text)
    assert rows(read) == [("1", "a", 2), ("4", "b", 5)]
    assert codes(read) == [(3, "field_too_long"), (4, "field_too_long")]
    assert read.raw([2, 4, 5]) == {2: "1;a", 4: ('3;"' + "y" * 2000)[:2000], 5: "4;b"}


def test_a_line_beyond_the_limit_is_never_read_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "MAX_LINE_BYTES", 1000)
    read = table("id;note\n1;a\n2;" + "x" * 1000 + "\n3;b\n", chunk_bytes=100)
    assert (rows(read), codes(read)) == ([("1", "a", 2), ("3", "b", 4)], [(3, "line_too_long")])
    assert rejects(read)[0].raw == "2;" + "x" * 1000
    monkeypatch.setattr(dialect, "MAX_LINE_BYTES", 1000)
    monkeypatch.setattr(dialect, "_SAMPLE_BYTES", 100)
    with refused(InputRejected, "line_too_long"):
        table("id;" + "x" * 1000 + "\n1;2\n")


def test_raw_gives_physical_lines_by_number() -> None:
    read = table("id;sum\r\n1;2\r3;\xa04\n\n5;6")
    assert read.raw({3, 5, 1, 9}) == {1: "id;sum", 3: "3;\xa04", 5: "5;6"}
    assert read.raw(()) == {}


def test_blank_means_the_same_to_both_readers() -> None:
    """The fast reader strips with polars, the careful one with Python: from the same fixed set."""
    import polars as pl

    framed = pl.Series([BLANKS + "a b" + BLANKS, "\x1ca"]).str.strip_chars(BLANKS).to_list()
    assert framed == [(BLANKS + "a b" + BLANKS).strip(BLANKS), "\x1ca".strip(BLANKS)] == ["a b", "\x1ca"]
