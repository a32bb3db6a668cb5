"""A partner's year of any size, made from a seed: `sales.csv`, `rows.csv`, the programs, and the classes they must get.

    python benchmarks/generate.py FOLDER --sales 100000

90 % of the sales have a network row with their order id, 5 % one that shares only e-mail, amount and date, 5 % none.
Among the first are pending, declined, reversed, short, generous, split and doubled ones; 2 % of the rows are nobody's.
There are as many rows as sales. `truth.json` holds the classes by intent: nobody's reconciler was asked.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

TODAY = date(2026, 11, 1)
FIRST_DAY = date(2026, 1, 1)
DAYS = 285  # the last sale is old enough for its row to be missed
NETWORKS = ("awin", "cj", "impact", "admitad", "direct")
PROGRAMS = 40
RATES = (5, 8, 10, 12)
REPEAT_BUYERS = 0.03
SALES_HEADER = "id,date,name,email,phone,program,channel,status,order,amount,sale_date,click"
ROWS_HEADER = "transaction,program,status,commission,currency,date,order,amount,click,validated,email,corrects"

# How many of a thousand sales go which way, and the class each way must end in.
FATES = {
    "paid": (620, "paid"),
    "approved": (100, "awaiting"),
    "pending": (70, "pending"),
    "declined": (40, "declined"),
    "short": (30, "underpaid"),
    "generous": (10, "overpaid"),
    "split": (10, "paid"),
    "doubled": (10, "paid"),
    "reversed": (10, "declined"),
    "contact": (50, "paid"),
    "missing": (50, "missing"),
}
FIRST_NAMES = ("Anna", "Boris", "Clara", "David", "Elena", "Fedor", "Gleb", "Helen", "Ivan", "Julia", "Kirill", "Laura")
LAST_NAMES = (
    "Archer",
    "Belov",
    "Carter",
    "Dunin",
    "Ershov",
    "Fisher",
    "Gromov",
    "Hill",
    "Ilyin",
    "Jones",
    "Kozlov",
    "Lane",
)


@dataclass(frozen=True, slots=True)
class Sale:
    """One order: `number` makes every id of it; `person` is the number of the buyer's first order."""

    number: int
    person: int
    program: int
    day: date
    cents: int
    fate: str

    @property
    def expected(self) -> int:
        """Commission in cents by the program's rate, half up."""
        return (self.cents * RATES[self.program % len(RATES)] + 50) // 100


def sales(count: int, first: int, random: Random) -> Iterator[Sale]:
    """`count` sales numbered from `first`; some buyers buy again in the same program."""
    fates = random.choices(list(FATES), weights=[share for share, _ in FATES.values()], k=count)
    person = program = first
    for number, fate in zip(range(first, first + count), fates, strict=True):
        if number == first or random.random() >= REPEAT_BUYERS:
            person, program = number, random.randrange(PROGRAMS)
        day = FIRST_DAY + timedelta(random.randrange(DAYS))
        yield Sale(number, person, program, day, random.randrange(1_000, 200_000), fate)


def sale_line(sale: Sale) -> str:
    """The order as a line of the partner's own list."""
    name = f"{FIRST_NAMES[sale.person % 12]} {LAST_NAMES[sale.person // 12 % 12]}"
    click = "" if sale.fate == "contact" else f"clk{sale.number:x}"
    return (
        f"C{sale.person},{sale.day},{name},{_email(sale.person)},+7901{sale.person:07d},{_program(sale.program)},"
        f"ch{sale.number % 8},customer,{_order(sale)},{_money(sale.cents)},{sale.day},{click}"
    )


def row_lines(sale: Sale, random: Random) -> Iterator[str]:
    """What the network says of the order: no line, one, or two."""
    first, expected, half = f"T{sale.number}", sale.expected, sale.cents // 2
    if sale.fate in ("paid", "contact"):
        yield _row(sale, first, "paid", expected, sale.cents, random)
    elif sale.fate in ("approved", "pending", "declined"):
        yield _row(sale, first, sale.fate, expected, sale.cents, random)
    elif sale.fate == "short":
        yield _row(sale, first, "paid", expected * 4 // 5, sale.cents, random)
    elif sale.fate == "generous":
        yield _row(sale, first, "paid", expected + 100, sale.cents, random)
    elif sale.fate == "split":
        yield _row(sale, first, "paid", expected // 2, half, random)
        yield _row(sale, f"{first}-2", "paid", expected - expected // 2, sale.cents - half, random)
    elif sale.fate == "doubled":
        yield _row(sale, first, "paid", expected, sale.cents, random)
        yield _row(sale, f"{first}-2", "paid", expected, sale.cents, random)
    elif sale.fate == "reversed":
        yield _row(sale, first, "approved", expected, sale.cents, random)
        yield _row(sale, f"{first}-2", "approved", -expected, -sale.cents, random, corrects=first)


def _row(sale: Sale, transaction: str, status: str, cents: int, amount: int, random: Random, corrects: str = "") -> str:
    day = sale.day + timedelta(random.randrange(3))
    hour, second = random.randrange(24), random.randrange(60)
    told = sale.fate != "contact"
    validated = str(day + timedelta(14)) if status in ("paid", "approved") else ""
    return (
        f"{transaction},{_program(sale.program)},{status},{_money(cents)},{_currency(sale.program)},"
        f"{day}T{hour:02d}:00:{second:02d},{_order(sale) if told else ''},{_money(amount)},"
        f"{f'clk{sale.number:x}' if told else ''},{validated},{_email(sale.person)},{corrects}"
    )


def _unknown(number: int, random: Random) -> str:
    """A row that is nobody's: an order of no sale."""
    stranger = Sale(
        number, number, random.randrange(PROGRAMS), FIRST_DAY + timedelta(random.randrange(DAYS)), 5_000, "unknown"
    )
    return _row(stranger, f"U{number}", "paid", stranger.expected, stranger.cents, random).replace("@mail.", "@else.")


def _program(number: int) -> str:
    return f"prog{number:02d}"


def _currency(program: int) -> str:
    return ("EUR", "USD", "USD", "RUB", "RUB")[program % len(NETWORKS)]


def _order(sale: Sale) -> str:
    return f"{'X' if sale.fate == 'unknown' else 'ORD'}-{sale.number}"


def _email(person: int) -> str:
    return f"buyer{person}@mail.example"


def _money(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def write(folder: Path, count: int, first: int, seed: int) -> None:
    """All files into `folder`: `count` sales and as many rows, numbered from `first`."""
    folder.mkdir(parents=True, exist_ok=True)
    random = Random(f"{seed}:{first}:{count}")
    classes: Counter[str] = Counter()
    rows_written = 0
    with (folder / "sales.csv").open("w") as own, (folder / "rows.csv").open("w") as network:
        own.write(SALES_HEADER + "\n")
        network.write(ROWS_HEADER + "\n")
        for sale in sales(count, first, random):
            own.write(sale_line(sale) + "\n")
            classes[FATES[sale.fate][1]] += 1
            classes["duplicate"] += sale.fate == "doubled"
            for line in row_lines(sale, random):
                network.write(line + "\n")
                rows_written += 1
        for number in range(first, first + max(0, count - rows_written)):
            network.write(_unknown(number, random) + "\n")
            classes["unknown"] += 1
    write_programs(folder)
    (folder / "truth.json").write_text(json.dumps(dict(sorted(classes.items())), indent=1) + "\n")


def write_programs(folder: Path) -> None:
    """The same programs twice: declared for partnercli, and as a table for scripts."""
    declared = ["channels:", *(f"  - {{code: ch{n}, name: Channel {n}}}" for n in range(8)), "programs:"]
    table = ["code,network,currency,rate,track_days"]
    for number in range(PROGRAMS):
        code, network = _program(number), NETWORKS[number % len(NETWORKS)]
        currency, rate = _currency(number), RATES[number % len(RATES)]
        declared.append(
            f'  - {{code: {code}, name: Program {number}, network: {network}, network_id: "{1000 + number}",'
            f" currency: {currency}, terms: [{{rate: {rate}%, hold: 30, pay_day: 15, track_days: 7}}]}}"
        )
        table.append(f"{code},{network},{currency},{rate},7")
    (folder / "programs.yaml").write_text("\n".join(declared) + "\n")
    (folder / "programs.csv").write_text("\n".join(table) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the benchmark's files.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sales", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first sale: disjoint ranges never collide")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(given.folder, given.sales, given.first, given.seed)


if __name__ == "__main__":
    main()
