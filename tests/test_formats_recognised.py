"""Which reader a file goes to, what all of them refuse, and that no damage to a real file crashes one."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats_reading import read, sample_bytes
from partnercli.errors import InputRejected, UsageError
from partnercli.intake.formats import HEAD_BYTES, recognised, table
from partnercli.intake.source import Source

CAMT = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'


@pytest.mark.parametrize(
    ("beginning", "module"),
    [
        ("1CClientBankExchange\nВерсияФормата=1.03", "client_bank"),
        ("\n 1CClientBankExchange\r\n", "client_bank"),
        (":20:A\n:25:1\n", "mt940"),
        ("{1:F01BANK}{2:I940}{4:\r\n:20:A\r\n:28C:1\r\n:60F:C260101EUR0,00", "mt940"),
        (f'<?xml version="1.0"?>\n<!-- x -->{CAMT}', "camt"),
        (CAMT.replace("053", "054").replace("<", "<ns2:").replace("xmlns", "xmlns:ns2"), "camt"),
        ("OFXHEADER:100\nDATA:OFXSGML", "ofx"),
        ('<?xml version="1.0"?><?OFX OFXHEADER="200"?>\n<OFX>', "ofx"),
        ("<ofx><SIGNONMSGSRSV1>", "ofx"),
        ('[\n  {"id": 1', "json"),
        ("[]", "json"),
        ('{"id": 1}', "json"),
        ("id;sum\n1;2\n", None),
        ("[Date],[Sum]\n1,2\n", None),
        ("{campaign};{sum}\n", None),
        ("<html><body>", None),
        ('<?xml version="1.0"?><yml_catalog>', None),
        ("Text;:20:;:25:\n", None),
        ("id;memo\n1;1CClientBankExchange\n", None),
        ("", None),
    ],
)
def test_the_beginning_tells_the_format(beginning: str, module: str | None) -> None:
    for data in (
        beginning.encode(),
        codecs.BOM_UTF8 + beginning.encode(),
        beginning.encode("utf-16"),
        codecs.BOM_UTF16_BE + beginning.encode("utf-16-be"),
        beginning.encode("cp1251"),
    ):
        reader = recognised(data[:HEAD_BYTES])
        assert (reader and reader.__module__.rpartition(".")[2]) == module, data


@pytest.mark.parametrize("name", ["kilylabs_one_day_cp1251.txt", "ing.sta", "test-camt053.xml"])
def test_a_file_too_large_for_one_piece_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_BYTES", 100)
    with pytest.raises(InputRejected) as error:
        read(sample_bytes(name))
    assert (error.value.problem.code, error.value.problem.facts) == ("file_too_large", {"limit": 100})


@pytest.mark.parametrize("name", ["klingon", "base64"])
def test_an_unknown_encoding_is_the_users_mistake(name: str) -> None:
    with pytest.raises(UsageError) as error:
        read('[{"a": 1}]', encoding=name)
    assert error.value.problem.code == "unknown_encoding"


def test_a_table_can_be_read_again_and_shows_its_lines() -> None:
    reader = recognised(b"[{")
    assert reader is not None
    text = reader(Source("file", b'[{"a": 1},\n{"a": 2, "a": 2}]', ""))
    first, second = [list(text.chunks()) for _ in range(2)]
    assert [chunk.frame.rows() for chunk in first] == [chunk.frame.rows() for chunk in second] == [[("1", 1)]]
    assert [reject.raw for reject in first[0].rejects] == ['{"a": 2, "a": 2}]']
    assert text.raw([2, 1, 7]) == {1: '[{"a": 1},', 2: '{"a": 2, "a": 2}]', 7: ""}


mutations = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 40),
        st.binary(max_size=12) | st.sampled_from([b"\n", b"<", b'"', b"{", b"]", b"\xff\xfe"]),
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("name", ["xini_sample1.txt", "171011_01234945.sta", "test-camt053.xml"])
@settings(max_examples=50, deadline=None)
@given(mutations=mutations)
def test_no_damage_to_a_real_file_crashes_its_reader(name: str, mutations: list[tuple[float, int, bytes]]) -> None:
    data = sample_bytes(name)
    for place, cut, thrown in mutations:
        at = int(place * len(data))
        data = data[:at] + thrown + data[at + cut :]
    reader = recognised(data[:HEAD_BYTES])
    if reader is None:
        return
    try:
        for chunk in reader(Source("file", data, "")).chunks():
            assert set(chunk.frame.columns) >= {"c0", "line"}
            assert chunk.frame.null_count().sum_horizontal().item() == 0
    except InputRejected as refused:
        assert refused.where.startswith("file")
