"""What the terms of a sale's day promise: each kind of condition with the figure computed by hand, and all together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from books import Books, new_books
from partnercli.domain.money import plain
from partnercli.store.terms import Rate, Terms, base_of, terms

D = Decimal
NOVEMBER = date(2026, 11, 1)
TEN = D(10)


@pytest.fixture
def books(tmp_path: Path) -> Books:
    """Books whose program `shop` has no sales yet."""
    return new_books(tmp_path)


def promised(books: Books, sale: str) -> tuple[str, str]:
    """The commission of the sale and the rule that made it."""
    ((expected, rule),) = books.query("select expected, rule from sale_terms where sale = $id", id=int(sale[1:]))
    return "" if expected is None else plain(expected), rule or ""


def of(books: Books, amount: str = "1000", on: str = "2026-09-01", **facts: Any) -> tuple[str, str]:
    """The same of a new sale of `shop`."""
    return promised(books, books.sale(amount=amount, on=on, facts=facts))


def tiers(*steps: tuple[int, int]) -> tuple[Rate, ...]:
    """Percent tiers: (volume, percent)."""
    return tuple(Rate("tier", "", D(reach), D(percent)) for reach, percent in steps)


# ── rates by date ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_percent_is_rounded_half_up_to_the_minor_unit(books: Books) -> None:
    assert of(books, "123.45") == ("12.35", "percent")  # 12.345


def test_a_flat_sum_needs_no_amount(books: Books) -> None:
    books.terms("shop", Terms(flat=D(1500)))
    assert of(books, "") == ("1500.00", "flat")


def test_an_unknown_amount_promises_no_percent(books: Books) -> None:
    assert of(books, "") == ("", "")


def test_terms_are_frozen_at_the_day_of_the_sale(books: Books) -> None:
    books.terms("shop", Terms(valid_from=NOVEMBER, percent=D(20)))
    assert of(books, on="2026-10-31") == ("100.00", "percent")
    assert of(books, on="2026-11-01") == ("200.00", "percent")


def test_before_the_first_terms_nothing_is_promised(books: Books) -> None:
    books.program("late", Terms(valid_from=NOVEMBER, percent=TEN))
    assert promised(books, books.sale(program="late", on="2026-10-31")) == ("", "")


def test_after_a_promo_the_terms_before_it_hold_again(books: Books) -> None:
    books.terms("shop", Terms(valid_from=NOVEMBER, valid_until=date(2026, 11, 10), percent=D(25)))
    assert of(books, on="2026-10-31") == ("100.00", "percent")
    assert of(books, on="2026-11-01") == ("250.00", "promo")
    assert of(books, on="2026-11-10") == ("250.00", "promo")
    assert of(books, on="2026-11-11") == ("100.00", "percent")


def test_terms_that_begin_inside_a_promo_stand_over_it(books: Books) -> None:
    """The latest begun ones hold: whoever announces new terms on the 5th means them from the 5th."""
    books.terms("shop", Terms(valid_from=NOVEMBER, valid_until=date(2026, 11, 10), percent=D(25)))
    books.terms("shop", Terms(valid_from=date(2026, 11, 5), percent=D(12)))
    assert [of(books, on=f"2026-11-{day:02}")[0] for day in (4, 5, 10, 11)] == ["250.00", "120.00", "120.00", "120.00"]


def test_a_promo_and_lasting_terms_may_begin_on_one_day(books: Books) -> None:
    books.terms("shop", Terms(valid_from=NOVEMBER, percent=D(12)))
    books.terms("shop", Terms(valid_from=NOVEMBER, valid_until=date(2026, 11, 2), percent=D(25)))
    assert [of(books, on=f"2026-11-{day:02}")[0] for day in (1, 2, 3)] == ["250.00", "250.00", "120.00"]


def test_a_promo_written_again_replaces_itself(books: Books) -> None:
    for last in (10, 3):
        books.terms("shop", Terms(valid_from=NOVEMBER, valid_until=date(2026, 11, last), percent=D(25)))
    assert of(books, on="2026-11-04") == ("100.00", "percent")


# ── what a percent is taken of ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("amount", "facts", "base"),
    [
        ("1200", {}, "1000.00"),
        ("100", {}, "83.33"),  # 83.3333…
        ("0.03", {}, "0.03"),  # 0.025, half up
        ("1200", {"vat": D("109.09")}, "1090.91"),  # what the order says counts, not the rate
    ],
)
def test_the_base_is_without_vat(books: Books, amount: str, facts: dict[str, Any], base: str) -> None:
    books.terms("shop", Terms(percent=D(100), vat=D(20)))
    assert of(books, amount, **facts) == (base, "percent")


def test_the_base_is_without_delivery_then_without_vat(books: Books) -> None:
    books.terms("shop", Terms(percent=TEN, vat=D(20), without_delivery=True))
    assert of(books, "1500", delivery=D(300)) == ("100.00", "percent")  # (1500 - 300) * 100 / 120 = 1000
    assert of(books, "1500") == ("125.00", "percent")


def test_a_stated_vat_or_delivery_means_nothing_where_the_terms_pay_for_all(books: Books) -> None:
    assert of(books, "1500", delivery=D(300), vat=D(200)) == ("150.00", "percent")


def test_the_base_is_rounded_to_the_currency_of_the_program(books: Books) -> None:
    books.program("tokyo", Terms(percent=D(100), vat=TEN), currency="JPY")
    assert promised(books, books.sale(program="tokyo", amount="1000")) == ("909.00", "percent")


# ── least, most, exceptions ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_sale_below_the_minimum_earns_nothing(books: Books) -> None:
    books.terms("shop", Terms(percent=TEN, sale_minimum=D(500)))
    assert of(books, "499.99") == ("0.00", "below_minimum")
    assert of(books, "500") == ("50.00", "percent")


def test_a_sale_earns_no_more_than_its_cap(books: Books) -> None:
    books.terms("shop", Terms(percent=TEN, sale_cap=D(300)))
    assert of(books, "3000") == ("300.00", "percent")
    assert of(books, "3000.10") == ("300.00", "cap")


def test_a_month_earns_no_more_than_its_cap(books: Books) -> None:
    books.terms("shop", Terms(percent=TEN, month_cap=D(250)))
    sales = [books.sale(str(day), amount="1000", on=f"2026-09-{day:02}") for day in (3, 1, 2)]
    assert [promised(books, sale) for sale in sales] == [
        ("50.00", "month_cap"),
        ("100.00", "percent"),
        ("100.00", "percent"),
    ]
    assert of(books, on="2026-09-30") == ("0.00", "month_cap")
    assert of(books, on="2026-10-01") == ("100.00", "percent")


def test_a_refused_lead_takes_nothing_of_the_month(books: Books) -> None:
    books.terms("shop", Terms(percent=TEN, month_cap=D(100)))
    books.sale("a", on="2026-09-01", status="refused")
    assert of(books, on="2026-09-02") == ("100.00", "percent")


def test_excluded_goods_earn_nothing_and_others_their_own_rate(books: Books) -> None:
    rates = (Rate("goods", "gift cards"), Rate("goods", "книги", percent=D(5)), Rate("goods", "tv", flat=D(70)))
    books.terms("shop", Terms(percent=TEN, rates=rates))
    assert of(books, goods="Gift Cards") == ("0.00", "excluded")
    assert of(books, goods="КНИГИ") == ("50.00", "goods")
    assert of(books, goods="tv") == ("70.00", "goods")
    assert of(books, goods="shoes") == ("100.00", "percent")


def test_an_action_earns_its_own_rate(books: Books) -> None:
    rates = (Rate("action", "registration", flat=D(100)), Rate("action", "deposit", percent=D(30)))
    books.terms("shop", Terms(per="action", rates=rates))
    assert of(books, "", action="Registration") == ("100.00", "action")
    assert of(books, "2000", action="deposit") == ("600.00", "action")
    assert of(books, "2000", action="visit") == ("", "")


def test_a_program_per_lead_pays_for_the_lead_alone(books: Books) -> None:
    books.program("flat", Terms(per="lead", flat=D(300)))
    assert promised(books, books.sale(program="flat", kind="lead")) == ("300.00", "flat")
    assert promised(books, books.sale("77", program="flat")) == ("0.00", "not_the_lead")


def test_a_recurring_commission_says_its_months_and_what_each_earns(books: Books) -> None:
    books.terms("shop", Terms(percent=D(20), recurs_months=12, renewal=D(5)))
    books.sale(amount="1000")
    books.terms("other", Terms(flat=D(150), recurs_months=3))
    books.sale(program="other")
    said = books.query("select expected, recurs_months, renewal from sale_terms order by sale")
    assert said == [(D(200), 12, D(50)), (D(150), 3, D(150))]


def test_terms_without_recurrence_renew_nothing(books: Books) -> None:
    books.sale()
    assert books.query("select recurs_months, renewal from sale_terms") == [(None, None)]


# ── tiers by volume ─────────────────────────────────────────────────────────────────────────────────────────────────


def by_day(books: Books) -> list[str]:
    return [
        f"{plain(value)} {rule}"
        for value, rule in books.query("select expected, rule from sale_terms order by sold_on, order_id")
    ]


def test_a_tier_applies_from_the_sale_that_reaches_it(books: Books) -> None:
    books.terms("shop", Terms(percent=TEN, rates=tiers((2, 12), (4, 15))))
    for day in (5, 4, 3, 2, 1):  # told from the last to the first
        books.sale(on=f"2026-09-0{day}")
    assert by_day(books) == ["100.00 percent", "120.00 tier 1", "120.00 tier 1", "150.00 tier 2", "150.00 tier 2"]


def test_a_tier_may_apply_to_all_sales_of_its_month(books: Books) -> None:
    books.terms("shop", Terms(percent=TEN, rates=tiers((2, 12)), tier_applies="all"))
    for day in ("2026-08-31", "2026-09-01", "2026-09-30"):
        books.sale(on=day)
    assert by_day(books) == ["100.00 percent", "120.00 tier 1", "120.00 tier 1"]


def test_the_volume_may_be_money_and_a_quarter(books: Books) -> None:
    books.terms("shop", Terms(percent=TEN, rates=tiers((2500, 20)), tier_by="amount", tier_over="quarter"))
    for day in ("2026-06-30", "2026-07-01", "2026-08-15", "2026-09-30", "2026-10-01"):
        books.sale(on=day)
    assert by_day(books) == ["100.00 percent", "100.00 percent", "100.00 percent", "200.00 tier 1", "100.00 percent"]


def test_sales_of_one_day_are_counted_by_their_order_ids(books: Books) -> None:
    """Not by when they were told: the same facts give the same figures in any order."""
    books.terms("shop", Terms(percent=TEN, rates=tiers((2, 12))))
    books.sale("b", on="2026-09-01")
    books.sale("a", on="2026-09-01")
    assert by_day(books) == ["100.00 percent", "120.00 tier 1"]
    assert [promised(books, sale)[0] for sale in ("S1", "S2")] == ["120.00", "100.00"]


def test_what_earns_nothing_does_not_count(books: Books) -> None:
    books.terms("shop", Terms(percent=TEN, sale_minimum=D(500), rates=(*tiers((2, 12)), Rate("goods", "gifts"))))
    books.sale("1", amount="100", on="2026-09-01")
    books.sale("2", on="2026-09-02", facts={"goods": "gifts"})
    books.sale("3", on="2026-09-03", status="refused")
    assert of(books, on="2026-09-04") == ("100.00", "percent")
    assert of(books, on="2026-09-05") == ("120.00", "tier 1")


def test_programs_count_apart(books: Books) -> None:
    for program in ("shop", "other"):
        books.terms(program, Terms(percent=TEN, rates=tiers((2, 12))))
        books.sale(program=program)
    assert by_day(books) == ["100.00 percent", "100.00 percent"]


def test_a_tier_may_be_a_sum_per_lead(books: Books) -> None:
    books.program("flat", Terms(per="lead", flat=D(300), rates=(Rate("tier", "", D(2), flat=D(350)),)))
    for day in (1, 2):
        books.sale(program="flat", kind="lead", on=f"2026-09-0{day}")
    assert by_day(books) == ["300.00 flat", "350.00 tier 1"]


def test_tiers_and_caps_work_together(books: Books) -> None:
    books.terms("shop", Terms(percent=TEN, rates=tiers((2, 50)), sale_cap=D(400), month_cap=D(600)))
    for day in (1, 2, 3):
        books.sale(on=f"2026-09-0{day}")
    assert by_day(books) == ["100.00 percent", "400.00 cap", "100.00 month_cap"]


# ── keeping terms ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_terms_come_back_as_they_were_written(books: Books) -> None:
    rates = (
        Rate("action", "deposit", flat=D(5)),
        Rate("goods", "gifts"),
        Rate("goods", "tv", percent=D(3)),
        *tiers((2, 12), (10, 15)),
    )
    full = Terms(
        valid_from=NOVEMBER, valid_until=date(2026, 11, 30), percent=TEN, hold_days=14, pay_day=15, minimum=D(20), claim_days=90,
        track_days=3, sale_minimum=D(5), sale_cap=D(100), month_cap=D(1000), vat=D(20), without_delivery=True,
        recurs_months=12, renewal=D("2.5"), tier_by="amount", tier_over="quarter", tier_applies="all", rates=rates,
    )  # fmt: skip
    books.terms("shop", full)
    with books.open() as store:
        assert terms(store, "shop")[-1] == full
    changes = "select count(*) from program_term"
    before = books.query(changes)
    books.terms("shop", full)
    assert books.query(changes) == before, "the same terms again are no new ones"


def test_new_terms_are_spelled_against_lasting_ones() -> None:
    old, promo = (
        Terms(percent=TEN, rates=tiers((2, 12))),
        Terms(valid_from=NOVEMBER, valid_until=date(2026, 11, 30), percent=D(25)),
    )
    december = date(2026, 12, 1)
    assert base_of([old, promo], december, promo=False) == old
    assert base_of([old, promo], NOVEMBER, promo=True) == promo
    assert base_of([old, promo], december, promo=True) == Terms(percent=TEN), "a promo's rate stands instead of tiers"
    assert base_of([], NOVEMBER, promo=False) is None
