"""JSON and JSON lines: numbers as written, dotted names, parts as rows, and damage that stays where it is."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats_reading import read, refusal


def test_a_network_answer_comes_out_as_it_is_written() -> None:
    found = read(
        """[
  {"id": 12345678901234567890, "commissionAmount": {"amount": 1.50, "currency": "GBP"}, "paid": false,
   "clickRefs": {"clickRef": "0012"}, "validationDate": null, "tags": ["a", 2, true]},
  {"id": 2, "commissionAmount": {"amount": 1e3, "currency": "GBP"}, "orderRef": "x"}
]"""
    )
    assert found.table.header == (
        "id", "commissionAmount.amount", "commissionAmount.currency", "paid", "clickRefs.clickRef", "validationDate",
        "tags", "orderRef",
    )  # fmt: skip
    assert list(found.rows[0].values()) == [
        "12345678901234567890",
        "1.50",
        "GBP",
        "false",
        "0012",
        "",
        "a, 2, true",
        "",
    ]
    assert list(found.rows[1].values()) == ["2", "1e3", "GBP", "", "", "", "", "x"]
    assert (found.lines, found.rejects) == ([2, 4], [])
    assert found.table.raw([4])[4].startswith('  {"id": 2,')


RECORDS = '[{"id": 1}, {"id": 2}]'


@pytest.mark.parametrize(
    "text",
    [
        RECORDS,
        f'{{"results": {RECORDS}}}',
        f'{{"data": {{"page": {{"number": 1, "items": {RECORDS}}}}}, "errors": [], "tags": ["x"]}}',
        '{"id": 1}\n{"id": 2}\n',
        '\n\n  {"id": 1}\n\n{"id": 2}',
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_records_are_found_wherever_they_stand(text: str, line_end: str, encoding: str) -> None:
    assert read(text.replace("\n", line_end).encode(encoding)).column("id") == ["1", "2"]


def test_one_object_without_an_array_is_one_record() -> None:
    assert read('{"id": 1, "a": {"b": "x"}}').rows == [{"id": "1", "a.b": "x"}]


def test_an_answer_with_several_arrays_is_refused_by_their_names() -> None:
    assert refusal('{"sales": [{"id": 1}], "leads": {"items": [{"id": 2}]}}') == ("json_arrays", "file")
    assert refusal('{"total": 0, "results": []}') == ("no_rows", "file")


def test_the_members_of_the_only_array_are_rows() -> None:
    found = read('[{"id": 1, "parts": [{"id": 10, "sum": 1.10}, {"id": 11}]}, {"id": 2, "parts": []}, {"id": 3}]')
    assert found.rows == [
        {"id": "1", "parts.id": "10", "parts.sum": "1.10"},
        {"id": "1", "parts.id": "11", "parts.sum": ""},
        {"id": "2", "parts.id": "", "parts.sum": ""},
        {"id": "3", "parts.id": "", "parts.sum": ""},
    ]


def test_several_arrays_stay_cells_unless_one_is_named() -> None:
    text = '[{"id": 1, "a": [{"x": 1.10}], "b": [{"y": "2"}, {"y": null}]}]'
    assert read(text).rows == [{"id": "1", "a": '[{"x":1.10}]', "b": '[{"y":"2"},{"y":null}]'}]
    assert read(text, parts="b").rows == [
        {"id": "1", "a": '[{"x":1.10}]', "b.y": "2"},
        {"id": "1", "a": '[{"x":1.10}]', "b.y": ""},
    ]
    assert read('[{"id": 1, "a": [{"x": 1}]}]', parts="").rows == [{"id": "1", "a": '[{"x":1}]'}]


@pytest.mark.parametrize(
    ("damaged", "code"),
    [
        ('{"id": 9, "id": 9}', "key_twice"),
        ('{"id": 9, "a": {"b": 1, "b": 2}}', "key_twice"),
        ('{"id": 9, "a.b": 1, "a": {"b": 2}}', "key_twice"),
        ('{"id": 9, "sum": NaN}', "json_constant"),
        ('{"id": 9, "sum": [-Infinity]}', "json_constant"),
        ('["id", 9]', "json_not_object"),
        ("9", "json_not_object"),
        ('{"id": 9, "a": ' + '{"a":' * 30 + "1" + "}" * 31, "too_deep"),
        ('{"id": 9, "a": ' + "[" * 30 + "]" * 30 + "}", "too_deep"),
        ('{"id": 9, "a": "\\ud800"}', "undecodable"),
        (json.dumps({"id": 9, "memo": "x" * 10_000_000}), "field_too_long"),
    ],
)
def test_a_record_that_cannot_be_taken_is_refused_alone(damaged: str, code: str) -> None:
    for text, line in ((f'[{{"id": 1}},\n{damaged},\n{{"id": 3}}]', 2), (f'{{"id": 1}}\n{damaged}\n{{"id": 3}}\n', 2)):
        found = read(text)
        assert (found.column("id"), found.table.header, found.rejects) == (["1", "3"], ("id",), [(line, code)])


@pytest.mark.parametrize(
    ("damaged", "at"),
    [
        *(
            (line, at)
            for line in ('{"id": 2', '{"id": 2} x', '{"id": 2}{"id": 3}', '{"id" 2}', '{"id": 2,}')
            for at in (0, 1, 3)
        ),
        *((line, at) for line in ("Error 500", "[" * 100_000, '{"a":' * 100_000) for at in (1, 3)),
    ],
)
def test_a_damaged_line_is_refused_alone(damaged: str, at: int) -> None:
    lines = ['{"id": 1}', '{"id": 4}', '{"id": 5}']
    found = read("\n".join([*lines[:at], damaged, *lines[at:]]))
    assert (found.column("id"), [line for line, _ in found.rejects]) == (["1", "4", "5"], [at + 1])


def test_a_line_with_bytes_of_another_encoding_is_refused_alone() -> None:
    lines = [f'{{"id": {n}, "n": "Выплата по договору"}}' for n in range(5)]
    found = read("\n".join([*lines, '{"id": 9, "n": "?!"}']).encode().replace(b"?!", b"\xff\xfe"))
    assert (len(found.rows), found.rejects) == (5, [(6, "undecodable")])


def test_a_file_in_another_encoding_is_read_and_can_be_named() -> None:
    data = '{"n": "Выплата"}\n{"n": "по договору"}'.encode("cp1251")
    assert read(data).column("n") == read(data, encoding="cp1251").column("n") == ["Выплата", "по договору"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[{"id": 1},\n {"id": 2', "file:2:10"),
        ('[{"id": 1},\n {"id" 2}]', "file:2:8"),
        ('[{"id": 1}\n {"id": 2}]', "file:2:2"),
        ('[{"id": 1}]\n[{"id": 2}]', "file:2:1"),
        ('{"results": [{"id": 1},\n', "file:2:1"),
        ('{"results": [{"id": 1}]', "file:1:24"),
    ],
)
def test_a_broken_container_is_refused_with_its_place(text: str, where: str) -> None:
    assert refusal(text) == ("json_broken", where)


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_a_bottomless_nesting_is_refused(opening: str) -> None:
    assert refusal(opening * 100_000) == ("too_deep", "file")


def test_too_many_columns_are_refused() -> None:
    assert refusal(json.dumps([{f"k{n}": n for n in range(2001)}])) == ("too_many_columns", "file")
    assert len(read(json.dumps([{f"k{n}": n for n in range(2000)}])).table.header) == 2000


def test_time_grows_with_the_file_and_no_faster() -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        read(text)
        return time.process_time() - start

    assert seconds("[" + ",".join(['{"id":1}'] * 20_000) + "]") < 5
    assert seconds("\n".join(['{"id":1}'] * 20_000)) < 5
    twice = ",".join(f'"k{n}":1' for n in range(60_000))
    assert seconds(f'[{{"id":1}},{{{twice},"k59999":2}}]') < 5


scalars = st.one_of(st.integers(), st.text(st.characters(codec="utf-8"), max_size=6), st.booleans(), st.none())
names = st.text("abcd", min_size=1, max_size=2)
objects = st.dictionaries(
    names, st.one_of(scalars, st.dictionaries(names, scalars, min_size=1, max_size=2)), min_size=1, max_size=4
)


def cell(value: Any) -> str:
    return "" if value is None else json.dumps(value) if isinstance(value, bool) else str(value)


def flat(record: dict[str, Any]) -> dict[str, str]:
    made = {}
    for name, value in record.items():
        inner = (
            {f"{name}.{key}": cell(v) for key, v in value.items()} if isinstance(value, dict) else {name: cell(value)}
        )
        made |= inner
    return made


@settings(max_examples=100, deadline=None)
@given(st.lists(objects, min_size=1, max_size=5), st.sampled_from([None, 2]), st.booleans())
def test_any_objects_come_back_cell_by_cell(records: list[dict[str, Any]], indent: int | None, escaped: bool) -> None:
    records = [{"id": n, **record} for n, record in enumerate(records, 1)]
    expected = [{name: text for name, text in flat(record).items() if text} for record in records]
    array = json.dumps(records, indent=indent, ensure_ascii=escaped)
    lines = "\n".join(json.dumps(record, ensure_ascii=escaped) for record in records)
    for text in (array, lines, json.dumps({"data": {"rows": records}}, ensure_ascii=escaped)):
        found = read(text)
        assert [{name: cell for name, cell in row.items() if cell} for row in found.rows] == expected
        assert found.rejects == []
