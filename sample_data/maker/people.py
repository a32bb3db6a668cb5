"""The leads: who came, when, from where, and whether they bought. Every person here is invented.

Phones stand in ranges that belong to nobody (+7 900 000-xx-xx; +44 7700 900xxx, kept free for fiction by Ofcom) and
e-mails in example.com and example.org (RFC 2606).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from maker.world import CHANNELS, FIRST_LEAD, LAST_LEAD, PROGRAMS, TODAY, Channel, Program

_MEN = "Семён Артём Пётр Иван Максим Олег Руслан Тимур Глеб Денис Никита Юрий Лев Фёдор Игорь"
_WOMEN = "Алёна Ольга Мария Анна Дарья Ирина Юлия Вера Нина Ксения Елена Светлана Полина Жанна Зоя"
_SURNAMES = (
    "Королёв Соловьёв Ковалёв Орлов Белов Громов Жуков Зимин Лапин Носов Панов Рябов Сомов Тихонов Уваров "
    "Фомин Чернов Щукин Юдин Яшин"
)
_ENGLISH = "Alice Ben Chloe Daniel Emma Frank Grace Henry Isla Jack Kate Liam Mia Noah Olivia Paul Ruth Sam Tara"
_ENGLISH_SURNAMES = "Archer Brook Carter Dale Ellis Foster Grant Hayes Irwin Jarvis Kent Lowe Mason Nash Owen Price"
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"
_REFUSALS = (
    "дорого",
    "передумал",
    "выбрал другого продавца",
    "не дозвонились",
    "нет нужного размера",
    "no budget",
    "bought elsewhere",
    "не сезон",
)
_NOTES = (
    "",
    "",
    "",
    "",
    "",
    'просила перезвонить, "после отпуска"',
    "asked about delivery; price list sent",
    "от Анны, по рекомендации",
    "сравнивает с двумя другими",
    "prefers e-mail",
    "постоянный читатель",
)
_CAMPAIGNS = ("summer_sale", "review_june", "back_to_school", "autumn_2026", "")
_PREFIXES = {"telegram": "tg", "youtube": "yt", "blog": "bl", "email": "em", "vk": "vk", "friends": "fr"}


@dataclass
class Lead:
    """One line of leads.csv. `amount` is in the program's currency; a lead without `order` may still have a sale."""

    id: str
    date: dt.date
    name: str
    email: str
    phone: str
    program: Program
    channel: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    status: str = "new"
    reason: str = ""
    order: str = ""
    amount: Decimal | None = None
    sale_date: dt.date | None = None
    click: str = ""
    interest: str = ""
    value: str = ""
    next: str = ""
    owner: str = ""
    note: str = ""

    @property
    def row_day(self) -> dt.date:
        """The day its network row should carry: the lead's own where leads are paid for, else the sale's."""
        return self.date if self.program.per_lead or self.sale_date is None else self.sale_date

    @property
    def expected(self) -> Decimal:
        """What the program promised for it, by the terms of the day, in the program's currency."""
        return self.program.expected(self.amount or Decimal(0), self.row_day)


def make_leads(chance: Random) -> list[Lead]:
    """All leads by date, L-001 first. Clicks, names, e-mails, phones and order numbers are unique."""
    programs = [program for program in PROGRAMS for _ in range(program.leads)]
    chance.shuffle(programs)
    span = (LAST_LEAD - FIRST_LEAD).days
    days = sorted(FIRST_LEAD + dt.timedelta(days=chance.randint(0, span)) for _ in programs)
    names = _names(chance)
    leads = []
    for number, (day, program) in enumerate(zip(days, programs, strict=True), start=1):
        russian = chance.random() < (0.9 if program.network.currency == "RUB" else 0.5)
        name = next(names[russian])
        lead = Lead(f"L-{number:03}", day, name, _email(name, number), _phone(russian, number), program)
        _come_from(lead, chance)
        _live(lead, number, chance)
        if chance.random() < 0.15:  # people leave one contact more often than two
            lead.phone, lead.email = ("", lead.email) if chance.random() < 0.6 else (lead.phone, "")
        leads.append(lead)
    return leads


def _names(chance: Random) -> dict[bool, Iterator[str]]:
    """Names without repeats: Russian under True, English under False."""
    russian = [f"{first} {last}" for first in _MEN.split() for last in _SURNAMES.split()]
    russian += [f"{first} {last}а" for first in _WOMEN.split() for last in _SURNAMES.split()]
    english = [f"{first} {last}" for first in _ENGLISH.split() for last in _ENGLISH_SURNAMES.split()]
    chance.shuffle(russian)
    chance.shuffle(english)
    return {True: iter(russian), False: iter(english)}


def _email(name: str, number: int) -> str:
    latin = dict(zip(_CYRILLIC, _LATIN.replace("_", "").split(" "), strict=True))
    user = "".join(latin.get(letter, letter) for letter in name.lower()).replace(" ", ".")
    return f"{user}@example.{'com' if number % 3 else 'org'}"


def _phone(russian: bool, number: int) -> str:
    if russian:
        return f"+7 900 000-{number // 100:02}-{number % 100:02}"
    return f"+44 7700 900{number:03}"


def _come_from(lead: Lead, chance: Random) -> None:
    """Give the lead its channel: named, told only by its UTM marks, or unknown."""
    channel = chance.choices(CHANNELS, [each.share for each in CHANNELS])[0]
    told = chance.random()
    if told < 0.04:  # from nowhere, or from a source no channel of ours claims
        lead.utm_source, lead.utm_medium = chance.choice((("", ""), ("google", "organic")))
    elif told < 0.20:
        _mark(lead, channel, chance)
    else:
        lead.channel = channel.code
        if channel.code != "friends" and chance.random() < 0.6:
            _mark(lead, channel, chance)
    if lead.program.per_lead or channel.code != "friends":
        lead.click = f"{_PREFIXES[channel.code]}-{chance.randrange(16**4):04x}{lead.id[2:]}"


def _mark(lead: Lead, channel: Channel, chance: Random) -> None:
    lead.utm_source = chance.choice(channel.sources)
    lead.utm_medium = channel.utm_medium or chance.choice(("post", "social", ""))
    lead.utm_campaign = chance.choice(_CAMPAIGNS)


def _live(lead: Lead, number: int, chance: Random) -> None:
    """Decide what became of the lead by today."""
    lead.owner = chance.choice(("Анна", "Максим"))
    lead.note = chance.choice(_NOTES)
    lead.interest = chance.choice(("cold", "warm", "warm", "hot"))
    lead.value = str(chance.randint(*lead.program.prices) // 10 * 10)
    sale_date = lead.date + dt.timedelta(days=chance.choice((0, 0, 1, 1, 2, 3, 4, 6, 9)))
    buys = chance.random() < 0.64 and sale_date < TODAY and lead.program.sells(sale_date)
    if buys:
        buy(lead, sale_date, _price(lead.program, chance), f"{lead.program.code[:2].upper()}-{40000 + number * 7}")
    elif (TODAY - lead.date).days < 24:
        lead.next = (TODAY + dt.timedelta(days=chance.randint(0, 9))).isoformat()
    elif (TODAY - lead.date).days < 75 and chance.random() < 0.6:
        lead.status, lead.next = "in_work", (TODAY + dt.timedelta(days=chance.randint(-5, 20))).isoformat()
    else:
        lead.status, lead.reason, lead.interest = "refused", chance.choice(_REFUSALS), "cold"


def buy(lead: Lead, day: dt.date, amount: Decimal, order: str) -> None:
    """Make the lead a customer with one sale."""
    lead.status, lead.sale_date, lead.amount, lead.order, lead.interest = "customer", day, amount, order, "hot"


def _price(program: Program, chance: Random) -> Decimal:
    """A price as shops write it: cents in euros and dollars, whole tens in roubles."""
    low, high = program.prices
    if program.network.currency == "RUB":
        return Decimal(chance.randint(low, high) // 10 * 10).quantize(Decimal("0.01"))
    return Decimal(chance.randint(low * 100, high * 100)).scaleb(-2)
