"""The 1C client-bank exchange (1CClientBankExchange), in which every Russian bank exports statements.

The standard: https://v8.1c.ru/tekhnologii/obmen-dannymi-i-integratsiya/standarty-i-formaty/
standart-obmena-s-sistemami-klient-banka/formaty-obmena/. Lines of Key=Value in three places: the header, one section
per account and stretch of days with its totals, and the documents.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial

from partnercli.domain.problem import Problem, Refused
from partnercli.errors import InputRejected
from partnercli.intake.formats.document import COMPUTED, Document, amount, day_of
from partnercli.intake.formats.table import Body, Text, check_width, content, decoded
from partnercli.intake.source import Source, TextTable

_NUMBERED = (
    "Номер Дата Сумма КвитанцияДата КвитанцияВремя КвитанцияСодержание ПлательщикСчет ДатаСписано Плательщик "
    "ПлательщикИНН Плательщик1 Плательщик2 Плательщик3 Плательщик4 ПлательщикРасчСчет ПлательщикБанк1 ПлательщикБанк2 "
    "ПлательщикБИК ПлательщикКорсчет ПолучательСчет ДатаПоступило Получатель ПолучательИНН Получатель1 Получатель2 "
    "Получатель3 Получатель4 ПолучательРасчСчет ПолучательБанк1 ПолучательБанк2 ПолучательБИК ПолучательКорсчет "
    "ВидПлатежа КодНазПлатежа ВидОплаты Код НазначениеПлатежа НазначениеПлатежа1 НазначениеПлатежа2 "
    "НазначениеПлатежа3 НазначениеПлатежа4 НазначениеПлатежа5 НазначениеПлатежа6 СтатусСоставителя ПлательщикКПП "
    "ПолучательКПП ПоказательКБК ОКАТО ПоказательОснования ПоказательПериода ПоказательНомера ПоказательДаты "
    "ПоказательТипа Очередность СрокАкцепта ВидАккредитива СрокПлатежа УсловиеОплаты1 УсловиеОплаты2 УсловиеОплаты3 "
    "ПлатежПоПредст ДополнУсловия НомерСчетаПоставщика ДатаОтсылкиДок"
)
STANDARD = tuple(_NUMBERED.split())
"""The keys of a document by the standard, version 1.03. They are columns in every file, empty where it has none."""

_TURNOVERS = ("ВсегоПоступило", "ВсегоСписано")
_MAGIC, _END = "1CClientBankExchange", "КонецФайла"
_ACCOUNT, _ACCOUNT_END = "СекцияРасчСчет", "КонецРасчСчет"
_DOCUMENT, _DOCUMENT_END = "СекцияДокумент", "КонецДокумента"
# The declared encoding lies (a sample says Windows and is UTF-8), so the words that must be there decide.
_PROOF = (_END, _DOCUMENT, _ACCOUNT, "Кодировка")
_ENCODINGS = ("utf-8", "cp1251", "cp866")


@dataclass(slots=True)
class _Section:
    """A section as it is read: where it begins, what it says, and what is wrong with it, if anything."""

    name: str
    line: int
    text: list[str]
    fields: dict[str, str] = field(default_factory=dict)
    problem: Problem | None = None

    def take(self, line: str, number: int) -> None:
        key, equals, value = line.partition("=")
        self.text.append(line)
        if not equals:
            self.problem = self.problem or Problem("stray_line", {"number": number})
        elif self.fields.setdefault(key.strip(), value) != value:
            self.problem = self.problem or Problem("key_twice", {"key": key.strip()})


def read(source: Source, *, encoding: str | None = None) -> TextTable:
    """The documents as rows: the computed columns (document.COMPUTED), STANDARD, then every other key of the file.

    Amounts are in the currency of the account (digits 6-8 of its number). A document's own key with the name of a
    computed column stands under `Документ.KEY`. The totals of each account section are compared with its documents.
    Raises InputRejected: truncated_file (no КонецФайла), file_too_large, too_many_columns.
    """
    data = content(source)
    text = decoded(source, data, encoding or _proven(data))
    body = Body(text.encoding)
    sections = list(_sections(text, body))
    own = {part.fields.get("РасчСчет", "").strip() for part in sections if part.name != _DOCUMENT} - {""}
    documents: list[Document] = []
    for part in sections:
        if part.name != _DOCUMENT:
            continue
        try:
            if part.problem:
                raise Refused(part.problem.code, **part.problem.facts)
            documents.append(Document.of(part.fields, part.line, "\n".join(part.text), own))
        except Refused as refused:
            body.reject(part.line, "\n".join(part.text), refused.problem)
    header = _header(documents, text.name)
    for document in documents:
        body.add(document.line, [document.cells.get(name, "") for name in header], document.raw)
    _check_totals([part for part in sections if part.name == _ACCOUNT], documents, body)
    return body.table("1c", header, text.raw)


def _proven(data: bytes) -> str | None:
    return next((name for name in _ENCODINGS if any(word.encode(name) in data for word in _PROOF)), None)


def _header(documents: list[Document], name: str) -> tuple[str, ...]:
    header = dict.fromkeys(COMPUTED + STANDARD)
    for document in documents:
        header |= dict.fromkeys(document.cells)
        check_width(len(header), name)
    return tuple(header)


def _sections(text: Text, body: Body) -> Iterator[_Section]:
    """Accounts, documents and, under the name of the exchange itself, the lines of each header.

    A section that begins inside another one ends it: the one left open is damaged, the new one is not.
    """
    header: _Section | None = None
    open_: _Section | None = None
    for number, line in enumerate(text.text.split("\n"), 1):
        word, _, kind = line.strip().partition("=")
        if word in (_ACCOUNT, _DOCUMENT, _MAGIC, _END):
            if open_:
                open_.problem = Problem("section_open", {"section": open_.name})
                yield open_
            open_ = None
            if word == _MAGIC:
                header = _Section(_MAGIC, number, [])
            elif word == _END:
                header = None
            else:
                open_ = _Section(word, number, [line], {"Вид": kind.strip()} if word == _DOCUMENT else {})
        elif open_ and word == (_DOCUMENT_END if open_.name == _DOCUMENT else _ACCOUNT_END):
            yield open_
            open_ = None
        elif open_:
            if line.strip():
                open_.take(line, number)
        elif header and "=" in line:
            # One header may name several accounts, so each line of it stands alone.
            yield _Section(_MAGIC, number, [line], {word: kind})
        elif line.strip():
            body.reject(number, line, Problem("stray_line", {"number": number}))
    if header or open_:
        raise InputRejected("truncated_file", where=text.name)


@dataclass(slots=True)
class _Turnover:
    """What came in and went out of an account up to each of its days, so that any stretch of days is a difference."""

    days: list[date] = field(default_factory=list)
    came: list[Decimal] = field(default_factory=lambda: [Decimal(0)])
    went: list[Decimal] = field(default_factory=lambda: [Decimal(0)])

    def add(self, day: date, came: Decimal, went: Decimal) -> None:
        self.days.append(day)
        self.came.append(self.came[-1] + came)
        self.went.append(self.went[-1] + went)

    def between(self, first: date | None, last: date | None) -> tuple[Decimal, Decimal]:
        start = bisect_left(self.days, first) if first else 0
        end = max(start, bisect_right(self.days, last) if last else len(self.days))
        return self.came[end] - self.came[start], self.went[end] - self.went[start]


def _turnovers(documents: list[Document]) -> dict[str, _Turnover]:
    by_account: dict[str, _Turnover] = defaultdict(_Turnover)
    nothing = Decimal(0)
    for day, document in sorted(
        ((day_of(d.cells["День"]) or date.min, d) for d in documents), key=lambda pair: pair[0]
    ):
        if document.into:
            by_account[document.into].add(day, document.amount, nothing)
        if document.out_of:
            by_account[document.out_of].add(day, nothing, document.amount)
    return by_account


def _check_totals(accounts: list[_Section], documents: list[Document], body: Body) -> None:
    """What an account section says came in and went out, against its documents of those days."""
    turnovers = _turnovers(documents)
    for part in accounts:
        raw = "\n".join(part.text)
        turnover = turnovers.get(part.fields.get("РасчСчет", "").strip(), _Turnover())
        first, last = (day_of(part.fields.get(key, "")) for key in ("ДатаНачала", "ДатаКонца"))
        moved = turnover.between(first, last)
        checks = [partial(_check_turnover, part.fields, key, sum_) for key, sum_ in zip(_TURNOVERS, moved, strict=True)]
        differ = [problem for problem in map(_problem_of, checks) if problem]
        balance = _problem_of(partial(_check_balance, part.fields, *moved))
        if balance and not differ:  # it would only repeat what a wrong turnover said
            differ.append(balance)
        for problem in differ:
            body.reject(part.line, raw, problem)
        if part.problem:
            body.reject(part.line, raw, part.problem)


def _problem_of(check: Callable[[], None]) -> Problem | None:
    try:
        check()
    except Refused as refused:
        return refused.problem
    return None


def _check_turnover(fields: Mapping[str, str], key: str, found: Decimal) -> None:
    """Raises Refused: totals_differ(column, said, found), bad_amount."""
    said = fields.get(key, "").strip()
    if said and amount(said, key) != found:
        raise Refused("totals_differ", column=key, said=said, found=f"{found:f}")


def _check_balance(fields: Mapping[str, str], came: Decimal, left: Decimal) -> None:
    """The opening balance and the movements make the closing one, where the section says all of it.

    Raises Refused: totals_differ(column, said, found), bad_amount.
    """
    opening, closing = (fields.get(key, "").strip() for key in ("НачальныйОстаток", "КонечныйОстаток"))
    if not opening or not closing:
        return
    found = _balance(opening, "НачальныйОстаток") + came - left
    if _balance(closing, "КонечныйОстаток") != found:
        raise Refused("totals_differ", column="КонечныйОстаток", said=closing, found=f"{found:f}")


def _balance(text: str, column: str) -> Decimal:
    """A balance may be below zero."""
    return -amount(text[1:], column) if text.startswith("-") else amount(text, column)
