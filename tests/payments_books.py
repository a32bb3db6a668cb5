"""Books with payments, paystubs and statements: how the tests of payments make them and what they ask."""

from __future__ import annotations

from dataclasses import dataclass

from books import Books, Row, table
from partnercli.domain.money import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A line of a Wise statement. The account is ours, the payer is whom the bank names."""

    id: str
    on: str
    amount: str
    currency: str = "RUB"
    payer: str = ""
    purpose: str = ""
    reference: str = ""


def received(books: Books, *receipts: Receipt) -> None:
    """Import a statement with these lines; its days are those of the first and the last of them."""
    lines = ["TransferWise ID,Date,Amount,Currency,Description,Payment Reference,Running Balance,Payer Name,Payee Name"]
    for line in receipts:
        year, month, day = line.on.split("-")
        lines.append(
            f"{line.id},{day}-{month}-{year},{line.amount},{line.currency},{line.purpose},{line.reference},0,{line.payer},"
        )
    books.read("\n".join(lines) + "\n", profile="wise_statement_csv")


def statement(books: Books, first: str, last: str) -> None:
    """A statement of these days in which nothing came in."""
    received(books, *(Receipt(id=f"out-{on}", on=on, amount="-1.00") for on in (first, last)))


def paid(books: Books, *payouts: str) -> None:
    """Import payouts: `2026-10-15,shop,100,RUB,REF` each, or with `/admitad` for a whole network's."""
    lines = []
    for text in payouts:
        day, payer, *rest = text.split(",")
        program, network = ("", payer[1:]) if payer.startswith("/") else (payer, "")
        lines.append(",".join([day, network, program, *rest]))
    books.read("Date,Network,Program,Amount,Currency,Reference\n" + "\n".join(lines) + "\n", profile="neutral_payouts")


def named_rows(books: Books, *rows: tuple[Row, str]) -> None:
    """Import rows that name the payment they are in."""
    header, *lines = table(row for row, _ in rows).splitlines()
    told = [f"{line},{payment}" for line, (_, payment) in zip(lines, rows, strict=True)]
    books.read("\n".join([f"{header},payment", *told]) + "\n")


def told(books: Books, *lines: tuple[str, str, str | None]) -> None:
    """Lines of paystubs of the network admitad: the payment, the transaction, the amount or None."""
    with books.open() as store, store.change("import") as entry:
        for payment, transaction, amount in lines:
            number = store.next_id("payout_line")
            store.insert("payout_line", {
                "id": number, "version": 1, "current": True, "entry": entry, "line": number, "source": "", "account": "",
                "key": str(number), "network": "admitad", "payment_ref": payment, "row_ref": transaction, "status": "",
                "state": "received", "amount": amount, "currency": "RUB",
            })  # fmt: skip


def decide(books: Books, kind: str, subject: str, object_: str) -> None:
    """A person's word: `link` or `unlink` of a pair."""
    with books.open() as store, store.change(kind, subject) as entry:
        store.insert(
            "decision",
            {"id": store.next_id("decision"), "entry": entry, "kind": kind, "subject": subject, "object": object_, "reason": ""},
        )  # fmt: skip


def links(books: Books) -> list[tuple[str, str, str, str]]:
    """(payment, transaction, tier, amount) of every link, reconciled."""
    books.reconcile()
    found = books.query(
        "select 'P' || l.payout, r.transaction_id, l.tier, l.amount from payment_link l"
        " join network_row r on r.id = l.row_id and r.current order by 1, 2, 3, 4"
    )
    return [(payout, transaction, tier, plain(amount)) for payout, transaction, tier, amount in found]


def residuals(books: Books) -> dict[str, tuple[str, str]]:
    """What each payment leaves over, and why; reconciled."""
    books.reconcile()
    found = books.query("select 'P' || payout, amount, reason from payout_residual")
    return {payout: (plain(amount), reason) for payout, amount, reason in found}


def receipts(books: Books) -> dict[str, tuple[str, str]]:
    """The class of each receipt and why; reconciled."""
    books.reconcile()
    return {
        name: (kind, why)
        for name, kind, why in books.query("select 'B' || receipt, class, reason from receipt_verdict")
    }


def payouts(books: Books) -> dict[str, tuple[str, str]]:
    """The class of each payment and why; reconciled."""
    books.reconcile()
    return {
        name: (kind, why) for name, kind, why in books.query("select 'P' || payout, class, reason from payout_verdict")
    }
