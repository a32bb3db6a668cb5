"""The partner's own papers: programs.yaml, leads.csv, what was paid out, and truth.json, which judges them all."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal

from maker.bank import PAYERS, Sent
from maker.exports import Line, file_of, table
from maker.people import Lead
from maker.story import Planted, Row, Story
from maker.world import CHANNELS, PROGRAMS, TODAY, Program, Term

Payments = dict[tuple[date, str, str], Decimal]
"""Money that came: (day, network, program code or "" for the whole network) -> sum in the network's currency."""


def programs() -> bytes:
    """programs.yaml: channels, programs and their dated terms, as `partnercli program apply` reads them."""
    lines = ["# Where the partner's leads come from, and what each program promised, from which day on.", "channels:"]
    for channel in CHANNELS:
        lines.append(
            f'  - {{code: {channel.code}, name: {channel.name}, utm_source: "{channel.utm_source}", '
            f'utm_medium: "{channel.utm_medium}", utm_campaign: ""}}'
        )
    lines.append("programs:")
    for program in PROGRAMS:
        contact = f"partners@{program.code}.example"
        lines += [
            f"  - code: {program.code}",
            f"    name: {program.name}",
            f"    network: {program.network.name}",
            f'    network_id: "{program.network_id}"',
            '    account: ""',
            f"    currency: {program.network.currency}",
            f"    contact: {contact}",
            "    terms:",
        ]
        lines += [f"      - {{{_term(program, term)}}}" for term in program.terms]
    return ("\n".join(lines) + "\n").encode()


def _term(program: Program, term: Term) -> str:
    promise = f"flat: {term.flat}" if term.flat is not None else f"rate: {term.rate * 100:.0f}%"
    network = program.network
    return (
        f"from: {term.start}, {'per: lead, ' if program.per_lead else ''}{promise}, hold: {network.hold}, "
        f"pay_day: {network.pay_day}, minimum: {network.minimum}, claim_window: {network.claim_window}"
    )


def leads(people: Iterable[Lead]) -> bytes:
    """leads.csv, one line a lead."""
    columns = [each.name for each in fields(Lead)]
    return table([{column: _cell(getattr(lead, column)) for column in columns} for lead in people]).encode()


def _cell(value: object) -> object:
    if isinstance(value, Program):
        return value.code
    return "" if value is None else value


def payments(rows: Iterable[Row]) -> Payments:
    """What came in: per pay day, the sum of exactly the rows paid on it. ValueError if one is below the minimum."""
    sums: Payments = defaultdict(Decimal)
    for row in rows:
        if row.paid_on <= TODAY:
            sums[row.paid_on, row.network.name, "" if row.network.pools else row.program.code] += row.commission
    minimum = {program.network.name: program.network.minimum for program in PROGRAMS}
    for (_, network, _), amount in sums.items():
        if amount < minimum[network]:
            raise ValueError(f"{network} would not pay {amount}: it is below the minimum; the seed is not believable")
    return dict(sorted(sums.items()))


def payouts(sums: Payments) -> bytes:
    """payouts.csv: every payment but Admitad's, which has a file of its own."""
    currency = {program.network.name: program.network.currency for program in PROGRAMS}
    lines: list[Line] = [
        {
            "Date": day,
            "Network": network,
            "Program": program,
            "Amount": amount,
            "Currency": currency[network],
            "Reference": _reference(day, network, program),
        }
        for (day, network, program), amount in sums.items()
        if network != "admitad"
    ]
    return table(lines).encode()


def sent(sums: Payments) -> list[Sent]:
    """Every payment as its file states it, in the order of days."""
    currency = {program.network.name: program.network.currency for program in PROGRAMS}
    names = {program.code: program.name for program in PROGRAMS}
    numbers = {key: str(_admitad_number(n)) for n, key in enumerate(key for key in sums if key[1] == "admitad")}
    return [
        Sent(
            numbers.get(key) or _reference(*key), f"INV-{numbers[key]}" if key in numbers else _reference(*key),
            key[0], PAYERS.get(key[1]) or names[key[2]], amount, currency[key[1]],
        )
        for key, amount in sums.items()
    ]  # fmt: skip


def _reference(day: date, network: str, program: str) -> str:
    if network == "awin":
        return f"{day:%Y%m%d}"  # the paymentId of its rows
    return f"{(program or network).upper()}-{day:%Y%m%d}"


def admitad_payouts(sums: Payments) -> bytes:
    """Admitad's payments history. The first request was declined and repeated: only Processed ones are money."""
    paid = [(day, amount) for (day, network, _), amount in sums.items() if network == "admitad"]
    first_day, first_amount = paid[0]
    lines = [_admitad_payment(771020, first_day - timedelta(days=1), first_amount, "Declined")]
    lines += [_admitad_payment(_admitad_number(n), day, amount, "Processed") for n, (day, amount) in enumerate(paid)]
    return table(lines).encode()


def _admitad_number(n: int) -> int:
    return 771029 + 9 * n


def _admitad_payment(number: int, day: date, amount: Decimal, status: str) -> Line:
    done = status == "Processed"
    return {
        "ID": number,
        "Date": day,
        "Status": status,
        "Original amount": f"{amount} RUB",
        "Conversion fee": "0.00 RUB",
        "Transferred": f"{amount} RUB" if done else "0.00 RUB",
        "Payment method": "Bank transfer",
        "Invoice": f"INV-{number}" if done else "",
        "Statement": f"statement_{number}.xlsx" if done else "",
        "Comment": "" if done else "Неверный БИК, запрошено повторно",
    }


def truth(story: Story, bank: dict[str, dict[str, str]]) -> bytes:
    """truth.json: the class of every sale and of every network row (its latest version), what was planted, and what the
    statement says of every payment (`bank`).
    """
    rows = sorted(story.rows, key=lambda row: (file_of(row), row.id))
    answer = {
        "today": TODAY.isoformat(),
        "sales": {sale.lead.id: sale.verdict for sale in story.sales},
        "rows": {f"{file_of(row)}:{row.id}": row.verdict for row in rows},
        "planted": [_planted(each) for each in sorted(story.planted, key=lambda each: each.trouble)],
        "bank": bank,
        "totals": {
            "sales": _counts((sale.verdict, sale.lead.program.network.currency) for sale in story.sales),
            "rows": _counts((row.verdict, row.network.currency) for row in story.rows),
            "planted": dict(sorted(Counter(each.trouble for each in story.planted).items())),
        },
    }
    return (json.dumps(answer, ensure_ascii=False, indent=1) + "\n").encode()


def _planted(each: Planted) -> dict[str, str]:
    return {
        "trouble": each.trouble,
        "program": each.program.code,
        "lead": each.lead.id if each.lead else "",
        "row": f"{file_of(each.row)}:{each.row.id}" if each.row else "",
        "amount": str(each.amount),
        "currency": each.program.network.currency,
        "note": each.note,
    }


def _counts(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for (verdict, currency), count in sorted(Counter(pairs).items()):
        counts[verdict][currency] = count
    return counts
