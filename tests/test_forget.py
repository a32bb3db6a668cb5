"""A person forgotten: nothing names them any more, in no byte of the folder; every figure stays; no file brings them back."""

from __future__ import annotations

import gzip
import shutil
from datetime import date
from pathlib import Path

import pytest

from books import Row, named, table
from conftest import TODAY, Desk, tables
from partnercli.reconcile.findings import find
from partnercli.reports import names, report
from partnercli.reports.findings import findings
from partnercli.store import seals, sweep
from partnercli.store.store import Store

NAME, EMAIL, PHONE, CLICK = "Zoya Quill", "zoya.quill@example.com", "+7 912 555-44-33", "clk-zq-77810"
OTHER = "Boris Stone"
SECRETS = (NAME, EMAIL, PHONE, CLICK, "79125554433", "Zoya", "Quill", "zoya", "QUILL", "5554433", "likes the sea")
LEADS = f"""id,date,name,email,phone,program,status,order,amount,click,note
71,2026-09-01,{NAME},{EMAIL},{PHONE},shop,customer,,1000,{CLICK},likes the sea
72,2026-09-01,{OTHER},boris@example.com,,shop,customer,,1000,,
73,2026-09-01,{NAME},{EMAIL.upper()},,shop,new,,,,
"""
ROWS = (
    Row(transaction="T1", name=NAME, email=EMAIL, phone="8 (912) 555-44-33", click=CLICK, commission="90"),
    Row(transaction="T2", name=OTHER, amount="1000", commission="100"),
    Row(transaction="T3", name=NAME, email=EMAIL, amount="777", commission="77", date="2026-09-20"),
    Row(transaction="T4", name=NAME, email=EMAIL, amount="many"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `books` is a copy of, made once."""
    return fill(Desk(tmp_path_factory.mktemp("forget"))).folder


@pytest.fixture
def books(desk: Desk, made: Path) -> Desk:
    """L1 the person, with a note, an edit and a sale that a row speaks of; L2 somebody else with the same price and day."""
    shutil.copytree(made, desk.folder, dirs_exist_ok=True)
    return desk


def fill(desk: Desk) -> Desk:
    desk.fact("init")
    desk.fact("program", "add", "shop", "--network", "admitad", "--rate", "10%", "--from", "2026-01-01")
    give(desk, "leads.csv", LEADS)
    give(desk, "rows.csv", table(ROWS))
    desk.fact("lead", "edit", "L1", "--name", f"{NAME} jr", "--owner", "Max")
    desk.fact("payout", "add", "--program", "shop", "--amount", "90", "--date", "2026-10-15")
    desk.fact("reconcile")
    desk.fact("accept", "UNDERPAID-S1", "--reason", f"{NAME} wrote from {EMAIL}")
    return desk


def give(desk: Desk, name: str, text: str) -> str:
    """Import a file, which is gone afterwards; what the command said."""
    place = desk.folder / name
    place.write_text(text)
    said = desk.fact("import", name)
    place.unlink()
    return said


def figures(desk: Desk) -> dict[str, str]:
    """The rows of every report, every sale, every case and every finding; the name of the person as it is afterwards."""
    with Store(desk.folder / "store.duckdb", today=date.fromisoformat(TODAY)) as store:
        find(store)
        told = {name: named(report(store, name)) for name in [*names(), "sales", "cases", "classes"]}
        told["findings"] = named(findings(store, everything=True))
    for row in told["cases"]:
        del row["tier"]  # what found the row is forgotten too
    return {name: str(rows).replace(f"{NAME} jr", "(forgotten)") for name, rows in told.items()}


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of the folder, what is packed unpacked."""
    found = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    return {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in found.items()}


def named_in(folder: Path) -> list[str]:
    """The files that hold a secret, with the secret."""
    return [
        f"{name}: {secret}"
        for name, data in bytes_of(folder).items()
        for secret in SECRETS
        if secret.encode() in data
    ]


def test_no_byte_names_the_person_and_no_figure_moved(desk: Desk) -> None:
    (desk.folder / "partnercli.yaml").write_text("archive: archive\n")
    books = fill(desk)
    assert len(named_in(books.folder)) > len(SECRETS)  # the search can find them
    before = figures(books)
    assert books.fact("lead", "forget", "L1", "--yes", "--reason", "asked by mail") == (
        "Forgot L1: history 2, network rows 2, refused rows 2, kept files 2. All figures stay as they were.\n"
    )
    assert named_in(books.folder) == []
    assert figures(books) == before
    assert books("check").code == 0
    assert OTHER in books.state()
    assert "3 same" in give(books, "again.csv", LEADS)  # the archive keeps the bytes it has
    assert named_in(books.folder) == []
    lead = books("lead", "show", "L1", "--json").json()["rows"][0]
    assert (lead["name"], lead["email"], lead["phone"], lead["click"], lead["owner"], lead["status"]) == (
        "(forgotten)", "", "", "", "Max", "customer",
    )  # fmt: skip


def test_what_was_decided_of_their_sale_loses_its_reason_whatever_it_says(books: Desk) -> None:
    books.fact("accept", "UNDERPAID-S1", "--reason", "rang from 8 (912) 000, is DIABETIC")
    assert "DIABETIC" in books.state()
    books.fact("lead", "forget", "L1", "--yes")
    assert "DIABETIC" not in books.state() + books.fact("lead", "export", "L1", "--json")
    assert not any(b"DIABETIC" in data for data in bytes_of(books.folder).values())
    assert books("check").code == 0


def test_the_same_files_bring_nobody_back(books: Desk) -> None:
    books.fact("lead", "forget", "L1", "--yes")
    before = {name: rows for name, rows in tables(books.state()).items() if name in ("lead", "network_row", "sale")}
    assert "3 read, 0 new, 0 changed, 3 same, 0 rejected" in give(books, "again.csv", LEADS)
    assert "4 read, 0 new, 0 changed, 3 same, 1 rejected" in give(books, "again_rows.csv", table(ROWS))
    assert "3 read, 0 new, 0 changed, 3 same" in give(books, "edited.csv", LEADS.replace("likes", "loves"))
    assert "4 read, 0 new, 0 changed, 3 same" in give(books, "edited.csv", table(ROWS).replace("Quill", "Quills"))
    assert named_in(books.folder) == []
    after = tables(books.state())
    assert {name: after[name] for name in before} == before
    assert books("check").code == 0


def test_who_comes_again_later_is_a_new_lead(books: Desk) -> None:
    books.fact("lead", "forget", "L1", "--yes")
    line = f"id,date,name,email,program\n90,2026-11-02,{NAME},{EMAIL},shop\n"
    assert "1 read, 1 new" in give(books, "later.csv", line)


def test_nothing_takes_it_back(books: Desk) -> None:
    books.fact("lead", "forget", "L1", "--yes")
    state = books.state()
    entries = {row["command"]: row["id"] for row in books("log", "--json", "-n", "0").json()["rows"]}
    for entry, why in ((entries["lead forget"], "forgot a person"), (entries["lead edit"], "which was forgotten since")):
        refused = books("undo", entry)
        assert (refused.code, why in refused.err) == (2, True)
    assert books("imports", "undo", "I2", "--yes").code == 2
    assert books.state() == state


def test_it_is_done_once_and_asks_first(books: Desk) -> None:
    state = books.state()
    assert books("lead", "forget", "L1").code == 2  # nobody to ask: wants --yes
    assert books("lead", "forget", "L99", "--yes").code == 2
    assert books("lead", "forget", "L1", "--dry-run").out.startswith("(dry run) Forgot L1: history 2, network rows 2")
    assert books.state() == state
    books.fact("lead", "forget", "L1", "--yes")
    state = books.state()
    assert books.fact("lead", "forget", "L1", "--yes") == "Forgotten already: L1.\n"
    assert books.state() == state


@pytest.mark.parametrize("reason", [f"{NAME} asked", "Quill asked", f"a mail of {EMAIL.upper()}", "rang from 8 912 555 44 33"])
def test_a_reason_that_names_the_person_is_refused(reason: str, books: Desk) -> None:
    state = books.state()
    refused = books("lead", "forget", "L1", "--yes", "--reason", reason)
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert not any(secret in refused.err for secret in SECRETS) and books.state() == state


def test_what_a_kill_left_goes_with_the_next_try(books: Desk) -> None:
    """After the exchange: the store has forgotten, and the copy it was made on lies beside it."""
    books.fact("lead", "forget", "L1", "--yes")
    left = books.folder / ".store.duckdb.999999.new"
    left.mkdir()
    (left / "draft.duckdb").write_text(NAME)
    assert books.fact("lead", "forget", "L1", "--yes") == "Forgotten already: L1.\n"
    assert not left.exists()


def test_all_leads_of_a_person_go_together(books: Desk) -> None:
    books.fact("lead", "add", "--program", "shop", "--phone", PHONE, "--name", NAME, "--allow-duplicate")
    refused = books("lead", "forget", "L1", "--yes")
    assert (refused.code, "partnercli lead forget L1 L3" in refused.err) == (2, True)
    books.fact("lead", "forget", "L1", "L3", "--yes")
    assert named_in(books.folder) == []


def test_copies_of_before_are_named_and_go_when_told(books: Desk) -> None:
    books.fact("backup")
    done = books("lead", "forget", "L1", "--yes")
    assert "Copies of the store still hold" in done.err
    assert named_in(books.folder)
    assert books.fact("lead", "forget", "L1", "--backups", "--yes").endswith("Removed copies of the store: 1.\n")
    assert named_in(books.folder) == []


BESIDE = ("ASTHMA", "Lenina-5", "Zed", "ВИЧ", "Ян", "0417")
FILES = {
    "quoted.csv": f'id,date,name,email,program,note,address\n81,2026-09-01,"Z ""Zed"" Q",{EMAIL},shop2,"a\nASTHMA",Lenina-5\n',
    "short.csv": f"id,date,name,email,program,note\n82,2026-09-01,Ян,{EMAIL},shop3,ВИЧ\n",
    "unread.csv": f"transaction,program,order,status,commission,amount,currency,date,buyer\n"
    f"T9,shop,O1,approved,50,500,RUB,2026-09-05,{NAME} of Lenina-5\n",
    "escaped.json": '[{"transaction": "T8", "program": "shop", "order": "O2", "status": "approved", "commission": "50",'
    ' "amount": "500", "currency": "RUB", "date": "2026-09-06", "name": "\\u005aoya \\u0051uill", "buyer": "Lenina-5"}]',
    "undone.csv": f"id,date,name,program,note\n83,2026-09-01,{NAME},shop,ASTHMA\n",
    "others.csv": "id,date,name,email,program\n84,2026-09-01,Cyril Lake,cyril@example.com,shop\n",
}


def test_a_kept_file_that_names_the_person_is_emptied_whole(desk: Desk) -> None:
    (desk.folder / "partnercli.yaml").write_text("archive: archive\n")
    fill(desk)
    for program in ("shop2", "shop3"):
        desk.fact("program", "add", program, "--network", "admitad", "--rate", "10%", "--from", "2026-01-01")
    for name, text in FILES.items():
        give(desk, name, text)
        if name == "undone.csv":
            desk.fact("undo")
    others = desk("lead", "forget", "L1", "--yes").err.split("lead forget ")[1].split(".")[0]
    said = desk("lead", "forget", *others.split(), "--yes")
    assert "kept files 7" in said.out, said
    kept = [gzip.decompress(file.read_bytes()) for file in (desk.folder / "archive").iterdir()]
    assert sorted(map(len, kept)) == [0] * 7 + [len(FILES["others.csv"])]
    assert not any(secret.encode() in data for secret in (*BESIDE, *SECRETS) for data in kept)
    assert desk("check").code == 0


def test_what_the_journal_kept_of_leads_that_are_gone_goes_too(books: Desk) -> None:
    """L3 was deleted and L4 taken back: nothing but the journal knows them."""
    books.fact("lead", "add", "--program", "shop", "--name", NAME, "--email", EMAIL, "--allow-duplicate")
    books.fact("lead", "delete", "L3")
    books.fact("lead", "add", "--program", "shop", "--name", f"{NAME} again", "--email", EMAIL, "--allow-duplicate")
    books.fact("undo")
    books.fact("lead", "forget", "L1", "--yes")
    assert named_in(books.folder) == []
    assert books("check").code == 0
    (deleted,) = [row["id"] for row in books("log", "--json").json()["rows"] if row["command"] == "lead delete"]
    refused = books("undo", deleted)
    assert (refused.code, "forgotten" in refused.err) == (2, True), refused


def test_a_lead_that_is_gone_can_be_forgotten(books: Desk) -> None:
    books.fact("lead", "add", "--program", "shop", "--name", "Ida Oak", "--email", "ida.oak@example.com")
    books.fact("lead", "delete", "L3")
    assert "ida.oak" in books.state()
    assert books.fact("lead", "forget", "L3", "--yes").startswith("Forgot L3")
    assert not any(b"ida.oak" in data.lower() or b"Ida Oak" in data for data in bytes_of(books.folder).values())
    assert books.fact("lead", "forget", "L3", "--yes") == "Forgotten already: L3.\n"
    assert books("check").code == 0


def test_records_of_others_that_name_the_person_are_starred(books: Desk) -> None:
    books.fact("lead", "note", "L2", f"came with {NAME}, {EMAIL}. Or 8 (912) 555-44-33; pays")
    books.fact("lead", "edit", "L2", "--owner", f"of {EMAIL}")
    books.fact("lead", "edit", "L2", "--email", EMAIL)
    books.fact("lead", "edit", "L2", "--email", "boris@example.org")
    books.fact("payout", "add", "--program", "shop", "--amount", "5", "--date", "2026-10-16", "--reference", f"for {NAME}")
    books.fact("program", "edit", "shop", "--contact", f"{NAME} <{EMAIL}>")
    give(books, f"of {EMAIL}.csv", "transaction,program,order,status,commission,amount,currency,date,reason\n"
         f"T9,shop,Z-9,declined,0,500,RUB,2026-09-05,{NAME} sent it back\n")  # fmt: skip
    assert named_in(books.folder)
    books.fact("lead", "forget", "L1", "--yes")
    (books.folder / f"of {EMAIL}.csv").unlink(missing_ok=True)
    assert [line for line in books.state().splitlines() if "zoya" in line] == []
    assert named_in(books.folder) == []
    notes = [row["new"] for row in tables(books.state())["lead_event"] if row["lead"] == 2 and row["field"] == "note"]
    assert notes == ["came with •••, •••. Or •••; pays"]
    assert "somebody who was forgotten" in books("undo", "I12").err
    assert books("check").code == 0


def test_who_has_the_persons_name_in_theirs_keeps_it(books: Desk) -> None:
    books.fact("lead", "note", "L2", f"Mr. Mc{NAME}son, an-{EMAIL}, {EMAIL}.au")
    books.fact("lead", "forget", "L1", "--yes")
    assert f"Mr. Mc{NAME}son, an-{EMAIL}, {EMAIL}.au" in books.state()


def test_every_text_of_the_store_is_swept_or_known_to_hold_no_words(books: Desk) -> None:
    """A new column has to be thought about."""
    with Store(books.folder / "store.duckdb", today=date.fromisoformat(TODAY)) as store:
        texts = {
            f"{table}.{name}" for table in seals.TABLES for name, kind in seals.columns(store.connection, table).items() if "VARCHAR" in kind
        }  # fmt: skip
    swept = {f"{table}.{name}" for table, columns in sweep.FREE.items() for name in columns}
    emptied = {"lead": {"name", "email", "phone", "email_key", "phone_key"}, "network_row": {"refs", "email_key", "phone_key"},
               "reject": {"raw", "facts"}}  # fmt: skip
    known = {text for text in texts if text.split(".")[1] in WORDLESS or text.split(".")[0] in ("receipt", "spend")}
    assert texts - swept - known == {f"{table}.{name}" for table, names in emptied.items() for name in names}
    assert swept <= texts


WORDLESS = {
    *("source", "account", "key", "program", "network", "channel", "code", "network_id", "profile", "kind"),  # codes of ours
    *("id", "hash", "sha256", "archive", "record", "tbl", "field", "subject", "object"),
    *("order_id", "transaction_id", "original_ref", "payment_ref", "row_ref", "program_ref", "program_name"),  # what figures are found by
    *("currency", "base", "period", "status", "validation", "payment", "state", "standing", "class", "role", "encoding", "totals"),
    *("utm_source", "utm_medium", "utm_campaign", "interest", "per", "tier_by", "tier_over", "tier_applies", "word"),
}  # fmt: skip
"""Columns of codes, ids, states and currencies. Statements of a bank and of an ad cabinet are not about leads."""
