"""What `import`, `imports` and `report changes` say beside the figures: flags nobody needs, names nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from books import Row, new_books, table
from conftest import Desk

ROWS = table([Row(transaction="1"), Row(transaction="2")])


@pytest.fixture
def shop(tmp_path: Path) -> Desk:
    """Books with the programs shop and other, and `rows.csv` with two rows of shop in RUB."""
    new_books(tmp_path, "store.duckdb")
    (tmp_path / "rows.csv").write_text(ROWS)
    return Desk(tmp_path)


def test_an_unknown_program_is_told_before_anything_is_read(shop: Desk) -> None:
    before = shop.state()
    done = shop("import", "rows.csv", "--program", "shopp")
    assert (done.code, done.out, shop.state()) == (2, "", before)
    assert "There is no program 'shopp'. The nearest is Shop;" in done.err


@pytest.mark.parametrize("wish", [("--program", "SHOP"), ("--payment", "X"), ("--currency", "EUR")])
def test_a_flag_no_record_is_in_need_of_is_named(shop: Desk, wish: tuple[str, str]) -> None:
    done = shop("import", "rows.csv", *wish)
    assert done.code == 0
    assert done.err == f"rows.csv: {wish[0]} was not used: no record is in need of it.\n"


def test_a_flag_that_is_used_is_not_named(shop: Desk) -> None:
    (shop.folder / "bare.csv").write_text(ROWS.replace("RUB", ""))
    assert shop("import", "bare.csv", "--currency", "RUB").err == ""


def test_a_dry_run_points_to_no_import_that_is_not_there(shop: Desk) -> None:
    bad = [Row(transaction=str(number), status="hmm") for number in range(25)]
    (shop.folder / "bad.csv").write_text(table([Row(transaction="A"), *bad]))
    assert shop("import", "bad.csv", "--dry-run").err.splitlines()[-1] == "… 5 more: all of them are in --json."
    kept = shop("import", "bad.csv")
    assert kept.err.splitlines()[-1].startswith("… 5 more: partnercli imports show I")
    assert shop("imports", "show", kept.err.split()[-1]).code == 0


def test_undo_last_walks_back(shop: Desk) -> None:
    shop.fact("import", "rows.csv")
    (shop.folder / "more.csv").write_text(table([Row(transaction="3")]))
    shop.fact("import", "more.csv")
    took = [shop("imports", "undo", "last") for _ in range(3)]
    assert [done.code for done in took] == [0, 0, 2]
    assert took[0].out != took[1].out
    assert shop.fact("imports", "list").count("rows.csv") == 1


def test_with_nothing_to_compare_it_is_said(shop: Desk) -> None:
    shop.fact("import", "-q", "rows.csv")
    done = shop("report", "changes")
    assert (done.code, done.out) == (0, "")
    assert "There are no two imports of network rows to compare.\n" in done.err
    assert shop("report", "changes", "--json").json()["rows"] == []
    assert shop("report", "changes", "--import", "I99").code == 2
