"""The partner's world: twelve programs on five networks, six channels, one calendar. Data first, no chance here.

Every program keeps one simple rhythm, so that what is *not* planted is healthy: a row of day D is validated on
D + lag, and paid on the first pay day that is at least `hold` days after D, by a payment of the whole network or of
the program alone. Because lag and hold are constant, payments always cover the oldest validated rows exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

TODAY = date(2026, 11, 1)
"""The day the partner sits down to count; the value of PARTNERCLI_TODAY for this folder."""
EXPORTED = date(2026, 10, 26)
"""Last day the exports know of. Younger sales have no row yet and are not due."""
IMPACT_SPLIT = date(2026, 9, 30)
"""Last day of the first impact export; the second one starts on IMPACT_OVERLAP."""
IMPACT_OVERLAP = date(2026, 8, 15)
FIRST_LEAD, LAST_LEAD = date(2026, 6, 20), date(2026, 10, 25)

CENT = Decimal("0.01")


def cents(value: Decimal) -> Decimal:
    """`value` to two decimals, half up: the rounding every network here promises."""
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Term:
    """What a program promises from a day on: a rate of the sale's amount (0.08 is 8 %) or a flat sum."""

    start: date
    rate: Decimal = Decimal(0)
    flat: Decimal | None = None

    def commission(self, amount: Decimal) -> Decimal:
        """The promised commission for a sale of `amount`, in the program's currency."""
        return cents(amount * self.rate if self.flat is None else self.flat)


@dataclass(frozen=True)
class Network:
    """How a network works for this partner: `lag`, `hold`, `claim_window` in days, `minimum` in `currency`.

    `pools`: one payment covers all its programs; otherwise each program pays for itself.
    """

    name: str
    currency: str
    lag: int
    hold: int
    pay_day: int
    minimum: int
    claim_window: int
    pools: bool


@dataclass(frozen=True)
class Program:
    """One program. `network_id` is what the network's export calls it; `prices` bounds a sale in its currency.

    `leads`: how many people were sent to it. `pays_until`: the last pay day on which money came (None: it pays as
    promised). `seasons`: when customers buy (None: always).
    """

    code: str
    name: str
    network: Network
    network_id: str
    leads: int
    prices: tuple[int, int]
    terms: tuple[Term, ...]
    per_lead: bool = False
    pays_until: date | None = None
    seasons: tuple[tuple[date, date], ...] | None = None

    def term(self, day: date) -> Term:
        """The terms in force on `day`."""
        return max((term for term in self.terms if term.start <= day), key=lambda term: term.start)

    def expected(self, amount: Decimal, day: date) -> Decimal:
        """The commission promised for a sale of `amount` made on `day`."""
        return self.term(day).commission(amount)

    def sells(self, day: date) -> bool:
        """Whether customers buy on `day`."""
        return self.seasons is None or any(start <= day <= end for start, end in self.seasons)

    def due(self, day: date) -> date:
        """The pay day promised to a row of `day`: the first one not before the end of its hold."""
        end = day + timedelta(days=self.network.hold)
        if end.day > self.network.pay_day:
            end = end.replace(day=1) + timedelta(days=31)  # some day of the next month
        return end.replace(day=self.network.pay_day)

    def paid_on(self, day: date) -> date | None:
        """The day a row of `day` was really paid, None when it was not (yet)."""
        due = self.due(day)
        return due if due <= min(EXPORTED, self.pays_until or EXPORTED) else None


@dataclass(frozen=True)
class Channel:
    """Where leads come from. `sources` are the utm_source values it really sends, `share` its weight."""

    code: str
    name: str
    utm_source: str
    utm_medium: str
    sources: tuple[str, ...]
    share: int


def _rates(*steps: tuple[str, str]) -> tuple[Term, ...]:
    return tuple(Term(date.fromisoformat(start), rate=Decimal(rate)) for start, rate in steps)


def _flat(amount: str) -> tuple[Term, ...]:
    return (Term(date(2026, 1, 1), flat=Decimal(amount)),)


CHANNELS = (
    Channel("telegram", "Телеграм-канал", "telegram*", "", ("telegram", "telegram_bot", "telegram_post"), 34),
    Channel("youtube", "YouTube", "youtube", "video", ("youtube",), 20),
    Channel("blog", "Блог", "blog*", "", ("blog", "blog_review"), 16),
    Channel("email", "Рассылка", "newsletter*", "email", ("newsletter", "newsletter_promo"), 12),
    Channel("vk", "ВКонтакте", "vk*", "", ("vk", "vk_group"), 12),
    Channel("friends", "Знакомые", "friend*", "", ("friend",), 6),
)

AWIN = Network("awin", "EUR", lag=20, hold=30, pay_day=15, minimum=20, claim_window=90, pools=True)
CJ = Network("cj", "USD", lag=20, hold=30, pay_day=20, minimum=50, claim_window=60, pools=True)
IMPACT = Network("impact", "USD", lag=25, hold=30, pay_day=15, minimum=10, claim_window=45, pools=False)
ADMITAD = Network("admitad", "RUB", lag=25, hold=30, pay_day=25, minimum=500, claim_window=60, pools=True)
DIRECT = Network("direct", "RUB", lag=10, hold=14, pay_day=10, minimum=300, claim_window=30, pools=False)

_SINCE_JULY = ((date(2026, 7, 12), date(2026, 7, 31)), (date(2026, 9, 18), TODAY))
_TWO_INTAKES = ((FIRST_LEAD, date(2026, 9, 10)), (date(2026, 9, 28), TODAY))
_ALWAYS, _AUTUMN, _MID_AUGUST = "2026-01-01", "2026-09-01", "2026-08-15"

PROGRAMS = (
    Program("fairshop", "Fair Shop", AWIN, "10021", 38, (18, 240), _rates((_ALWAYS, "0.08"), (_AUTUMN, "0.07"))),
    Program("nordhome", "Nord Home", AWIN, "10344", 24, (40, 600), _rates((_ALWAYS, "0.06"))),
    Program("bookbarn", "Book Barn", AWIN, "12870", 26, (12, 95), _rates((_ALWAYS, "0.05"))),
    Program("cloudnest", "CloudNest Hosting", CJ, "4719283", 26, (36, 290), _rates((_ALWAYS, "0.20"))),
    Program("tripkit", "TripKit", CJ, "5530192", 28, (120, 1900), _rates((_ALWAYS, "0.04"))),
    Program("fitgear", "FitGear", IMPACT, "4636", 34, (25, 320), _rates((_ALWAYS, "0.10"))),
    # A newcomer: a trial in July, a pause, then the autumn. Its first money has never come.
    Program(
        "langpal",
        "LangPal",
        IMPACT,
        "9120",
        18,
        (60, 180),
        _flat("25"),
        pays_until=date(2026, 7, 1),
        seasons=_SINCE_JULY,
    ),
    Program("kvartal", "Квартал Мебель", ADMITAD, "18342", 30, (6000, 90000), _rates((_ALWAYS, "0.05"))),
    Program(
        "chitai", "Читай Дома", ADMITAD, "21507", 36, (600, 6500), _rates((_ALWAYS, "0.05"), (_MID_AUGUST, "0.07"))
    ),
    Program("okna", "Окна Север", DIRECT, "Окна Север", 26, (38000, 160000), _flat("1500")),
    # The one that stopped paying: its last money came on 10 August. It takes no students in mid-September.
    Program(
        "kursy",
        "Курсы Маяк",
        DIRECT,
        "Курсы Маяк",
        34,
        (9000, 64000),
        _rates((_ALWAYS, "0.10")),
        pays_until=date(2026, 8, 10),
        seasons=_TWO_INTAKES,
    ),
    Program("yurist", "Юрист рядом", DIRECT, "Юрист рядом", 26, (15000, 70000), _flat("300"), per_lead=True),
)

PROGRAM = {program.code: program for program in PROGRAMS}
