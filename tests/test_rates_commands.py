"""Rates and conversion on the command line."""

from __future__ import annotations

import pytest

from conftest import Desk
from rates_books import FILES


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
    assert desk.fact("rates", "undo", "last") == "Took back I3; rates gone: 1.\n"
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
        (["report", "spend", "--in", "RUB", "--rate-on", "payment"], "does not know that day. It is converted by: event, report"),
        (["report", "due", "--in", "RUB", "--rate-on", "event"], "It is converted by: report"),
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
