"""The commission in SQL against an independent model in fractions, over random terms and sales."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from books import new_books
from partnercli.store import programs
from partnercli.store.store import Store
from partnercli.store.terms import Rate, Terms, put_terms

FIRST = date(2026, 9, 27)
"""Days are those around the end of a quarter."""
MONTHS = {month: (month - 1) // 3 for month in range(1, 13)}


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale of a generated program. `goods` '' or 'tv'."""

    day: date
    amount: Decimal
    vat: Decimal | None
    delivery: Decimal | None
    goods: str
    refused: bool


cents = st.integers(0, 500_000).map(lambda n: Decimal(n) / 100)
percents = st.integers(0, 40_000).map(lambda n: Decimal(n) / 1000)
days = st.integers(0, 9).map(lambda n: FIRST + timedelta(n))


def rare(values: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Decimal | None]:
    return st.integers(0, 3).flatmap(lambda n: values if n == 0 else st.none())


@st.composite
def rates(draw: st.DrawFn) -> tuple[Rate, ...]:
    reaches = draw(st.lists(st.integers(1, 5), unique=True, max_size=2))
    scale = draw(st.sampled_from((1, 1500)))
    found = [Rate("tier", "", Decimal(reach * scale), draw(percents)) for reach in reaches]
    if draw(st.booleans()):
        found.append(Rate("goods", "tv", percent=draw(st.none() | percents)))
    return tuple(found)


@st.composite
def some_terms(draw: st.DrawFn, first: date | None = None) -> Terms:
    """Terms that last from `first` on, else terms or a promo from one of the days."""
    start = first or draw(days)
    last = None if first else draw(st.none() | st.integers(0, 4).map(lambda n: start + timedelta(n)))
    flat = draw(st.sampled_from((None, None, None, Decimal("99.99"))))
    return Terms(
        valid_from=start, valid_until=last, percent=None if flat is not None else draw(percents), flat=flat,
        sale_minimum=draw(rare(cents)), sale_cap=draw(rare(cents)), month_cap=draw(st.none() | cents),
        vat=draw(st.sampled_from((None, Decimal(20), Decimal("5.5")))), without_delivery=draw(st.booleans()),
        tier_by=draw(st.sampled_from(("count", "amount"))), tier_over=draw(st.sampled_from(("month", "quarter"))),
        tier_applies=draw(st.sampled_from(("above", "all"))), rates=draw(rates()),
    )  # fmt: skip


@st.composite
def some_sale(draw: st.DrawFn) -> Sold:
    amount = draw(cents)
    part = st.none() | st.integers(0, 40).map(lambda n: (amount * n / 100).quantize(Decimal("0.01")))
    return Sold(
        draw(days), amount, draw(part), draw(part), draw(st.sampled_from(("", "", "tv"))), draw(st.integers(0, 5)) == 0
    )


a_program = st.tuples(
    st.tuples(some_terms(FIRST - timedelta(30)), st.lists(some_terms(), max_size=2)).map(
        lambda said: [said[0], *said[1]]
    ),
    st.lists(some_sale(), min_size=4, max_size=8),
)
cases = st.lists(a_program, min_size=4, max_size=6)


# ── the model ───────────────────────────────────────────────────────────────────────────────────────────────────────


def rounded(value: Fraction) -> Fraction:
    """Half up to a hundredth."""
    return Fraction(int(value * 100 + Fraction(1, 2)), 100) if value >= 0 else -rounded(-value)


def valid(terms: list[Terms], day: date) -> Terms | None:
    """Of two from one day the later written one counts; of those begun and not over, the latest, a promo first."""
    said = {(item.valid_from, item.valid_until is None): item for item in terms}.values()
    holding = [item for item in said if item.valid_from <= day <= (item.valid_until or date.max)]
    return max(holding, key=lambda item: (item.valid_from, item.valid_until is not None), default=None)


def own_rate(terms: Terms, sale: Sold) -> Rate | None:
    return next((rate for rate in terms.rates if rate.kind == "goods" and rate.word == sale.goods), None)


def earns(terms: Terms | None, sale: Sold) -> bool:
    if terms is None or (terms.sale_minimum is not None and sale.amount < terms.sale_minimum):
        return False
    own = own_rate(terms, sale)
    return own is None or own.percent is not None


def base(terms: Terms, sale: Sold) -> Fraction:
    left = Fraction(sale.amount) - (Fraction(sale.delivery or 0) if terms.without_delivery else 0)
    if terms.vat is None:
        return left
    return left - Fraction(sale.vat) if sale.vat is not None else rounded(left * 100 / (100 + Fraction(terms.vat)))


def reached(terms: Terms, place: int, counted: list[tuple[Sold, bool]]) -> Fraction:
    """The volume of the sale at this place among those of its program in order."""
    sale = counted[place][0]

    def period(day: date) -> tuple[int, int]:
        return day.year, day.month if terms.tier_over == "month" else MONTHS[day.month]

    def adds(one: Sold) -> Fraction:
        return Fraction(one.amount) if terms.tier_by == "amount" else Fraction(1)

    others = [
        adds(one)
        for position, (one, counts) in enumerate(counted)
        if counts and period(one.day) == period(sale.day) and (terms.tier_applies == "all" or position < place)
    ]
    return sum(others, Fraction(0)) + (adds(sale) if terms.tier_applies == "above" else 0)


def modelled(terms: list[Terms], sales: list[Sold]) -> list[Fraction | None]:
    """The commission of each of the sales, which are in the order they are counted in."""
    counted = [(sale, not sale.refused and earns(valid(terms, sale.day), sale)) for sale in sales]
    answer: list[Fraction | None] = []
    month_so_far: dict[int, Fraction] = {}
    for place, (sale, counts) in enumerate(counted):
        held = valid(terms, sale.day)
        if held is None:
            answer.append(None)
            continue
        money = alone(held, sale, reached(held, place, counted)) if earns(held, sale) else Fraction(0)
        before = month_so_far.get(sale.day.month, Fraction(0))
        if counts:
            month_so_far[sale.day.month] = before + money
        left = max(Fraction(0), Fraction(held.month_cap) - before) if held.month_cap is not None else money
        answer.append(min(money, left))
    return answer


def alone(terms: Terms, sale: Sold, volume: Fraction) -> Fraction:
    """The commission of a sale that earns, the month's cap left aside."""
    own = own_rate(terms, sale)
    tiers = [rate for rate in terms.rates if rate.kind == "tier" and Fraction(rate.reach) <= volume]
    chosen = own or max(tiers, key=lambda rate: rate.reach, default=None)
    percent, flat = (chosen.percent, chosen.flat) if chosen else (terms.percent, terms.flat)
    money = Fraction(flat) if flat is not None else rounded(base(terms, sale) * Fraction(percent or 0) / 100)
    return money if terms.sale_cap is None else min(money, Fraction(terms.sale_cap))


# ── the store ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that knows the words already; each example is rolled back."""
    folder: Path = tmp_path_factory.mktemp("terms")
    with new_books(folder).open() as opened:
        opened.query("select 1 from sale_terms")
        yield opened


def stored(store: Store, number: int, terms: list[Terms], sales: list[Sold]) -> None:
    code = f"p{number}"
    programs.put_program(store, programs.Program(code, code), 1)
    for item in terms:
        put_terms(store, code, item, 1)
    store.query(
        "insert into lead by name select id, '' as source, 'L' || id as key, $code as program, '' as channel, lead_on,"
        " status, '' as reason, '' as name, '' as email, '' as phone, '' as click, '' as interest, '' as owner, 1 as entry,"
        " 1 as touched from (select unnest($ids) as id, unnest($days) as lead_on, unnest($status) as status)",
        code=code, ids=[number * 100 + place for place in range(len(sales))], days=[sale.day for sale in sales],
        status=["refused" if sale.refused else "customer" for sale in sales],
    )  # fmt: skip
    columns = ("amount", "vat", "delivery", "goods", "sold_on")
    store.query(
        "insert into sale by name select id, id as lead, 'sale' as kind, 'RUB' as currency, order_id, sold_on,"
        " cast(amount as decimal(18, 4)) as amount, cast(vat as decimal(18, 4)) as vat,"
        " cast(delivery as decimal(18, 4)) as delivery, goods, 1 as entry, 1 as touched from (select unnest($ids) as id,"
        f" unnest($orders) as order_id, {', '.join(f'unnest(${name}) as {name}' for name in columns)})",
        ids=[number * 100 + place for place in range(len(sales))],
        orders=[f"{number:02}-{place:02}" for place in range(len(sales))],
        sold_on=[sale.day for sale in sales], goods=[sale.goods for sale in sales],
        **{name: [_text(getattr(sale, name)) for sale in sales] for name in ("amount", "vat", "delivery")},
    )  # fmt: skip


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


@given(cases)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
def test_the_commission_is_that_of_the_model(store: Store, told: list[tuple[list[Terms], list[Sold]]]) -> None:
    expected: list[Fraction | None] = []
    store.query("begin")
    try:
        for number, (terms, unordered) in enumerate(told):
            sales = sorted(unordered, key=lambda sale: sale.day)
            stored(store, number, terms, sales)
            expected += modelled(terms, sales)
        rows = store.query("select expected from sale_terms order by order_id")
    finally:
        store.query("rollback")
    assert [None if value is None else Fraction(value) for (value,) in rows] == expected


def test_the_model_rounds_as_people_do() -> None:
    for text in ("0.005", "1.004", "2.675", "-0.005"):
        assert rounded(Fraction(text)) == Fraction(Decimal(text).quantize(Decimal("0.01"), ROUND_HALF_UP))
