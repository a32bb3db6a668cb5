"""Real files of banks, payment systems and networks from end to end: every record and every refusal of each."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from partnercli.errors import InputRejected
from partnercli.intake.golden import SUFFIX, Pair, pairs

HERE = Path(__file__).parent
DATA, GOLDEN = HERE / "data" / "samples", HERE / "golden" / "samples"

REFUSED = {
    "sberbank_visa.txt": "no_profile",  # set in columns of type, its lines wrap: no table
}
SAMPLES = [pair for pair in pairs(DATA) if pair.export.name not in REFUSED]

# What each statement moved, by its own balances or totals where it has them, else added up by hand.
MOVED = {
    "kilylabs_one_day_cp1251.txt": {"RUB": "-1184.00"},  # ВсегоПоступило 40000.00, ВсегоСписано 41184.00
    "xini_sample1.txt": {"RUB": "-20.20"},  # two times 10.10; its totals say 10.10 and are refused
    "alfabank.csv": {"RUB booked": "31573.56"},  # 33123,56 - 50 - 1500
    "test-camt053.xml": {"EUR booked": "-12.99"},  # -754.25 - 564.05 - 100.00 + 1405.31; its closing balance is refused
    "171011_01234945.sta": {"HUF": "-9437.00"},  # 627311,30 to 617874,30
    "ing.sta": {"EUR": "-45.59"},  # its seven lines; its closing balance says 3,47 and is refused
    "sepa_mt9401.sta": {"EUR": "-9269135.90"},  # 26 closing balances less 26 opening ones
    "oca_activity_en.csv": {  # last balances: 1.90 USD, 43.34 EUR, 0.00 AUD
        "USD booked": "1.90",
        "EUR booked": "59427.02",
        "EUR pending": "-59383.68",
        "AUD booked": "0.00",
    },
    "oca_statement_en.csv": {"USD": "280.30", "EUR": "0.00"},  # 0.89 to 281.19 USD
    "paypal-custom.csv": {"USD booked": "-6.58", "USD pending": "15.99"},  # together the last balance, 9.41
    "sberbank.csv": {"RUB": "7338.83"},
    "stripe.csv": {"USD": "11.23"},  # 12.00 - 0.77
    "tbank_operations_input.csv": {"RUB booked": "446081.92"},
    "tbank_operations.sample.csv": {"RUB booked": "522163.39"},  # 450000.0 and 80491,47 in one column
    "sample-statement.csv": {"USD": "-223.73"},
}


def golden_of(pair: Pair) -> Path:
    return GOLDEN / f"{pair.export.name}{SUFFIX}"


@pytest.mark.parametrize("pair", SAMPLES, ids=lambda pair: pair.export.name)
def test_a_real_file_gives_these_records(pair: Pair) -> None:
    made = pair.made()
    if os.environ.get("UPDATE_GOLDEN"):
        golden_of(pair).write_text(made, encoding="utf-8")
    assert made == golden_of(pair).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MOVED)
def test_a_statement_moves_what_its_balances_say(name: str) -> None:
    moved: defaultdict[str, Decimal] = defaultdict(Decimal)
    for record in json.loads((GOLDEN / f"{name}{SUFFIX}").read_text(encoding="utf-8"))["records"]:
        moved[" ".join(filter(None, (record["currency"], record.get("states"))))] += Decimal(record["amount"])
    assert moved == {key: Decimal(amount) for key, amount in MOVED[name].items()}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_exactly_is_refused_as_a_whole(name: str) -> None:
    (file,) = DATA.rglob(name)
    with pytest.raises(InputRejected) as refused:
        Pair(file).made()
    assert refused.value.problem.code == REFUSED[name]


def test_every_sample_names_its_origin_and_every_golden_has_its_sample() -> None:
    names = {pair.export.name for pair in pairs(DATA)}
    sources = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    assert [name for name in sorted(names) if name not in sources] == []
    assert {path.name.removesuffix(SUFFIX) for path in GOLDEN.iterdir()} == names - REFUSED.keys()
