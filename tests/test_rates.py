"""Exchange rates: files of two banks, one word a day and source, exact conversion, and what is told where a rate lacks."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from books import TODAY, Books, named, new_books
from partnercli.errors import InputRejected, UsageError
from partnercli.intake.rates import read_rates
from partnercli.intake.source import Source, read_source
from partnercli.reports.rates import traced
from partnercli.store import rates
from partnercli.store.store import Store
from partnercli.store.undo import standing, undo_change
from rates_books import FILES, FRIDAY, quote, told

# ── what the files say ──────────────────────────────────────────────────────────────────────────────────────────────


def read(name: str) -> dict[tuple[str, str, date], str]:
    """The file's rates, as a source states them."""
    found = read_rates(read_source(str(FILES / name), io.BytesIO()))
    return {
        (found.source, quote.base if found.source == "ecb" else quote.currency, quote.on_day): rates.stated(
            quote.nominal, quote.currency, quote.price, quote.base
        )
        for quote in found.quotes
    }


def test_a_day_of_the_bank_of_russia() -> None:
    found = read("XML_daily.xml")
    day = date(2026, 10, 3)
    assert found == {
        ("cbr", "AUD", day): "1 AUD = 54.321 RUB",
        ("cbr", "AMD", day): "100 AMD = 21.5637 RUB",
        ("cbr", "USD", day): "1 USD = 81.5025 RUB",
        ("cbr", "EUR", day): "1 EUR = 95.2 RUB",
        ("cbr", "VND", day): "10000 VND = 32.5411 RUB",
        ("cbr", "JPY", day): "100 JPY = 55.6789 RUB",
    }, "the SDR is no money"


def test_one_currency_of_the_bank_of_russia_is_named_by_its_id() -> None:
    assert read("XML_dynamic.xml") == {
        ("cbr", "USD", date(2022, 3, 1)): "1 USD = 93.5589 RUB",
        ("cbr", "USD", date(2022, 3, 2)): "1 USD = 91.7457 RUB",
        ("cbr", "USD", date(2022, 3, 10)): "1 USD = 116.0847 RUB",
    }


def test_a_day_of_the_european_central_bank() -> None:
    found = read("eurofxref.csv")
    assert len(found) == 32
    assert found["ecb", "USD", date(2021, 6, 3)] == "1 EUR = 1.2187 USD"
    assert found["ecb", "IDR", date(2021, 6, 3)] == "1 EUR = 17420.91 IDR"
    assert found["ecb", "ZAR", date(2021, 6, 3)] == "1 EUR = 16.5218 ZAR"


def test_the_history_of_the_european_central_bank_has_days_without_a_rate() -> None:
    found = read("eurofxref-hist.csv")
    assert [code for _source, code, day in found if day == date(2026, 10, 5)] == ["USD", "JPY", "GBP"]
    assert found["ecb", "RUB", date(2022, 3, 1)] == "1 EUR = 117.201 RUB"
    assert len(found) == 3 + 3 + 4 + 4, "a currency that is no more is passed over"


@pytest.mark.parametrize("packed", ["zip", "gzip"])
def test_packed_files_are_read(packed: str, tmp_path: Path) -> None:
    data, file = (FILES / "eurofxref.csv").read_bytes(), tmp_path / f"rates.{packed}"
    if packed == "gzip":
        file.write_bytes(gzip.compress(data))
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("eurofxref.csv", data)
    assert len(read_rates(read_source(str(file), io.BytesIO())).quotes) == 32


def source(text: str) -> Source:
    data = text.encode("utf-8")
    return Source("file", data, hashlib.sha256(data).hexdigest())


DAILY = '<ValCurs Date="{day}"><Valute><CharCode>USD</CharCode><Nominal>{nominal}</Nominal><Value>{value}</Value></Valute></ValCurs>'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (DAILY.format(day="22.11.2026", nominal="1", value="0,0000"), "bad_rate"),
        (DAILY.format(day="22.11.2026", nominal="1", value="-1,5"), "bad_rate"),
        (DAILY.format(day="22.11.2026", nominal="1", value="1 500,5"), "bad_rate"),
        (DAILY.format(day="22.11.2026", nominal="3", value="1,5"), "bad_rate"),
        (DAILY.format(day="31.02.2026", nominal="1", value="1,5"), "impossible_date"),
        (DAILY.format(day="", nominal="1", value="1,5"), "bad_stamp"),
        ('<ValCurs ID="R99999"><Record Date="01.03.2022"><Nominal>1</Nominal><Value>1,5</Value></Record></ValCurs>', "rates_currency"),
        ('<!DOCTYPE x><ValCurs Date="22.11.2026"/>', "xml_doctype"),
        ("<ValCurs><Valute>", "xml_broken"),
        ("<other/>", "rates_unknown"),
        ('<ValCurs Date="22.11.2026"/>', "rates_empty"),
        ("Date,USD,\n2026-10-05,N/A,\n", "rates_empty"),
        ("Date,USD,\n2026-10-05,1.1.1,\n", "bad_rate"),
        ("Date,USD,JPY,\n2026-10-05,1.1,\n", "rates_columns"),
        ("Date,Sum\n2026-10-05,1\n", "rates_unknown"),
        ("Date;USD\n2026-10-05;1.1\n", "rates_unknown"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_rates_is_refused_whole(text: str, code: str) -> None:
    with pytest.raises(InputRejected) as refused:
        read_rates(source(text))
    assert refused.value.problem.code == code


# ── what is kept ────────────────────────────────────────────────────────────────────────────────────────────────────


def costs(books: Books, currency: str, target: str, on: date) -> str:
    """The rate that counts, with its day and source; '' = none."""
    with books.open() as store:
        found = rates.rates_for(store, target, [(currency, on)]).get((currency, on))
    return f"{found} {found.on_day:%m-%d} {found.source}{' ' + found.via if found.via else ''}" if found else ""


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return new_books(tmp_path)


def test_the_same_rates_twice_are_there_once(books: Books) -> None:
    assert told(books, "cbr", quote("USD", "81.5025"), quote("JPY", "55.6789", nominal=100)) == rates.Kept(2, 0, 0)
    before = books.facts()
    assert told(books, "cbr", quote("USD", "81.50250"), quote("EUR", "95.2")) == rates.Kept(1, 0, 1)
    assert told(books, "cbr", quote("JPY", "0.556789")) == rates.Kept(0, 0, 1), "the same for one yen"
    assert len(books.facts()) == len(before) + 1


def test_another_rate_of_the_same_day_is_told_and_refused(books: Books) -> None:
    told(books, "cbr", quote("USD", "81.5025"))
    with pytest.raises(InputRejected) as refused:
        told(books, "cbr", quote("USD", "82"), quote("EUR", "95"))
    assert refused.value.problem.code == "rate_differs"
    assert refused.value.problem.facts["known"] == "1 USD = 81.5025 RUB"
    assert refused.value.problem.facts["told"] == "1 USD = 82 RUB"
    assert costs(books, "EUR", "RUB", FRIDAY) == "", "nothing of such a file is kept"
    assert told(books, "cbr", quote("USD", "82"), quote("EUR", "95"), again=True) == rates.Kept(1, 1, 0)
    assert costs(books, "USD", "RUB", FRIDAY) == "82 10-02 cbr"
    assert books.query("select count(*) from rate where currency = 'USD'") == [(2,)], "the earlier word stays"


def test_a_file_that_contradicts_itself_is_refused(books: Books) -> None:
    with pytest.raises(InputRejected) as refused:
        told(books, "cbr", quote("USD", "81"), quote("USD", "82"), again=True)
    assert refused.value.problem.code == "rates_contradict"


def test_taking_rates_back_lets_earlier_ones_count(books: Books) -> None:
    told(books, "cbr", quote("USD", "81"))
    told(books, "cbr", quote("USD", "82"), again=True)
    with books.open() as store:
        entry = rates.newest(store)
        assert rates.brought(store, entry) == 1
        undo_change(store, standing(store, entry))
    assert costs(books, "USD", "RUB", FRIDAY) == "81 10-02 cbr"
    with books.open() as store, pytest.raises(UsageError, match="brought no rates"):
        rates.brought(store, 1)


# ── which rate counts ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_bank_s_rate_holds_until_its_next_one_and_at_most_ten_days(books: Books) -> None:
    told(books, "cbr", quote("USD", "80"), quote("USD", "90", FRIDAY + timedelta(days=4)))
    assert costs(books, "USD", "RUB", FRIDAY - timedelta(days=1)) == ""
    assert costs(books, "USD", "RUB", FRIDAY + timedelta(days=3)) == "80 10-02 cbr"
    assert costs(books, "USD", "RUB", FRIDAY + timedelta(days=4)) == "90 10-06 cbr"
    assert costs(books, "USD", "RUB", FRIDAY + timedelta(days=14)) == "90 10-06 cbr"
    assert costs(books, "USD", "RUB", FRIDAY + timedelta(days=15)) == ""


def test_both_directions_and_nominals(books: Books) -> None:
    told(books, "cbr", quote("JPY", "50", nominal=100))
    assert costs(books, "JPY", "RUB", FRIDAY) == "0.5 10-02 cbr"
    assert costs(books, "RUB", "JPY", FRIDAY) == "2 10-02 cbr"
    assert costs(books, "RUB", "RUB", date(1999, 1, 1)) == "1 01-01 "


def test_a_cross_rate_stands_on_two_rates_of_one_source_and_one_day(books: Books) -> None:
    told(books, "cbr", quote("USD", "80"), quote("EUR", "100"))
    told(books, "ecb", quote("EUR", "1.20", base="USD"), quote("EUR", "160", base="JPY"))
    assert costs(books, "EUR", "USD", FRIDAY) == "1.25 10-02 cbr RUB", "the preferred source, though another states it"
    assert costs(books, "JPY", "USD", FRIDAY) == "0.0075 10-02 ecb EUR"
    assert costs(books, "JPY", "RUB", FRIDAY) == "", "never one leg of each"
    told(books, "cbr", quote("GBP", "120", FRIDAY + timedelta(days=1)))
    assert costs(books, "GBP", "USD", FRIDAY + timedelta(days=1)) == "", "never of two days"


def test_a_person_s_own_rate_goes_first_and_holds_on_its_day_alone(books: Books) -> None:
    told(books, "cbr", quote("USD", "80"))
    told(books, "sberbank", quote("USD", "78.5", FRIDAY + timedelta(days=1)))
    assert costs(books, "USD", "RUB", FRIDAY) == "80 10-02 cbr"
    assert costs(books, "USD", "RUB", FRIDAY + timedelta(days=1)) == "78.5 10-03 sberbank"
    assert costs(books, "USD", "RUB", FRIDAY + timedelta(days=2)) == "80 10-02 cbr"


def test_the_settings_say_which_bank_goes_first_and_which_is_not_used(books: Books) -> None:
    told(books, "cbr", quote("USD", "80"), quote("EUR", "100"))
    told(books, "ecb", quote("EUR", "1.20", base="USD"))
    for asked, expected in ((["ecb", "cbr"], "1.2"), (["cbr"], "1.25"), (["ecb"], "1.2")):
        with Store(books.path, today=TODAY, wishes={"rate_sources": asked}) as store:
            assert str(rates.rates_for(store, "USD", [("EUR", FRIDAY)])["EUR", FRIDAY]) == expected
    with Store(books.path, today=TODAY, wishes={"rate_sources": ["ecb"]}) as store:
        assert rates.rates_for(store, "RUB", [("USD", FRIDAY)]) == {}


def test_a_rate_can_be_traced_to_the_lines_it_is_made_of(books: Books) -> None:
    told(books, "cbr", quote("USD", "80"), quote("EUR", "100"), quote("AUD", "50"))
    with books.open() as store:
        table = traced(store, "EUR", "USD", FRIDAY + timedelta(days=2))
        with pytest.raises(UsageError, match="No rate EUR to USD for 2026-11-01"):
            traced(store, "EUR", "USD", TODAY)
    assert named(table)[0] | {"rate": "1.25", "rate_date": FRIDAY, "via": "RUB", "rate_source": "cbr"} == named(table)[0]
    assert table.summary
    assert [(row["currency"], row["price"], row["from"]) for row in named(table.summary)] == [
        ("EUR", "100.00", "cbr"), ("USD", "80.00", "cbr"),
    ]  # fmt: skip
