"""`network learn`: what is proposed, what is asked, what is written, and that the file is then read by it."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import SAMPLE, Desk
from partnercli.cli import learn as command
from partnercli.cli.run import Run
from partnercli.errors import InputRejected, UsageError
from partnercli.intake.catalogue import profiles
from partnercli.intake.golden import pairs
from partnercli.intake.identify import identify
from partnercli.intake.learn.dates import Dates, find_dates
from partnercli.intake.learn.draft import Draft, draft
from partnercli.intake.learn.known import Known, header_currency, known, loose
from partnercli.intake.learn.look import Look, looks
from partnercli.intake.learn.propose import Placed, kinds
from partnercli.intake.learn.prove import prove, table
from partnercli.intake.learn.questions import Unanswered
from partnercli.intake.learn.spell import place_of, spelled
from partnercli.intake.learn.told import Told, told
from partnercli.intake.learn.write import profile_text, recognising
from partnercli.intake.learn.write import yaml as scalar
from partnercli.intake.profile import Profile
from partnercli.intake.profile_file import parse
from partnercli.intake.source import Source, read_source
from partnercli.intake.titles import Titles, fold_word
from partnercli.yamltext import parse as read_yaml
from refusals import refused

GOLDEN = Path(__file__).parent / "golden" / "profiles"

RUSSIAN = """Отчёт по конверсиям;за октябрь
Код действия;Дата конверсии;Оффер;Состояние;Цена товара;Доход вебмастера, руб.
A-1;15.10.2026 10:00;Окна;Оплачен;10 000,00;1 000,00
A-2;16.10.2026 11:30;Окна;Отклонён;12 345,60;1 234,56
A-3;17.10.2026 12:00;Двери;Пересчёт;500,00;50,00
Итого;;;;22 845,60;2 284,56
"""
US = """Order ID,Date,Payout,Sale Amount,Status
1,05/06/2026,10.50,105.00,Pending
2,06/07/2026,3.25,32.50,Rejected
"""
NO_ID = {"transaction_id": ""}
BANK = """Выписка по счёту
Дата операции;Корреспондент;Приход;Расход;Назначение платежа;Остаток
01.10.2026;ООО Ромашка;1 500,00;;Оплата по договору;1 500,00
13.10.2026;Банк;;100,50;Комиссия;1 399,50
"""


def source(text: str | bytes, name: str = "export.csv") -> Source:
    data = text.encode() if isinstance(text, str) else text
    return replace(read_source("-", io.BytesIO(data)), name=name)


@pytest.fixture(scope="module")
def everything() -> Known:
    return known(profiles())


def drafted(text: str | bytes, everything: Known, said: Told | None = None, name: str = "export.csv") -> Draft:
    found, _ = table(source(text), everything)
    return draft(looks(found), everything, said or Told(), name)


def profile_of(text: str | bytes, everything: Known, said: Told) -> Profile:
    made = drafted(text, everything, said)
    assert [question.text for question in made.questions] == []
    known_by = recognising(made, everything.profiles)
    return parse(profile_text(made, said, title="X", source="x", known_by=known_by), "mine")


def columns(made: Draft) -> dict[str, tuple[str, str]]:
    return {role: (made.looks[one.position].name, one.how) for role, one in made.roles.items()}


def asked(made: Draft) -> list[str]:
    return [f"{one.option} {one.subject}" if one.subject is not None else one.option for one in made.questions]


# ── what columns hold ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["2026-10-15", "2026-10-16"], Dates(("iso",))),
        (["2026-10-15 10:00:00"], Dates(("iso",), timed=True)),
        (["2026-10-15T10:00:00+03:00"], Dates(("iso",))),
        (["15.05.2026", "16.05.2026 10:00"], Dates(("%d.%m.%Y", "%d.%m.%Y %H:%M"), timed=True)),
        (["13/02/2026", "01/02/2026"], Dates(("%d/%m/%Y",))),
        (["02/13/2026", "01/02/2026"], Dates(("%m/%d/%Y",))),
        (["05/06/2026", "06/07/2026"], Dates(("%d/%m/%Y",), ("%m/%d/%Y",))),
        (["15-Oct-2026 10:00:00"], Dates(("%d-%b-%Y %H:%M:%S",), timed=True)),
        (["15.05.26"], Dates(("%d.%m.%y",))),
        (["1768000000", "1768000001"], Dates(("epoch",), counted=True)),
        (["13/02/2026", "02/13/2026", "01/02/2026", "03/04/2026"], None),
        (["Anna", "2026-10-15"], None),
        ([], None),
    ],
)
def test_dates_are_what_every_text_proves(texts: list[str], found: Dates | None) -> None:
    assert find_dates(texts) == found


def column_of(*cells: str) -> Look:
    text = "x,other\n" + "".join(f'"{cell}",1\n' for cell in cells)
    return looks(table(source(text), known(()))[0])[0]


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        (["10.50", "3.25"], "amount"),
        (["1 500,00 ₽"], "amount"),
        (["12", "15", "12"], "number"),
        (["A1", "A2", "A3"], "id"),
        (["1234567890123", "1234567890123"], "words"),
        (["007", "0815", "007"], "words"),
        (["anna@example.com"], "e-mail"),
        (["+7 (900) 123-45-67", "8 900 123 45 67"], "phone"),
        (["RUB", "usd"], "currency"),
        (["paid", "paid", "hold"], "words"),
        ([f"text number {n}" for n in range(40)], "text"),
        (["", ""], "empty"),
        (["2026-10-15"], "date"),
    ],
)
def test_a_column_is_called_by_what_it_holds(cells: list[str], word: str) -> None:
    assert column_of(*cells).looks == word


def test_a_dash_says_nothing_and_the_profile_says_so(everything: Known) -> None:
    text = "Status,Payout,Date,Paid date\npending,1.50,2026-10-15,-\nrejected,2.50,2026-10-16,2026-10-17\n"
    said = Told(kind="rows", network="x", currency="USD", columns={"paid_on": "Paid date", **NO_ID})
    profile = profile_of(text, everything, said)
    assert profile.empty == ("-",)
    assert prove(source(text), profile).refused == []


def test_lines_of_totals_are_no_evidence() -> None:
    look = column_of("2026-10-15", "2026-10-16", "Total")
    assert (look.looks, look.rows, look.words) == ("date", 2, ("2026-10-15", "2026-10-16"))


def test_an_amount_with_two_readings_stays_open_until_another_proves_the_mark() -> None:
    doubtful, proved = column_of("1,234", "5,678").money, column_of("1,234", "0.50").money
    assert doubtful and (doubtful.mark, doubtful.open) == (None, "1,234")
    assert proved and (proved.mark, proved.open) == (".", "")


@pytest.mark.parametrize(
    ("name", "plain"),
    [("orderId", "order id"), ("Order_ID", "order id"), ("Ёлка", "елка"), ("Price({currency})", "price")],
)
def test_names_are_compared_by_their_words(name: str, plain: str) -> None:
    assert loose(name) == plain


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Price (USD)", ("Price", "USD")), ("Сумма, руб.", ("Сумма", "RUB")), ("Amount EUR", ("Amount", "EUR")),
        ("Ad Fees($)", ("Ad Fees", "USD")), ("Clicks all", ("Clicks all", None)), ("Status", ("Status", None)),
    ],
)  # fmt: skip
def test_a_header_may_spell_a_currency(header: str, found: tuple[str, str | None]) -> None:
    assert header_currency(header) == found


# ── what is proposed, what is asked ─────────────────────────────────────────────────────────────────────────────────


def test_a_russian_export_under_a_title_is_understood(everything: Known) -> None:
    found, claimants = table(source(RUSSIAN.encode("cp1251")), everything)
    assert (found.encoding, found.delimiter, found.header_line, claimants) == ("cp1251", ";", 2, [])
    made = drafted(RUSSIAN.encode("cp1251"), everything, Told(kind="rows"))
    assert columns(made) == {
        "event_at": ("Дата конверсии", "likely"), "program_name": ("Оффер", "sure"), "status": ("Состояние", "likely"),
        "transaction_id": ("Код действия", "likely"),
    }  # fmt: skip
    assert asked(made) == ["--network", "--column commission", "--status Пересчёт", "--zone"]
    assert [question.default for question in made.questions] == [None, None, None, "Europe/Moscow"]


def test_a_name_that_profiles_use_and_a_content_that_fits_are_sure(everything: Known) -> None:
    made = drafted(US, everything, Told(network="x"))
    assert made.kind == "rows"
    assert columns(made) == {
        "order_id": ("Order ID", "sure"), "event_at": ("Date", "sure"), "commission": ("Payout", "sure"),
        "sale_amount": ("Sale Amount", "sure"), "status": ("Status", "sure"),
    }  # fmt: skip


def test_a_name_alone_does_not_make_text_an_amount(everything: Known) -> None:
    made = drafted(US.replace("10.50", "many").replace("3.25", "few"), everything, Told(network="x", kind="rows"))
    assert "commission" not in made.roles
    assert "--column commission" in asked(made)


def test_of_two_date_orders_one_is_asked_for(everything: Known) -> None:
    made = drafted(US, everything, Told(network="x", currency="USD"))
    (question,) = made.questions
    assert (question.option, question.choices, question.default) == ("--dates", ("%d/%m/%Y", "%m/%d/%Y"), None)
    proved = drafted(US.replace("06/07", "06/17"), everything, Told(network="x", currency="USD"))
    assert ([form.value for form in proved.dates], proved.questions) == (["%m/%d/%Y"], ())


def test_another_column_of_the_file_proves_the_order_of_dates(everything: Known) -> None:
    text = "Status,Commission,Date,Payment date\npending,1.00,05/06/2026,05/27/2026\n"
    made = drafted(
        text, everything, Told(kind="rows", network="x", currency="USD", columns={"paid_on": "Payment date"})
    )
    assert "--dates" not in asked(made)
    assert [form.value for form in made.dates] == ["%m/%d/%Y"]


def test_of_two_event_dates_and_two_commissions_one_is_asked_for(everything: Known) -> None:
    text = "Status,Commission,Payout,Date,Transaction date\npending,1.00,2.00,2026-10-15,2026-10-16\n"
    made = drafted(text, everything, Told(kind="rows", network="x", currency="USD"))
    assert asked(made) == ["--column commission", "--column event_at", "--column transaction_id"]
    assert [set(question.choices) for question in made.questions[:2]] == [
        {"Commission", "Payout"},
        {"Date", "Transaction date"},
    ]
    columns = {"commission": "Payout", "event_at": "Transaction date", **NO_ID}
    chosen = Told(kind="rows", network="x", currency="USD", columns=columns)
    assert drafted(text, everything, chosen).questions == ()


def test_known_words_are_proposed_and_unknown_or_disputed_ones_asked(everything: Known) -> None:
    text = "Status,Commission,Date\n" + "".join(
        f"{word},1.00,2026-10-15\n" for word in ("Declined", "Approved", "1", "Wat")
    )
    made = drafted(text, everything, Told(kind="rows", network="x", currency="USD", columns=NO_ID))
    assert {word: one.value for word, one in made.states.items()} == {"Declined": "declined"}
    assert asked(made) == ["--status Approved", "--status 1", "--status Wat"]
    assert made.questions[0].default == "validated"


def test_an_empty_status_is_a_word_of_its_own(everything: Known) -> None:
    made = drafted(
        "Status,Commission,Date\n,1.00,2026-10-15\nPending,1,2026-10-16\n",
        everything,
        Told(kind="rows", network="", currency="USD", columns=NO_ID),
    )
    assert asked(made) == ["--status "]
    assert made.questions[0].example() == "--status =STATE"


def test_rows_without_a_status_column_are_all_in_one_state(everything: Known) -> None:
    text = "Commission,Date,Note\n1.00,2026-10-15,a\n"
    without = Told(kind="rows", network="x", currency="USD", columns={"status": "", **NO_ID})
    assert asked(drafted(text, everything, without)) == ["--status *"]
    profile = profile_of(text, everything, without.status("*", "validated received"))
    assert prove(source(text), profile).states == {"validated received": 1}


def test_a_bank_statement_with_money_in_and_out(everything: Known) -> None:
    made = drafted(BANK, everything)
    assert made.kind == "receipts"
    assert asked(made) == ["--currency"]
    profile = profile_of(BANK, everything, Told(currency="RUB"))
    assert {str(amount) for amount in prove(source(BANK), profile).sums.values()} == {"1399.5000"}


def test_a_word_may_say_which_way_money_went(everything: Known) -> None:
    text = "Date,Amount,Currency,Direction,Description\n2026-10-15,10.50,EUR,IN,a\n2026-10-16,2.25,EUR,OUT,b\n"
    profile = profile_of(text, everything, Told(kind="receipts"))
    assert profile.directions == {"in": "in", "out": "out"}
    assert {str(amount) for amount in prove(source(text), profile).sums.values()} == {"8.2500"}
    signed = drafted(text.replace("2.25", "-2.25"), everything, Told(kind="receipts"))
    assert "direction" not in signed.roles


def test_the_network_is_known_by_the_name_of_the_file(everything: Known) -> None:
    made = drafted(US, everything, Told(kind="rows"), name="awin_october.csv")
    assert next(one.default for one in made.questions if one.option == "--network") == "awin"


def test_every_sub_id_is_kept(everything: Known) -> None:
    made = drafted("Status,Payout,Date,SubID1,SubID2\npending,1.5,2026-10-15,a,b\n", everything, Told(kind="rows"))
    assert [made.looks[at].name for at in made.roles["refs"].positions] == ["SubID1", "SubID2"]


def test_a_kind_that_nothing_speaks_for_is_asked(everything: Known) -> None:
    made = drafted("Foo,Bar,Baz\n1.50,2026-10-15,x\n", everything)
    assert asked(made)[0] == "--kind"


def test_most_shipped_exports_are_of_the_kind_the_other_profiles_make_of_them() -> None:
    """Each golden export, with its own profile taken away: the names of the others still tell what it is, or ask."""
    wrong = []
    for pair in pairs(GOLDEN):
        mine = next((p for p in profiles() if p.name == pair.export.name.split(".")[0] and p.kind == "rows"), None)
        if mine is not None and pair.export.suffix == ".csv":
            others = known(tuple(p for p in profiles() if p.name != mine.name))
            found, _ = table(read_source(str(pair.export), io.BytesIO()), others)
            if mine.kind not in kinds(looks(found), others):
                wrong.append(pair.export.name)
    assert len(wrong) <= 2, wrong


IDS = "Ticket,Date,Reward,State\nO-1,2026-09-03,10.00,ok\nO-2,2026-10-14,11.00,wait\n"
SAID = Told(kind="rows", network="x", currency="USD", statuses={"ok": "validated", "wait": "pending"})


def test_a_column_that_differs_in_every_row_is_likely_its_id(everything: Known) -> None:
    made = drafted(IDS, everything, SAID)
    assert (columns(made)["transaction_id"], made.key, asked(made)) == (("Ticket", "likely"), None, [])


def test_an_order_id_that_is_the_only_id_becomes_the_key(everything: Known) -> None:
    said = replace(SAID, columns={"commission": "Reward"})
    made = drafted(IDS.replace("Ticket", "Order ID"), everything, said)
    assert ("transaction_id" in made.roles, made.key, made.nameless) == (False, 0, False)
    profile = profile_of(IDS.replace("Ticket", "Order ID"), everything, said)
    assert [str(part) for part in profile.key] == ["Order ID"]
    told_none = replace(said, columns={**said.columns, **NO_ID})
    assert drafted(IDS.replace("Ticket", "Order ID"), everything, told_none).key == 0


def test_an_order_id_that_stands_twice_is_no_key(everything: Known) -> None:
    made = drafted(IDS.replace("Ticket", "Order ID").replace("O-2", "O-1"), everything, SAID)
    assert (made.key, asked(made)) == (None, ["--column transaction_id"])


def test_of_two_ids_one_is_asked_for_even_of_who_trusts(everything: Known) -> None:
    text = "Ticket,Code2,Date,Reward,State\nO-1,c-1,2026-09-03,10.00,ok\nO-2,c-2,2026-10-14,11.00,wait\n"
    (question,) = drafted(text, everything, replace(SAID, trusts=True)).questions
    assert (question.subject, question.choices, question.default) == ("transaction_id", ("Ticket", "Code2", ""), None)


def test_a_count_of_lines_is_no_id(everything: Known) -> None:
    counted = IDS.replace("Ticket", "№").replace("O-", "")
    assert asked(drafted(counted, everything, SAID)) == ["--column transaction_id"]


def test_rows_without_id_are_asked_about_or_said_to_be_trusted_and_told(everything: Known) -> None:
    text = IDS.replace("Ticket", "Page").replace("O-1", "blog").replace("O-2", "blog")
    (question,) = drafted(text, everything, SAID).questions
    assert question.example() == "--column transaction_id="
    said = replace(SAID, trusts=True)
    made = drafted(text, everything, said)
    assert (made.questions, made.nameless) == ((), True)
    assert "# Rows have no id: " in profile_text(made, said, title="X", source="x", known_by=[])


def test_an_id_is_no_status_and_nobody_who_trusts_gets_one(everything: Known) -> None:
    text = "Conversion,Mood,Colour,Date,Reward\nA1,glad,red,2026-09-03,1.50\nA2,sad,blue,2026-09-04,2.50\n"
    made = drafted(text, everything, Told(kind="rows", network="x", currency="USD", trusts=True))
    (question,) = made.questions
    assert (question.subject, question.choices, question.default) == ("status", ("Mood", "Colour", ""), None)


def test_two_columns_of_one_name_are_asked_about_with_both_choices(everything: Known) -> None:
    text = "Order,Date,Sum,Sum,State\nO1,2026-09-01,1.20,12.00,ok\nO2,2026-09-02,5.60,56.00,wait\n"
    made = drafted(text, everything, replace(SAID, trusts=True))
    (question,) = made.questions
    assert (question.subject, question.choices, question.default) == ("commission", ("Sum @1", "Sum @2"), None)
    chosen = columns(drafted(text, everything, SAID.column("commission", "Sum @1")))
    assert chosen["commission"] == ("Sum", "told")
    assert chosen["sale_amount"] == ("Sum", "likely")


def test_all_that_is_open_is_asked_at_once(everything: Known) -> None:
    """The answer to which column it is adds no question: its dates, its times and its currency are asked already."""
    text = "Ticket,Begun,Ended,Net,Gross,State\nO-1,05/06/2026 10:00,06/06/2026 11:00,1.50,2.50,odd\n"
    said = Told(kind="rows", network="x")
    first = asked(drafted(text, everything, said))
    assert first == ["--column commission", "--column event_at", "--status odd", "--dates", "--zone", "--currency"]
    answered = said.column("commission", "Net").column("event_at", "Begun")
    assert set(asked(drafted(text, everything, answered))) < set(first)


def test_the_currency_of_another_column_of_amounts_is_likely(everything: Known) -> None:
    text = (
        IDS.replace("Reward,State", "Reward,State,Gross (EUR)")
        .replace(",ok", ",ok,100.50")
        .replace(",wait", ",wait,7.10")
    )
    made = drafted(text, everything, replace(SAID, currency=None).column("commission", "Reward"))
    assert made.currency and (made.currency.value, made.currency.how) == ("EUR", "likely")


def test_money_in_and_money_out_are_known_by_their_words(everything: Known) -> None:
    made = drafted("Date;In;Out;Text\n01.09.2026;10,00;;A\n02.09.2026;;5,00;B\n", everything, Told(kind="receipts"))
    assert (columns(made)["credit"], columns(made)["debit"]) == (("In", "likely"), ("Out", "likely"))


# ── a file without a header ─────────────────────────────────────────────────────────────────────────────────────────

BARE = "O1;01.09.2026;1,20;ok\nO2;02.09.2026;5,60;ok\n"


@pytest.mark.parametrize("bare", [BARE, "O1;x;1,20;ok\n" * 2, "O1;a@b.example;x;ok\n" * 2])
def test_cells_of_a_record_are_no_names_of_columns(bare: str, everything: Known) -> None:
    with refused(InputRejected, "learn_no_header"):
        table(source(bare), everything)
    found, _ = table(source(bare), everything, header_lines=1)
    assert found.header_line == 1


def test_a_file_without_a_header_is_read_from_its_first_line(everything: Known) -> None:
    found, claimants = table(source(BARE), everything, header_lines=0)
    assert (found.header, claimants) == (("#1", "#2", "#3", "#4"), [])
    said = told(kind="rows", network="x", currency="RUB", statuses=["ok=validated"], header="0")
    made = draft(looks(found), everything, said, "x")
    text = profile_text(made, said, title="X", source="x", known_by=recognising(made, everything.profiles))
    profile = parse(text, "bare")
    assert (profile.header, profile.recognise, profile.width) == (0, (), 4)
    proof = prove(source(BARE), profile)
    assert (proof.read, {str(amount) for amount in proof.sums.values()}) == (2, {"6.8000"})


def test_a_header_of_two_lines_is_joined(everything: Known) -> None:
    text = "Order,Date,Money,Money,State\nno,of sale,reward,sale,word\nO1,2026-09-01,1.20,12.00,ok\n"
    found, _ = table(source(text), everything, header_lines=2)
    assert found.header == ("Order no", "Date of sale", "Money reward", "Money sale", "State word")


# ── answers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"columns": ["commission"]}, "learn_pair"), ({"statuses": ["paid"]}, "learn_pair"), ({"kind": "frogs"}, "bad_choice"),
        ({"header": "3"}, "bad_choice"), ({"dates": ["%Q"]}, "bad_date_format"), ({"decimal": ";"}, "bad_choice"), ({"zone": "Mars"}, "unknown_zone"),
        ({"currency": "frog"}, "unknown_currency"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_is_refused(said: dict[str, str | list[str]], code: str) -> None:
    with refused(UsageError, code):
        told(**said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said",
    [Told(kind="rows", columns={"frog": "Date"}), Told(kind="rows", columns={"status": "Frog"}), Told(kind="rows", statuses={"pending": "frog"})],
)  # fmt: skip
def test_an_answer_that_does_not_fit_the_file_is_refused(said: Told, everything: Known) -> None:
    with refused(UsageError, "bad_choice"):
        drafted(US, everything, said)


def test_a_status_word_that_no_cell_has_is_refused(everything: Known) -> None:
    for word in ("okk", "", "*"):
        with refused(UsageError, "learn_word"):
            drafted(IDS, everything, SAID.status(word, "pending"))


def test_a_column_of_many_words_is_no_status(everything: Known) -> None:
    text = "Commission,Date,Note\n" + "".join(f"1.00,2026-10-15,note {n}\n" for n in range(50))
    with refused(UsageError, "learn_no_status"):
        drafted(text, everything, Told(kind="rows", columns={"status": "Note"}))


def test_answers_come_one_by_one_on_a_terminal(everything: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["x", "%q", "%m/%d/%Y", "usd"])
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))
    monkeypatch.setattr(Run, "may_ask", True)
    made, said = command._answered(Run(), "us.csv", drafted(US, everything), everything, Told())
    assert (made.questions, said.network, said.dates, said.currency) == ((), "x", ("%m/%d/%Y",), "USD")


def test_off_a_terminal_all_that_is_missing_is_named_at_once(everything: Known) -> None:
    with pytest.raises(Unanswered) as caught:
        command._answered(Run({"no_input": True}), "us.csv", drafted(US, everything), everything, Told())
    first, *lines = str(caught.value).splitlines()
    assert first.startswith("us.csv: ")
    assert first.endswith(" --network NAME --dates FORMAT --currency CODE")
    assert lines == [
        "  --network: The short name of the network; '' where each line's program tells it",
        "  --dates: No day is above 12. Is the day first (%d/%m/%Y) or the month (%m/%d/%Y)? (%d/%m/%Y, %m/%d/%Y)",
        "  --currency: The currency of its amounts, like RUB or USD",
    ]


def test_who_trusts_gets_every_likely_proposal_and_no_other(everything: Known) -> None:
    said = Told(kind="rows", network="x", trusts=True)
    made = drafted(RUSSIAN, everything, said)
    assert asked(made) == ["--column commission", "--status Пересчёт"]
    assert "commission" not in columns(made)
    assert made.zone and (made.zone.value, made.zone.how) == ("Europe/Moscow", "likely")


# ── what is written ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_written_says_how_it_was_decided(everything: Known) -> None:
    said = Told(network="x", dates=("%m/%d/%Y",), currency="USD")
    text = profile_text(drafted(US, everything, said), said, title="US", source="us.csv", known_by=["Payout"])
    assert 'dates: ["%m/%d/%Y"]  # told' in text
    assert 'decimal: "."  # proved by the column' in text
    assert "inferred: [status, key]" in text
    assert "  Rejected: declined  # likely: " in text


def test_a_profile_claims_its_file_and_no_golden_one(everything: Known) -> None:
    profile = profile_of(US, everything, Told(network="x", dates=("%m/%d/%Y",), currency="USD"))
    header = table(source(US), everything)[0].header
    assert identify(header, "us.csv", [*everything.profiles, profile]) is profile
    for pair in pairs(GOLDEN):
        found, _ = table(read_source(str(pair.export), io.BytesIO()), everything)
        assert not profile.claims(Titles(found.header)), pair.export.name


def test_names_that_another_format_has_too_are_no_sign(everything: Known) -> None:
    """All columns of this file stand in an Awin export as well: it is read by the profile's name alone."""
    awin = next(profile for profile in everything.profiles if profile.name == "awin_transactions_api")
    roles = ("status", "commission", "event_at")
    names = [awin.columns[role][0].columns[0].name for role in roles]
    text = ",".join(names) + "\npending,1.50,2026-10-15 10:00\n"
    said = Told(
        kind="rows", network="x", zone="UTC", currency="EUR", columns={**NO_ID, **dict(zip(roles, names, strict=True))}
    )
    profile = profile_of(text, everything, said)
    assert profile.recognise == ()


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["a: b", "# c", "{d}", '"', "A + B", "A | B", "X @2", "#3", "{currency}", "- e", "x\ny", "", "null", "\u2028", "&a *b", "!t"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(names, min_size=3, max_size=6))
def test_any_header_comes_back_from_the_yaml(header: list[str]) -> None:
    titles = Titles(header)
    roles = {role: Placed(at, "told") for at, role in enumerate(("status", "commission", "event_at"))}
    made = _draft_of(header, roles)
    text = profile_text(made, Told(), title=header[0], source=header[1], known_by=recognising(made, ()))
    profile = parse(text, "mine")
    for role, one in roles.items():
        (column,) = profile.columns[role][0].columns
        found = titles.find(column)
        assert found is not None and found.position == one.position
        assert not titles.twice(column)
    assert (profile.title, profile.source) == (header[0], header[1])
    assert not profile.recognise or profile.claims(titles)


def _draft_of(header: Sequence[str], roles: dict[str, Placed]) -> Draft:
    empty = tuple(Look(at, name, 0, 0, (), few=False, unique=False) for at, name in enumerate(header))
    made = draft(
        empty, known(()), Told(kind="rows", network="", columns={"status": ""}, statuses={"*": "pending"}), "x"
    )
    states = {name: next(iter(made.states.values())) for name in {fold_word(name): name for name in header}.values()}
    return replace(made, roles=roles, states=states)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_one_scalar(text: str) -> None:
    assert read_yaml(f"key: {scalar(text)}  # why", "x")["key"] == text


@given(st.lists(names, min_size=1, max_size=5))
def test_a_column_is_found_by_how_it_is_spelled(header: list[str]) -> None:
    titles = Titles(header)
    assert [place_of(titles, spelled(titles, position)) for position in range(len(header))] == [*range(len(header))]


# ── the command ─────────────────────────────────────────────────────────────────────────────────────────────────────


def learned(desk: Desk, name: str) -> Path:
    return desk.folder / ".config" / "partnercli" / "networks" / f"{name}.yaml"


ANSWERS = ("--network", "x", "--dates", "%m/%d/%Y", "--currency", "USD")


def test_after_learning_the_same_export_is_imported_silently(desk: Desk) -> None:
    (desk.folder / "us.csv").write_text(US, encoding="utf-8")
    desk.fact("-q", "init")
    desk.fact("program", "add", "shop", "--network", "x", "--currency", "USD", "--rate", "10%")
    assert "2 rows read, 0 refused; 13.75 USD" in desk.fact("network", "learn", "us.csv", *ANSWERS)
    assert learned(desk, "us").parent.stat().st_mode & 0o777 == 0o700
    done = desk("import", "us.csv")
    assert (done.code, done.err) == (0, "")
    assert "us.csv (us): 2 read, 2 new" in done.out


def test_a_dry_run_prints_the_yaml_and_nothing_else(desk: Desk) -> None:
    (desk.folder / "us.csv").write_text(US, encoding="utf-8")
    done = desk("network", "learn", "us.csv", *ANSWERS, "--dry-run")
    assert parse(done.out, "us").kind == "rows"
    assert not learned(desk, "us").exists()


def test_a_profile_of_a_project_lies_beside_the_project(desk: Desk) -> None:
    (desk.folder / "partnercli.yaml").write_text("lang: en\n", encoding="utf-8")
    (desk.folder / "us.csv").write_text(US, encoding="utf-8")
    desk.fact("network", "learn", "us.csv", *ANSWERS)
    assert (desk.folder / "networks" / "us.yaml").exists()


def test_programs_get_the_proposal_and_what_is_missing(desk: Desk) -> None:
    (desk.folder / "us.csv").write_text(US, encoding="utf-8")
    done = desk("network", "learn", "us.csv", "--json")
    answer = json.loads(done.out)
    assert done.code == 2
    assert [row["role"] for row in answer["rows"]] == ["order_id", "event_at", "commission", "sale_amount", "status"]
    assert [one["option"] for one in answer["missing"]] == ["--network", "--dates", "--currency"]
    assert parse(desk("network", "learn", "us.csv", *ANSWERS, "--json").json()["yaml"], "us").network == "x"


def test_a_file_that_is_read_already_is_said_to_be(desk: Desk) -> None:
    file = str(SAMPLE / "awin.csv")
    done = desk("network", "learn", file)
    assert (done.code, done.out) == (2, "")
    assert "awin_transactions" in done.err


def test_a_changed_status_changes_the_row_of_a_learned_format(desk: Desk) -> None:
    (desk.folder / "one.csv").write_text(IDS, encoding="utf-8")
    (desk.folder / "two.csv").write_text(IDS.replace("wait", "ok"), encoding="utf-8")
    desk.fact("-q", "init")
    for name in ("Ticket", "Order ID"):
        text = (desk.folder / "one.csv").read_text(encoding="utf-8")
        (desk.folder / "one.csv").write_text(text.replace("Ticket", name), encoding="utf-8")
        (desk.folder / "two.csv").write_text(text.replace("Ticket", name).replace("wait", "ok"), encoding="utf-8")
        answers = ("--kind", "rows", "--network", "x", "--currency", "USD", "--status", "ok=validated")
        wait = ("--status", "wait=pending", "--name", name.split()[0].lower())
        assert desk("network", "learn", "one.csv", *answers, *wait).err == ""
        desk.fact("import", "one.csv")
        assert "2 read, 0 new, 1 changed, 1 same" in desk.fact("import", "two.csv")


def test_a_format_of_rows_without_id_is_said_to_be_one(desk: Desk) -> None:
    (desk.folder / "us.csv").write_text(US.replace("Order ID", "Page").replace("\n2,", "\n1,"), encoding="utf-8")
    assert "--column transaction_id=" in desk("network", "learn", "us.csv", *ANSWERS).err
    done = desk("network", "learn", "us.csv", *ANSWERS, "--column", "transaction_id=")
    assert (done.code, done.err) == (0, "Rows have no id: a changed status will be a new row.\n")


def test_a_second_format_of_a_known_file_is_used_by_name_alone(desk: Desk) -> None:
    desk.fact("network", "learn", str(SAMPLE / "direct_ru.csv"), "--name", "mine", "--network", "direct", "--yes")
    assert "recognise: by name" in learned(desk, "mine").read_text(encoding="utf-8")
    desk.fact("-q", "init")
    desk.fact("-q", "program", "apply", str(SAMPLE / "programs.yaml"))
    assert "(direct_ru)" in desk.fact("import", str(SAMPLE / "direct_ru.csv"), "--dry-run")


def test_nothing_is_overwritten_without_yes(desk: Desk) -> None:
    (desk.folder / "us.csv").write_text(US, encoding="utf-8")
    (desk.folder / "bank.csv").write_text(BANK, encoding="utf-8")
    desk.fact("network", "learn", "us.csv", *ANSWERS)
    before = learned(desk, "us").read_text(encoding="utf-8")
    assert desk("network", "learn", "bank.csv", "--name", "us", "--currency", "RUB").code == 2
    assert learned(desk, "us").read_text(encoding="utf-8") == before
    assert desk("network", "learn", "bank.csv", "--name", "us", "--currency", "RUB", "--yes").code == 0
    assert "kind: receipts" in learned(desk, "us").read_text(encoding="utf-8")


def test_a_profile_that_refuses_most_rows_is_not_written(desk: Desk) -> None:
    (desk.folder / "us.csv").write_text(US, encoding="utf-8")
    done = desk("network", "learn", "us.csv", *ANSWERS, "--decimal", ",")
    assert done.code == 4
    assert not learned(desk, "us").exists()


def test_half_the_rows_are_the_limit(everything: Known) -> None:
    profile = profile_of(US, everything, Told(network="x", dates=("%m/%d/%Y",), currency="USD"))
    one_bad = US.replace("Rejected", "Frog")
    assert len(prove(source(one_bad), profile).refused) == 1
    with refused(InputRejected, "learn_refused"):
        prove(source(one_bad.replace("Pending", "Frog")), profile)
