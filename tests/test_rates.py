"""Exchange rates: files of two banks, one word a day and source, exact conversion, and what is told where a rate lacks."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import partnercli
from books import TODAY, Books, Row, new_books
from conftest import Desk
from partnercli.domain.exchange import Quote, Rate, convert
from partnercli.domain.table import Table
from partnercli.errors import InputRejected, UsageError
from partnercli.intake.rates import read_rates
from partnercli.intake.source import Source, read_source
from partnercli.reports.conversion import converted
from partnercli.reports.rates import traced
from partnercli.store import rates
from partnercli.store.store import Store

FILES = Path(__file__).parent / "data" / "rates"
CHECKS = Path(partnercli.__file__).parent / "reconcile" / "checks"
FRIDAY = date(2026, 10, 2)


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


def quote(currency: str, price: str, on: date = FRIDAY, *, base: str = "RUB", nominal: int = 1) -> Quote:
    return Quote(currency, base, on, nominal, Decimal(price))


def told(books: Books, name: str, *quotes: Quote, again: bool = False) -> rates.Kept:
    """Keep rates as a file of that source would bring them."""
    with books.open() as store, store.change("rates import", name) as entry:
        return rates.keep(store, name, quotes, entry, again=again)


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
    with books.open() as store, store.change("rates undo"):
        assert rates.undo(store, rates.newest(store)) == 1
    assert costs(books, "USD", "RUB", FRIDAY) == "81 10-02 cbr"
    with books.open() as store, pytest.raises(UsageError, match="brought no rates"):
        rates.undo(store, 1)


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


# ── converting ──────────────────────────────────────────────────────────────────────────────────────────────────────

AMOUNTS = st.decimals(min_value=-(10**14), max_value=10**14, places=4)
RATES = st.builds(Rate, st.integers(1, 10**36), st.integers(1, 10**36), st.just(FRIDAY), st.just("cbr"))


@given(st.lists(st.tuples(AMOUNTS, RATES), max_size=12), st.sampled_from(["RUB", "JPY", "KWD"]))
@settings(max_examples=200, deadline=None)
def test_converting_is_exact_and_rounds_once(parts: list[tuple[Decimal, Rate]], target: str) -> None:
    exact = sum((Fraction(amount) * rate.times / rate.parts for amount, rate in parts), Fraction(0))
    coins = {"RUB": 100, "JPY": 1, "KWD": 1000}[target]
    half_up = abs(exact) * coins + Fraction(1, 2)
    expected = Fraction(half_up.numerator // half_up.denominator, coins) * (1 if exact >= 0 else -1)
    assert Fraction(convert(parts, target)) == expected


def test_half_a_kopeck_is_rounded_away_from_zero() -> None:
    rate = Rate(1, 2, FRIDAY, "cbr")
    assert convert([(Decimal("0.01"), rate)], "RUB") == Decimal("0.01")
    assert convert([(Decimal("-0.01"), rate)], "RUB") == Decimal("-0.01")
    assert convert([(Decimal("0.01"), rate), (Decimal("0.01"), rate)], "RUB") == Decimal("0.01"), "rounded once"


def named(table: Table) -> list[dict[str, Any]]:
    return [{column.key: cell for column, cell in zip(table.columns, row, strict=True)} for row in table.rows]


@pytest.fixture
def abroad(books: Books) -> Books:
    """A program in roubles and one in dollars: 100 USD expected on each of two days, one of them validated."""
    books.program("abroad", currency="USD", network_id="12")
    books.sale("A", amount="1000", on="2026-09-01")
    books.sale("B", amount="1000", program="abroad", on="2026-10-01")
    books.sale("C", amount="1000", program="abroad", on="2026-10-02")
    books.rows(
        Row(transaction="1", order="A", date="2026-09-01"),
        Row(transaction="2", order="B", program="abroad", currency="USD", date="2026-10-01"),
    )
    books.reconcile()
    return books


def income(books: Books, target: str, **wishes: Any) -> Table:
    with books.open() as store:
        return converted(store, "income", target, **wishes)


def test_income_in_one_currency_stands_beside_its_own(abroad: Books) -> None:
    told(abroad, "cbr", quote("USD", "80.005", date(2026, 10, 1)), quote("USD", "90", FRIDAY))
    table = income(abroad, "RUB")
    dollars, roubles = named(table)
    assert (dollars["currency"], dollars["expected"], dollars["validated"]) == ("USD", Decimal(200), Decimal(100))
    assert (dollars["expected_in"], dollars["validated_in"]) == (Decimal("17000.50"), Decimal("8000.50"))
    assert (dollars["rate"], dollars["rate_date"]) == ("80.005..90", "2026-10-01..2026-10-02")
    assert (dollars["rates"], dollars["rate_source"], dollars["into"]) == (2, "cbr", "RUB")
    assert (roubles["expected_in"], roubles["rate"], roubles["rates"]) == (Decimal(100), None, 0)
    assert table.summary
    assert named(table.summary)[0] | {"currency": "RUB", "expected": Decimal("17100.50")} == named(table.summary)[0]


def test_the_day_of_the_rate_can_be_the_report_s(abroad: Books) -> None:
    told(abroad, "cbr", quote("USD", "70", TODAY))
    dollars = named(income(abroad, "RUB", rate_on="report"))[0]
    assert (dollars["expected_in"], dollars["rate"], dollars["rate_date"]) == (Decimal(14000), "70", "2026-11-01")


def test_the_day_of_the_rate_can_be_that_of_the_payment(abroad: Books) -> None:
    abroad.payout("100", "2026-10-20", program="abroad")
    abroad.reconcile()
    told(abroad, "own", quote("USD", "60", date(2026, 10, 20)), quote("USD", "70", TODAY))
    dollars = named(income(abroad, "RUB", rate_on="payment"))[0]
    assert (dollars["paid"], dollars["paid_in"]) == (Decimal(100), Decimal(6000))
    assert dollars["expected_in"] == Decimal(13000), "what is not paid, by the day of the report"


def test_without_a_rate_there_is_no_figure_and_a_note(abroad: Books) -> None:
    told(abroad, "own", quote("USD", "80", date(2026, 10, 1)))
    table = income(abroad, "RUB")
    dollars, roubles = named(table)
    assert (dollars["expected_in"], dollars["validated_in"]) == (None, Decimal(8000)), "one day of two has no rate"
    assert roubles["expected_in"] == Decimal(100)
    assert table.summary
    assert named(table.summary)[0]["expected"] is None
    assert table.extra == {"no_rate": [{"currency": "USD", "into": "RUB", "days": ["2026-10-02"]}]}
    assert "No rate USD to RUB on 1 days, 2026-10-02 to 2026-10-02: partnercli rates import FILE" in table.notes


def test_grouping_does_not_change_what_is_converted(abroad: Books) -> None:
    told(abroad, "cbr", quote("USD", "80", date(2026, 10, 1)), quote("USD", "90", FRIDAY))
    for by in (["month"], ["day"], ["network", "account"], ["currency"]):
        total = income(abroad, "RUB", by=by).summary
        assert total
        assert named(total)[0]["expected"] == Decimal(17100), by


def test_a_report_of_lines_is_converted_line_by_line(books: Books) -> None:
    with books.open() as store:
        columns = {"id": 1, "version": 1, "current": True, "entry": 1, "line": 2, "source": "s", "account": "", "key": "k"}
        texts = dict.fromkeys(("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "campaign", "campaign_ref"), "")
        for number in (1, 2):
            store.insert("spend", {**columns, **texts, "id": number, "spent_on": FRIDAY, "spent_until": FRIDAY, "amount": Decimal(10), "currency": "USD"})
    told(books, "cbr", quote("USD", "80"))
    with books.open() as store:
        table = converted(store, "spend", "RUB")
    assert [row["amount_in"] for row in named(table)] == [Decimal(800), Decimal(800)]


def test_a_report_without_a_day_of_its_money_is_not_converted(books: Books) -> None:
    with books.open() as store, pytest.raises(UsageError, match="The report channels is not converted"):
        converted(store, "channels", "RUB")


# ── NO_RATE ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def no_rate(books: Books, **wishes: Any) -> list[tuple[Any, ...]]:
    """What the check tells: subject, currency, money at stake, first day, number of days."""
    with Store(books.path, today=TODAY, wishes=wishes) as store:
        found = store.run(CHECKS / "no_rate.sql")
    return [(subject, currency, amount, since, json.loads(facts)["days"]) for subject, _, _, currency, amount, since, _, _, facts in found]


def test_money_without_a_rate_is_a_finding_where_conversions_are_in_use(abroad: Books) -> None:
    assert no_rate(abroad) == [], "nobody converts"
    asked = no_rate(abroad, report_currency="RUB")
    assert asked == [("USD RUB", "USD", Decimal(200), date(2026, 10, 1), "2")]
    told(abroad, "own", quote("USD", "80", date(2026, 10, 1)))
    assert no_rate(abroad) == [("USD RUB", "USD", Decimal(100), FRIDAY, "1")]
    assert no_rate(abroad, report_currency="USD") == [("RUB USD", "RUB", Decimal(100), date(2026, 9, 1), "1")]
    told(abroad, "cbr", quote("USD", "80", date(2026, 9, 30)))
    assert no_rate(abroad) == []


# ── on the command line ─────────────────────────────────────────────────────────────────────────────────────────────


def test_rates_on_the_command_line(desk: Desk) -> None:
    desk.fact("init")
    file = str(FILES / "XML_daily.xml")
    said = desk.fact("rates", "import", file)
    assert said == f"{file}: cbr, 2026-10-03 to 2026-10-03: 6 new, 0 changed, 0 the same (I1).\n"
    assert "0 new, 0 changed, 6 the same" in desk.fact("rates", "import", file)
    before = desk.state()
    assert desk.fact("rates", "add", "USD", "92,50", "--date", "2026-10-05", "--dry-run").startswith("(dry run) Added 1 USD = 92.5 RUB")
    assert desk.state() == before
    desk.fact("rates", "add", "USD", "92,50", "--date", "2026-10-05", "--to", "rur")
    rows = desk("rates", "list", "--currency", "USD", "--json").json()["rows"]
    assert [(row["date"], row["price"], row["source"]) for row in rows] == [("2026-10-05", "92.50", "own"), ("2026-10-03", "81.5025", "cbr")]
    shown = desk("rates", "show", "USD", "--date", "2026-10-04", "--json").json()
    assert (shown["rows"][0]["rate"], shown["rows"][0]["rate_date"]) == ("81.5025", "2026-10-03")
    assert desk.fact("rates", "undo", "last") == "Took back I3: 1 rates.\n"
    assert "92.5" not in desk.fact("rates", "list")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rates", "add", "USD", "0"], "is no rate"),
        (["rates", "add", "USD", "1.123456789"], "is no rate"),
        (["rates", "add", "RUB", "1"], "RUB in RUB is one"),
        (["rates", "add", "USD", "1", "--source", "cbr"], "come from its files alone"),
        (["rates", "undo"], "There are no rates yet"),
        (["rates", "show", "USD"], "No rate USD to RUB for 2026-11-01"),
        (["report", "income", "--rate-on", "event"], "There is no currency to convert into"),
        (["report", "income", "--in", "RUB", "--rate-on", "noon"], "is no day of a rate. There are: event, payment, report"),
        (["report", "channels", "--in", "RUB"], "is not converted"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(words: list[str], said: str, desk: Desk) -> None:
    desk.fact("init")
    done = desk(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_the_settings_name_the_currency_of_reports(desk: Desk) -> None:
    desk.fact("init")
    (desk.folder / "partnercli.yaml").write_text("report_currency: rur\nrates: ecb, cbr\n", encoding="utf-8")
    assert "into" not in desk("report", "channels", "--json").json()["rows"]
    assert desk("report", "income", "--json").json()["summary"][0]["currency"] == "RUB"
    (desk.folder / "partnercli.yaml").write_text("rates: fed\n", encoding="utf-8")
    assert "names no banks" in desk("report", "income").err
