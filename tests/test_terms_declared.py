"""Programs with terms and tolerances declared in YAML: written out as they are read, mistakes named with their line."""

from __future__ import annotations

import pytest

from conftest import Desk

YAML = """programs:
- code: acme
  name: Acme
  currency: RUB
  terms:
  - per: sale
    rate: 10%
    hold: 30
    track_days: 7
    minimum_sale: '500.00'
    cap: '3000.00'
    cap_month: '50000.00'
    vat: 20%
    without_delivery: true
    recurring: 12
    renewal: 5%
    exclude:
    - gift cards
    goods:
      tv: 3%
    tiers:
      by: amount
      over: quarter
      applies: all
      rates:
        '100000': 12%
        '250000.5': 15%
  - from: '2026-11-20'
    until: '2026-11-30'
    per: sale
    flat: '700.00'
    hold: 30
    track_days: 7
- code: casino
  name: Casino
  currency: RUB
  terms:
  - per: action
    hold: 30
    track_days: 7
    actions:
      deposit: 30%
      registration: '100.00'
  tolerances:
  - currency: RUB
    amount: '1.00'
    percent: 0.5%
    days: 4
    days_after: 2
tolerances:
- days: 5
- currency: USD
  amount: '2.00'
  days: 3
"""


def test_yaml_reads_back_as_it_was_written(desk: Desk) -> None:
    desk.fact("init")
    (desk.folder / "p.yaml").write_text(YAML, encoding="utf-8")
    desk.fact("program", "apply", "p.yaml")
    assert desk.fact("program", "dump") == "channels: []\n" + YAML
    assert "0 new, 0 changed, 4 as they were" in desk.fact("program", "apply", "p.yaml")
    (desk.folder / "p.yaml").write_text(YAML.replace("days: 4", "days: 1").replace("days: 5", "days: 6"), encoding="utf-8")
    assert "0 new, 2 changed, 2 as they were" in desk.fact("program", "apply", "p.yaml")
    shown = desk("program", "tolerance", "casino", "--json").json()["rows"]
    assert [(line["program"], line["before"]) for line in shown] == [(None, 6), (None, 3), ("casino", 1)]


@pytest.mark.parametrize(("tolerances", "says"), [
    ("[{amount: 1}]", "p.yaml:1: "), ("[{days: 61}]", "p.yaml:1: '61'"), ("[{days: 1}, {days: 2}]", "p.yaml:1: "),
    ("[{day: 1}]", "p.yaml:1: The key day is not known"), ("[{currency: USD, amount: 5 EUR}]", "The amount is in EUR"),
])  # fmt: skip
def test_a_mistake_in_declared_tolerances_names_its_line(desk: Desk, tolerances: str, says: str) -> None:
    desk.fact("init")
    (desk.folder / "p.yaml").write_text(f"tolerances: {tolerances}\n", encoding="utf-8")
    done = desk("program", "apply", "p.yaml")
    assert done.code == 4
    assert says in done.err


@pytest.mark.parametrize(
    ("terms_line", "says"),
    [
        ("rate: 10%, until: 2026-13-01", "p.yaml:3: '2026-13-01' does not exist"),
        ("rate: 10%, from: 2026-11-02, until: 2026-11-01", "p.yaml:3: "),
        ("rate: 10%, tiers: {by: weight}", "p.yaml:3: 'weight' is not one of: count, amount"),
        ("rate: 10%, tiers: {rates: {0: 12%}}", "p.yaml:3: '0' "),
        ("rate: 10%, goods: {tv: 12 USD}", "p.yaml:3: The amount is in USD"),
        ("rate: 10%, goods: {tv: 3%}, exclude: [TV]", "p.yaml:3: "),
        ("rate: 10%, cap: -5", "p.yaml:3: '-5' cannot be negative"),
        ("per: action", "p.yaml:3: Terms pay a percentage or a fixed sum"),
        ("rate: 10%, caps: 5", "p.yaml:3: The key caps is not known"),
        ("per: click, flat: 5", "p.yaml:3: 'click' is not one of: sale, lead, action"),
    ],
)
def test_a_mistake_in_yaml_names_its_line(desk: Desk, terms_line: str, says: str) -> None:
    desk.fact("init")
    (desk.folder / "p.yaml").write_text(f"programs:\n- code: acme\n  terms: [{{{terms_line}}}]\n", encoding="utf-8")
    done = desk("program", "apply", "p.yaml")
    assert done.code == 4
    assert says in done.err
