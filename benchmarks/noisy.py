"""Sales and network rows from a seed, as noisy as exports are, with the truth about which belong together."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A sale of ours, or a row of a network's export. '' = not known."""

    id: int
    order_id: str = ""
    click: str = ""
    email: str = ""
    phone: str = ""
    name: str = ""
    amount: str
    day: date


MEN = "Пётр Иван Алексей Сергей Дмитрий Фёдор Семён Юрий Андрей Николай Михаил Артём Евгений Григорий Илья".split()
WOMEN = "Анна Юлия Мария Елена Ольга Наталья Екатерина Светлана Ксения Татьяна Софья Алёна Дарья Вера".split()
FAMILIES = """Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев
    Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов
    Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов
    Поляков Сорокин Виноградов Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов Беляев
    Герасимов Богданов Осипов Сидоров Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников Денисов
    Гаврилов Тихонов Казаков Афанасьев Данилов Щукин Цветков Хохлов Юдин Ершов""".split()
LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".split(),
        strict=True,
    )
)
OTHER_WAYS = {"ё": "yo", "й": "i", "х": "h", "ю": "iu", "я": "ia", "ц": "c", "ж": "j"}
PRICES = (990, 990, 990, 1490, 1990, 2990, 4990)
"""Most orders have a price of the shop's list, so that equal money proves little."""


def partner_set(size: int, seed: int) -> tuple[list[Record], list[Record], set[tuple[int, int]]]:
    """(sales, rows, the pairs that are true).

    Of the sales 88 % were tracked. Of their rows one in three has the order id, one in ten only a part of it, one in
    four the click; half have the e-mail or phone, nine in ten a name: in Latin letters, in another order, with a slip,
    or the first name as an initial. Days are off by one where the zone differs, sometimes by two; one amount in fifty
    differs. One row in ten is somebody else's.
    """
    chance = random.Random(seed)
    sales = [_sale(chance, number) for number in range(1, size + 1)]
    rows, truth = [], set()
    for sale in sales:
        if chance.random() < 0.88:
            rows.append(_row(chance, sale))
            truth.add((sale.id, sale.id))
    strangers = [_row(chance, _sale(chance, size + number)) for number in range(1, size // 10)]
    rows += strangers
    chance.shuffle(rows)
    numbered = [(row.id, replace(row, id=place)) for place, row in enumerate(rows, start=1)]
    truth = {(old, new.id) for old, new in numbered if (old, old) in truth}
    return sales, [row for _, row in numbered], truth


def _sale(chance: random.Random, number: int) -> Record:
    man = chance.random() < 0.5
    first, family = chance.choice(MEN if man else WOMEN), chance.choice(FAMILIES)
    price = chance.choice(PRICES) if chance.random() < 0.6 else chance.randint(500, 30_000)
    return Record(
        id=number, order_id=str(100_000 + number), click=f"c{chance.getrandbits(40):x}",
        email=f"user{chance.randint(1, 10**7)}@example.com", phone=f"79{chance.randint(10**8, 10**9 - 1)}",
        name=f"{first} {family if man else family + 'а'}", amount=f"{price}.00",
        day=date(2026, 9, 1) + timedelta(days=chance.randint(0, 50)),
    )  # fmt: skip


def _row(chance: random.Random, sale: Record) -> Record:
    how = chance.random()
    order = sale.order_id if how < 0.33 else f"INV-{sale.order_id}" if how < 0.43 else ""
    shift = chance.choice((0, 0, 0, 1, 1, -1, 2))
    amount = sale.amount if chance.random() < 0.98 else f"{float(sale.amount) * 0.8:.2f}"
    return replace(
        sale, order_id=order, click=sale.click if chance.random() < 0.25 else "",
        email=sale.email if chance.random() < 0.3 else "", phone=sale.phone if chance.random() < 0.2 else "",
        name=_spelled_anew(chance, sale.name) if chance.random() < 0.9 else "", amount=amount,
        day=sale.day + timedelta(days=shift),
    )  # fmt: skip


def _spelled_anew(chance: random.Random, name: str) -> str:
    abroad = chance.random() < 0.75
    words = ("".join(_latin(chance, letter) for letter in name) if abroad else name.replace("ё", "е")).split()
    if chance.random() < 0.15:
        words = [_slip(chance, word) if chance.random() < 0.5 else word for word in words]
    if chance.random() < 0.08:
        words[0] = f"{words[0][0]}."
    if chance.random() < 0.4:
        words.reverse()
    return " ".join(words)


def _latin(chance: random.Random, letter: str) -> str:
    low = letter.lower()
    spelled = OTHER_WAYS[low] if low in OTHER_WAYS and chance.random() < 0.3 else LETTERS.get(low, letter)
    spelled = spelled.replace("_", "")
    return spelled.capitalize() if letter != low else spelled


def _slip(chance: random.Random, word: str) -> str:
    place = chance.randrange(1, max(2, len(word) - 1))
    kind = chance.randrange(3)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    return word[:place] + chance.choice("aeionrst") + word[place + 1 :]
